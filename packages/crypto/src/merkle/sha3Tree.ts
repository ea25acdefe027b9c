import { concatBytes } from '@eventide/base';
import { CryptoError } from '../errors.ts';
import { sha3_256 } from '../hash.ts';

/** Leaves the block trees can hold, 2^15. */
export const SHA3_TREE_CAPACITY = 32_768;

const ITEM_SIZE = 32;

/**
 * The root of a block's transaction or fault digests: the top of the smallest subtree that holds all leaves; a missing or
 * all-zero right item is replaced by the left one. No leaf: zeros; one leaf x: SHA3-256(x ‖ x). Spec: 01 §7.2
 * @throws CryptoError CRYPTO_BAD_ARGUMENT for more than 32,768 leaves or a leaf that has not 32 bytes
 */
export function sha3MerkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length > SHA3_TREE_CAPACITY || leaves.some((leaf) => leaf.length !== ITEM_SIZE)) {
    throw new CryptoError('CRYPTO_BAD_ARGUMENT', { argument: 'leaves', count: leaves.length });
  }
  if (leaves.length === 0) return new Uint8Array(ITEM_SIZE);
  let items = [...leaves];
  do {
    const parents: Uint8Array[] = [];
    for (let i = 0; i < items.length; i += 2) parents.push(hashPair(items[i] as Uint8Array, items[i + 1]));
    items = parents;
  } while (items.length > 1);
  return items[0] as Uint8Array;
}

/** For each item: zeros stand for the last item before that was not zero. */
function hashPair(left: Uint8Array, right: Uint8Array | undefined): Uint8Array {
  return sha3_256(concatBytes(left, right === undefined || right.every((byte) => byte === 0) ? left : right));
}
