import { createLru, type Lru } from '@eventide/base';

export type RateOptions = {
  /** Datagrams one address may send per second, on average. */
  readonly perSecond: number;
  /** Datagrams it may send at once. */
  readonly burst: number;
};

type Bucket = { tokens: number; atMs: number };

/** Addresses remembered; a forgotten one starts with a full burst. */
const MAX_SOURCES = 8192;

/** A token bucket per source address. Spec: 07 §5.5 */
export class RateLimiter {
  readonly #options: RateOptions;
  readonly #buckets: Lru<string, Bucket> = createLru({ maxEntries: MAX_SOURCES });

  constructor(options: RateOptions) {
    this.#options = options;
  }

  /** False if `source` has used up its share. */
  allows(source: string, nowMs: number): boolean {
    const { perSecond, burst } = this.#options;
    let bucket = this.#buckets.get(source);
    if (bucket === undefined) {
      bucket = { tokens: burst, atMs: nowMs };
      this.#buckets.set(source, bucket);
    }
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) * perSecond) / 1000);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  /** Takes `count` more datagrams off the share of a source that was allowed one. */
  charge(source: string, count: number): void {
    const bucket = this.#buckets.get(source);
    if (bucket !== undefined) bucket.tokens = Math.max(0, bucket.tokens - count);
  }
}
