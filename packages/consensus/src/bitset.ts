import { equalBytes } from '@eventide/base';
import type { PublicKeyBytes } from '@eventide/ledger';
import type { Committee } from './sortition.ts';

/** The members a bitset names. Bits beyond the committee are ignored (strict rules refuse them, 14 §7 S6). Spec: 06 §8 */
export function membersOf(committee: Committee, bitset: bigint): Committee {
  return committee.filter((_, i) => ((bitset >> BigInt(i)) & 1n) === 1n);
}

/** The bit of a member; undefined for others. */
export function bitOf(committee: Committee, key: PublicKeyBytes): bigint | undefined {
  const index = committee.findIndex((member) => equalBytes(member.key, key));
  return index < 0 ? undefined : 1n << BigInt(index);
}

/** Sum of the members' credits. */
export function creditsOf(committee: Committee): number {
  return committee.reduce((sum, { credits }) => sum + credits, 0);
}

/** True if the bitset names somebody who is not there. Spec: 14 §7, S6 */
export function hasStrayBits(committee: Committee, bitset: bigint): boolean {
  return bitset >> BigInt(committee.length) !== 0n;
}
