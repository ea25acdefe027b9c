import type { Block } from '@eventide/ledger';
import type { ChainContext } from './chainContext.ts';
import type { ChainBlock } from './window.ts';

/** Blocks whose signatures are verified together. */
const MIN_FORESEEN = 4;
const MAX_FORESEEN = 64;

/** Looks at blocks that will follow the tip together. It decides nothing. */
export class Foresight {
  readonly #proveAhead: ChainContext['proveAhead'];
  #provenTo = 0n;

  constructor(proveAhead: ChainContext['proveAhead']) {
    this.#proveAhead = proveAhead;
  }

  /** `waiting` gives a block of a height that came before and waits for its turn. */
  look(tip: ChainBlock, blocks: readonly Block[], waiting: (height: bigint) => Block | undefined): void {
    const first = tip.block.header.height + 1n;
    if (this.#proveAhead === undefined || first <= this.#provenTo) return;
    const given = new Map(blocks.map((block) => [block.header.height, block]));
    const run: Block[] = [];
    for (let height = first; run.length < MAX_FORESEEN; height++) {
      const block = given.get(height) ?? waiting(height);
      if (block === undefined) break;
      run.push(block);
    }
    if (run.length < MIN_FORESEEN) return;
    this.#provenTo = first + BigInt(run.length) - 1n;
    this.#proveAhead(tip, run);
  }
}
