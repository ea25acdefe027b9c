/** One line of the doctor. `next` is given when something should be done. */
export type Finding = {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail' | 'mended';
  readonly found: string;
  readonly next?: string | undefined;
};

/** Shorthand constructors. */
export function ok(name: string, found: string): Finding {
  return { name, state: 'ok', found };
}

export function warn(name: string, found: string, next: string): Finding {
  return { name, state: 'warn', found, next };
}

export function fail(name: string, found: string, next: string): Finding {
  return { name, state: 'fail', found, next };
}
