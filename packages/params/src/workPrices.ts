/** Prices of what costs a node more than operators say, in gas. */
export type WorkPrices = {
  /** Bytes that one unit of gas moves, a power of two: `memory.fill`, `memory.copy` and their like pay for their length. */
  readonly bulkBytes: number;
  /** Any host function, besides what it costs anyway. */
  readonly hostCall: number;
  /** A call of another contract. */
  readonly call: number;
  /** An event, besides what its bytes cost. */
  readonly event: number;
  /** A page that a frame writes to for the first time: it is saved for the case that the frame fails. */
  readonly savedPage: number;
  /** Besides, a page that a top-level call writes to for the first time: it is hashed and stored. */
  readonly freshPage: number;
  /** Fresh pages of a top-level call that are free: what a transaction pays for its signature covers them. */
  readonly freePages: number;
};

/**
 * On our own networks, by the same rule as the prices of host queries: 400,000 gas for a millisecond of the machine that
 * docs/explanation/gas-of-host-queries.md describes. A change is a change of consensus. Spec: 14 §11
 */
export const workPrices: WorkPrices = Object.freeze({
  bulkBytes: 32,
  hostCall: 400,
  call: 6_000,
  event: 2_000,
  savedPage: 3_000,
  freshPage: 80_000,
  freePages: 12,
});
