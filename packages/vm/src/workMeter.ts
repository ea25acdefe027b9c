import type { ContractMemory } from './memory.ts';
import { HostSignal } from './outcome.ts';

/**
 * Prices of what costs this machine more than operators say, in gas. A rule of a network: its nodes have to agree on it.
 * Spec: 14 §11
 */
export type WorkPrices = {
  /** Bytes that one unit of gas moves, a power of two: bulk operators pay for their length. */
  readonly bulkBytes: number;
  /** Any host function, besides what it costs anyway. */
  readonly hostCall: number;
  /** A call of another contract. */
  readonly call: number;
  /** An event, besides what its bytes cost. */
  readonly event: number;
  /** A page that a frame writes to for the first time: it is saved for the case that the frame fails. */
  readonly savedPage: number;
  /** Besides, a page that a top-level call writes to for the first time: it will be hashed and stored. */
  readonly freshPage: number;
  /** Fresh pages of a top-level call that are free. */
  readonly freePages: number;
};

/**
 * Gathers what the pages cost that the running frame writes. The frame pays when it calls the host and when it ends; one that could
 * never pay ends at once.
 */
export class WorkMeter {
  readonly prices: WorkPrices;
  readonly #touched = new Map<ContractMemory, Set<number>>();
  #fresh = 0;
  #debt = 0;
  #limit = 0n;

  constructor(prices: WorkPrices) {
    this.prices = prices;
  }

  /** A top-level call or deployment begins. */
  begin(limit: bigint): void {
    this.#touched.clear();
    this.#fresh = 0;
    this.enter(limit);
  }

  /** A frame begins or goes on: it owes nothing, and what it may come to owe is at most this. */
  enter(limit: bigint): void {
    this.#debt = 0;
    this.#limit = limit;
  }

  /** What is owed; nothing is afterwards. */
  take(): bigint {
    const debt = BigInt(this.#debt);
    this.#debt = 0;
    return debt;
  }

  /** @throws HostSignal out of gas */
  wrote(memory: ContractMemory, page: number): void {
    this.#debt += this.prices.savedPage;
    let touched = this.#touched.get(memory);
    if (touched === undefined) {
      touched = new Set();
      this.#touched.set(memory, touched);
    }
    if (!touched.has(page)) {
      touched.add(page);
      this.#fresh++;
      if (this.#fresh > this.prices.freePages) this.#debt += this.prices.freshPage;
    }
    if (this.#debt > this.#limit) throw new HostSignal({ kind: 'outOfGas' });
  }
}
