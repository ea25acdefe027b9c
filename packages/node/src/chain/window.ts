import { type LabelledBlock, type Provisioners, rollFinality, type Voters } from '@eventide/consensus';
import type { Block, Header, Label } from '@eventide/ledger';

/** A block of the own chain with what its successors need. */
export type ChainBlock = {
  readonly block: Block;
  readonly label: Label;
  /** Stakes at its state root: they draw the next round. */
  readonly provisioners: Provisioners;
  /** Voters of its own attestation. */
  readonly voters: Voters;
};

/** The place a block is judged for: on top of `parent`. */
export type ParentPlace = {
  readonly parent: ChainBlock;
  readonly grandparentSeed: Uint8Array;
  readonly previousProvisioners: Provisioners;
};

/**
 * The unsettled top of the chain, from the parent of the last final block to the tip: all that decisions look at, whatever the
 * length of the chain.
 */
export class Window {
  readonly #blocks: ChainBlock[];

  /** `blocks` ascending, the last one is the tip; the first is the last final block's parent, or genesis. */
  constructor(blocks: readonly ChainBlock[]) {
    if (blocks.length === 0) throw new RangeError('a chain has a genesis block');
    this.#blocks = [...blocks];
  }

  get tip(): ChainBlock {
    return this.#blocks.at(-1) as ChainBlock;
  }

  get height(): bigint {
    return this.tip.block.header.height;
  }

  get lastFinal(): ChainBlock {
    return (this.#blocks.findLast(({ label }) => label.kind === 'Final') ?? this.#blocks[0]) as ChainBlock;
  }

  get size(): number {
    return this.#blocks.length;
  }

  at(height: bigint): ChainBlock | undefined {
    const first = (this.#blocks[0] as ChainBlock).block.header.height;
    return height < first ? undefined : this.#blocks[Number(height - first)];
  }

  header(height: bigint): Header | undefined {
    return this.at(height)?.block.header;
  }

  /** Where a block of this height is judged; undefined below the last final block and above the tip's successor. */
  placeOf(height: bigint): ParentPlace | undefined {
    const parent = this.at(height - 1n);
    if (parent === undefined || height <= this.lastFinal.block.header.height) return undefined;
    const before = this.at(height - 2n);
    return {
      parent,
      grandparentSeed: (before ?? parent).block.header.seed,
      previousProvisioners: (before ?? parent).provisioners,
    };
  }

  /** Blocks at and above a height, highest first. */
  from(height: bigint): readonly ChainBlock[] {
    return this.#blocks.filter(({ block }) => block.header.height >= height).reverse();
  }

  /** Labels after a block with `pni` at `height` on top of its parent. Spec: 06 §16 */
  labelsWith(height: bigint, pni: number): { tip: Label; changed: LabelledBlock[] } {
    const lastFinal = this.lastFinal.block.header.height;
    const chain = this.#blocks
      .filter(({ block }) => block.header.height >= lastFinal && block.header.height < height)
      .map(({ block, label }) => ({ height: block.header.height, label }));
    return rollFinality(chain, height, pni);
  }

  /** Labels where a block settles itself and everything below it. Spec: 13 §3.1 */
  allFinal(height: bigint): { tip: Label; changed: LabelledBlock[] } {
    const changed = this.#blocks
      .filter(({ block, label }) => label.kind !== 'Final' && block.header.height < height)
      .map(({ block }) => ({
        height: block.header.height,
        label: { kind: 'Final', distance: height - block.header.height } as const,
      }));
    return { tip: { kind: 'Final', distance: 0n }, changed };
  }

  /** Puts a block on its parent, taking off what stands there, and lets go of what is settled. */
  put(added: ChainBlock, changed: readonly LabelledBlock[]): void {
    const first = (this.#blocks[0] as ChainBlock).block.header.height;
    this.#blocks.splice(Number(added.block.header.height - first));
    for (const { height, label } of changed) {
      const index = Number(height - first);
      this.#blocks[index] = { ...(this.#blocks[index] as ChainBlock), label };
    }
    this.#blocks.push(added);
    const final = this.#blocks.findLastIndex(({ label }) => label.kind === 'Final');
    if (final > 1) this.#blocks.splice(0, final - 1);
  }
}
