import { toHex } from '@eventide/base';
import { faultPairKey } from '@eventide/consensus';
import type { Fault, Hash } from '@eventide/ledger';

/** Blocks a fault can reach back. Spec: 06 §11 */
export const HISTORY_BLOCKS = 2_160n;

/** A past block as far as later ones refer to it. */
export type PastBlock = { readonly height: bigint; readonly hash: Hash; readonly faults: readonly Fault[] };

/** Hashes and punished faults of the last epoch: bounded, whatever the length of the chain. */
export class History {
  readonly #heights = new Map<string, bigint>();
  readonly #byHeight = new Map<bigint, { readonly hash: string; readonly pairs: readonly string[] }>();
  readonly #punished = new Map<string, bigint>();

  add({ height, hash, faults }: PastBlock): void {
    const id = toHex(hash);
    const pairs = faults.map(faultPairKey);
    this.#heights.set(id, height);
    this.#byHeight.set(height, { hash: id, pairs });
    for (const pair of pairs) this.#punished.set(pair, height);
    // A fault of the oldest round still reaches one lifetime below itself.
    this.remove(height - 2n * HISTORY_BLOCKS - 1n);
  }

  remove(height: bigint): void {
    const found = this.#byHeight.get(height);
    if (found === undefined) return;
    this.#byHeight.delete(height);
    this.#heights.delete(found.hash);
    for (const pair of found.pairs) this.#punished.delete(pair);
  }

  heightOf(hash: Hash): bigint | undefined {
    return this.#heights.get(toHex(hash));
  }

  isPunished(pairKey: string, since: bigint): boolean {
    const height = this.#punished.get(pairKey);
    return height !== undefined && height >= since;
  }

  get size(): number {
    return this.#byHeight.size;
  }
}
