import { CryptoError } from '../errors.ts';
import type { Fr } from '../fields/fr.ts';
import { poseidonMerkle4Many } from '../poseidon/hash.ts';
import { type MerkleOpening, NOTE_TREE_ARITY, NOTE_TREE_HEIGHT } from './opening.ts';

/** Leaves the tree can hold, 4^17. */
export const NOTE_TREE_CAPACITY: bigint = BigInt(NOTE_TREE_ARITY) ** BigInt(NOTE_TREE_HEIGHT);

// Absent at every level, never the hash of zeros. Spec: 01 §16 item 15
const EMPTY: Fr = 0n;
const ARITY = BigInt(NOTE_TREE_ARITY);

/**
 * The tree of note hashes. Inserting only marks the path; hashes are made when a root or an opening is asked for,
 * so that a block of notes hashes each shared node once. Spec: 01 §7
 */
export class NoteTree {
  /** Items per level, 0 the leaves; a node without leaf below is missing. */
  readonly #items: Map<bigint, Fr>[] = Array.from({ length: NOTE_TREE_HEIGHT + 1 }, () => new Map());
  /** Indexes of the leaves' parents whose items are stale. */
  #stale: Set<bigint> = new Set();

  /** Occupied leaves. */
  get size(): number {
    return this.#level(0).size;
  }

  get root(): Fr {
    this.#refresh();
    return this.#level(NOTE_TREE_HEIGHT).get(0n) ?? EMPTY;
  }

  /** The leaf at this position, or undefined. */
  leaf(position: bigint): Fr | undefined {
    return this.#level(0).get(position);
  }

  /** Puts a leaf, over an older one if there is. @throws CryptoError CRYPTO_BAD_ARGUMENT outside the tree */
  insert(position: bigint, leaf: Fr): void {
    if (position < 0n || position >= NOTE_TREE_CAPACITY) {
      throw new CryptoError('CRYPTO_BAD_ARGUMENT', { argument: 'position', position });
    }
    this.#level(0).set(position, leaf);
    this.#stale.add(position / ARITY);
  }

  /** Takes a leaf out; false if there was none. */
  remove(position: bigint): boolean {
    const removed = this.#level(0).delete(position);
    if (removed) this.#stale.add(position / ARITY);
    return removed;
  }

  /** The path of the leaf at `position`. @throws CryptoError CRYPTO_NO_LEAF */
  opening(position: bigint): MerkleOpening {
    if (!this.#level(0).has(position)) throw new CryptoError('CRYPTO_NO_LEAF', { position });
    const root = this.root;
    const branch: Fr[][] = [];
    const positions: number[] = [];
    let index = position;
    for (let level = 0; level < NOTE_TREE_HEIGHT; level++) {
      branch.unshift(this.#children(level, index / ARITY));
      positions.unshift(Number(index % ARITY));
      index /= ARITY;
    }
    return { root, branch, positions };
  }

  #refresh(): void {
    let stale = this.#stale;
    this.#stale = new Set();
    for (let level = 1; level <= NOTE_TREE_HEIGHT && stale.size > 0; level++) {
      this.#refreshLevel(level, stale);
      stale = new Set(Array.from(stale, (index) => index / ARITY));
    }
  }

  #refreshLevel(level: number, stale: ReadonlySet<bigint>): void {
    const items = this.#level(level);
    const occupied = [...stale].filter((index) => this.#hasChild(level, index));
    const digests = poseidonMerkle4Many(occupied.map((index) => this.#children(level - 1, index)));
    for (const index of stale) items.delete(index);
    occupied.forEach((index, i) => {
      items.set(index, digests[i] as Fr);
    });
  }

  #hasChild(level: number, index: bigint): boolean {
    const below = this.#level(level - 1);
    for (let i = 0n; i < ARITY; i++) if (below.has(index * ARITY + i)) return true;
    return false;
  }

  #children(level: number, parent: bigint): Fr[] {
    const items = this.#level(level);
    return Array.from({ length: NOTE_TREE_ARITY }, (_, i) => items.get(parent * ARITY + BigInt(i)) ?? EMPTY);
  }

  #level(level: number): Map<bigint, Fr> {
    return this.#items[level] as Map<bigint, Fr>;
  }
}
