/** Somebody whose key the wallet knows, and from where. */
export type KnownKey = {
  readonly key: string;
  /** In the address book; null: none. */
  readonly name: string | null;
  readonly as: 'own' | 'book' | 'paid';
};

/** What to say of somebody who was never paid. */
export type Caution = {
  /** A known key that this one could be taken for. */
  readonly lookAlike: KnownKey | null;
};

/** People compare the first and the last group of four. */
const EDGE = 4;

/**
 * A known key that looks like this one at a glance and is another: first and last four the same, whatever their case. Whoever makes
 * such a key and pays a little from it hopes to be copied out of the activity.
 * Spec: 13 §5.5
 */
export function lookAlike(key: string, known: readonly KnownKey[]): KnownKey | null {
  const edges = edgesOf(key);
  return known.find((other) => other.key !== key && edgesOf(other.key) === edges) ?? null;
}

/** What has to be said before `to` is paid; null if the wallet knows it. Spec: 13 §5.5 */
export function cautionAbout(to: string, known: readonly KnownKey[]): Caution | null {
  return known.some(({ key }) => key === to) ? null : { lookAlike: lookAlike(to, known) };
}

function edgesOf(key: string): string {
  return `${key.slice(0, EDGE)}…${key.slice(-EDGE)}`.toLowerCase();
}
