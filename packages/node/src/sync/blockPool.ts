import type { Block } from '@eventide/ledger';

/** Blocks kept ahead of the tip. Spec: 06 §17 */
const MAX_BLOCKS = 1_000;

/** Blocks that wait for their parents, one per height; low ones push out high ones. */
export class BlockPool {
  readonly #blocks = new Map<bigint, Block>();

  get size(): number {
    return this.#blocks.size;
  }

  has(height: bigint): boolean {
    return this.#blocks.has(height);
  }

  /** A full pool gives up its highest block for a lower one, and refuses a higher one. */
  add(block: Block): void {
    const { height } = block.header;
    if (!this.#blocks.has(height) && this.#blocks.size >= MAX_BLOCKS) {
      let highest = 0n;
      for (const known of this.#blocks.keys()) if (known > highest) highest = known;
      if (height > highest) return;
      this.#blocks.delete(highest);
    }
    this.#blocks.set(height, block);
  }

  get(height: bigint): Block | undefined {
    return this.#blocks.get(height);
  }

  take(height: bigint): Block | undefined {
    const block = this.#blocks.get(height);
    this.#blocks.delete(height);
    return block;
  }

  dropUpTo(height: bigint): void {
    for (const known of this.#blocks.keys()) if (known <= height) this.#blocks.delete(known);
  }

  clear(): void {
    this.#blocks.clear();
  }
}
