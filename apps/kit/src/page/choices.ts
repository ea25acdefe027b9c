/** A preference of this browser (theme, language): never a secret. Undefined where storage is closed. */
export function readChoice(name: string): string | undefined {
  try {
    return localStorage.getItem(`eventide.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a preference; a browser without storage forgets it with the tab. */
export function writeChoice(name: string, value: string): void {
  try {
    localStorage.setItem(`eventide.${name}`, value);
  } catch {
    return;
  }
}
