import { equalBytes } from '@eventide/base';
import type { Block } from '@eventide/ledger';
import type { ChainContext } from './chainContext.ts';
import type { ChainBlock } from './window.ts';

/** Blocks whose signatures are verified together. */
const MIN_FORESEEN = 4;
const MAX_FORESEEN = 64;
/** Blocks that may wait above the tip for those before them. */
const MAX_WAITING = 512n;

/**
 * Looks at blocks to come together, while others are executed. It decides nothing: what was not looked at, or in vain, is verified when
 * its turn comes.
 */
export class Foresight {
  readonly #proveAhead: ChainContext['proveAhead'];
  readonly #blocks = new Map<bigint, Block>();
  /** Under way, by height. */
  readonly #proving = new Map<bigint, Promise<void>>();
  /** The last that was looked at. */
  #last: Block | undefined;

  constructor(proveAhead: ChainContext['proveAhead']) {
    this.#proveAhead = proveAhead;
  }

  /** Blocks that came; those that follow the tip, or what was looked at before, are looked at as soon as there are some. */
  look(tip: ChainBlock, blocks: readonly Block[]): void {
    if (this.#proveAhead === undefined) return;
    const { height } = tip.block.header;
    // Without their bodies: nobody has judged them yet, and anyone can send them.
    for (const { header } of blocks)
      if (header.height > height && header.height <= height + MAX_WAITING)
        this.#blocks.set(header.height, { header, txs: [], faults: [] });
    for (const known of this.#blocks.keys()) if (known <= height) this.#blocks.delete(known);
    const parent = this.#parent(tip);
    const run: Block[] = [];
    for (let next = parent.block.header.height + 1n; run.length < MAX_FORESEEN; next++) {
      const block = this.#blocks.get(next);
      if (block === undefined) break;
      run.push(block);
    }
    if (run.length < MIN_FORESEEN) return;
    this.#last = run.at(-1);
    const proven = this.#proveAhead(parent, run);
    for (const { header } of run) this.#proving.set(header.height, proven);
    void proven.finally(() => {
      for (const { header } of run)
        if (this.#proving.get(header.height) === proven) this.#proving.delete(header.height);
    });
  }

  /** Resolves when the signatures of the block at this height have been looked at; undefined if nobody does. */
  proven(height: bigint): Promise<void> | undefined {
    return this.#proving.get(height);
  }

  /** Where the next look begins: above what was looked at, as long as that is above the tip and goes on. */
  #parent(tip: ChainBlock): ChainBlock {
    const last = this.#last;
    if (last === undefined || last.header.height <= tip.block.header.height) return tip;
    const next = this.#blocks.get(last.header.height + 1n);
    if (next === undefined || equalBytes(next.header.prevBlockHash, last.header.hash)) return { ...tip, block: last };
    this.#last = undefined;
    return tip;
  }
}
