import { compareBytes } from '@eventide/base';
import type { PublicKeyBytes } from '@eventide/ledger';
import type { Committee } from './sortition.ts';

/** The members a bitset names. Bits beyond the committee are ignored (strict rules refuse them, 14 §7 S6). Spec: 06 §8 */
export function membersOf(committee: Committee, bitset: bigint): Committee {
  return committee.filter((_, i) => ((bitset >> BigInt(i)) & 1n) === 1n);
}

/** Place of a member in the committee, which is the number of its bit; undefined for others. Spec: 06 §8 */
export function memberIndex(committee: Committee, key: PublicKeyBytes): number | undefined {
  let [low, high] = [0, committee.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareBytes((committee[middle] as { key: PublicKeyBytes }).key, key);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

/** Sum of the members' credits. */
export function creditsOf(committee: Committee): number {
  return committee.reduce((sum, { credits }) => sum + credits, 0);
}

/** True if the bitset names somebody who is not there. Spec: 14 §7, S6 */
export function hasStrayBits(committee: Committee, bitset: bigint): boolean {
  return bitset >> BigInt(committee.length) !== 0n;
}
