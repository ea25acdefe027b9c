/** Wrong passwords in a row and when the last one was. */
export type Attempts = { readonly count: number; readonly lastMs: number };

export const noAttempts: Attempts = Object.freeze({ count: 0, lastMs: 0 });

/** Wrong ones that cost nothing. */
export const FREE_TRIES = 5;
const FIRST_WAIT_MS = 10_000;
const MAX_WAIT_MS = 3_600_000;

/** Until when no further password is taken: five tries are free, then 10 s, doubling up to an hour. Spec: 13 §5.1 */
export function waitUntil({ count, lastMs }: Attempts): number {
  if (count < FREE_TRIES) return 0;
  return lastMs + Math.min(FIRST_WAIT_MS * 2 ** (count - FREE_TRIES), MAX_WAIT_MS);
}

/** After one more wrong password. */
export function failedAt({ count }: Attempts, nowMs: number): Attempts {
  return { count: count + 1, lastMs: nowMs };
}
