import { concatBytes } from '@eventide/base';
import { sha3_256 } from '@eventide/crypto';
import { HASH_SIZE, type Hash } from './bytes.ts';

/** Leaves a block's tree can hold. Spec: 06 §5.1 */
const CAPACITY = 2 ** 15;

/**
 * Root of transaction digests or fault ids in block order; zeros for none. An odd last node is paired with itself, and a
 * single leaf is hashed once. A leaf of zeros counts as missing, so its left sibling stands in for it.
 * @throws RangeError above 2^15 leaves. Spec: 06 §5.1
 */
export function merkleRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length > CAPACITY) throw new RangeError(`a block tree holds ${CAPACITY} leaves`);
  if (leaves.length === 0) return new Uint8Array(HASH_SIZE);
  let level = leaves;
  do {
    const parents: Hash[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Hash;
      const right = level[i + 1];
      parents.push(sha3_256(concatBytes(left, right === undefined || isZero(right) ? left : right)));
    }
    level = parents;
  } while (level.length > 1);
  return level[0] as Hash;
}

function isZero(hash: Hash): boolean {
  return hash.every((byte) => byte === 0);
}
