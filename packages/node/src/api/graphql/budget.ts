import type { Clock } from '@eventide/base';
import { GraphQLError } from 'graphql';

export type BudgetOptions = {
  /** Blocks, transactions and archive rows a request may load. */
  readonly reads: number;
  /** Bytes of hex and JSON text it may be given. */
  readonly bytes: number;
  readonly timeMs: number;
};

/** Far above what known clients ask for: 500 transactions at once, 200 blocks with theirs. */
export const defaultBudget: BudgetOptions = { reads: 20_000, bytes: 67_108_864, timeMs: 20_000 };

/** What one request may cost this machine. Spec: 08 §5 has no limits; these are ours. */
export class Budget {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #endMs: number;
  #reads: number;
  #bytes: number;

  constructor(clock: Pick<Clock, 'nowMs'>, { reads, bytes, timeMs }: BudgetOptions = defaultBudget) {
    this.#clock = clock;
    this.#endMs = clock.nowMs() + timeMs;
    this.#reads = reads;
    this.#bytes = bytes;
  }

  /** @throws GraphQLError when reads or time are used up */
  spendReads(count = 1): void {
    this.#reads -= count;
    if (this.#reads < 0) throw new GraphQLError('query too expensive: it reads too much');
    if (this.#clock.nowMs() > this.#endMs) throw new GraphQLError('query too expensive: it takes too long');
  }

  /** The text, paid for. @throws GraphQLError when the answer gets too large */
  pay(text: string): string {
    this.#bytes -= text.length;
    if (this.#bytes < 0) throw new GraphQLError('query too expensive: the answer is too large');
    return text;
  }
}
