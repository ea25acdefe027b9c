/** A source of uniform numbers in [0, 2^32). */
export type RandomU32 = () => number;

/** A number below `limit`; the bias of the remainder is below 2^-20 for the sizes used here. */
export function below(limit: number, random: RandomU32): number {
  return random() % limit;
}

/** Up to `count` distinct items in random order; each set equally likely. */
export function pickSome<T>(items: readonly T[], count: number, random: RandomU32): T[] {
  const pool = items.slice();
  const wanted = Math.min(count, pool.length);
  for (let i = 0; i < wanted; i++) {
    const j = i + below(pool.length - i, random);
    [pool[i], pool[j]] = [pool[j] as T, pool[i] as T];
  }
  pool.length = wanted;
  return pool;
}
