import { compareBytes, equalBytes } from '@eventide/base';
import type { PublicKeyBytes } from '@eventide/ledger';

/** A stake that may be drawn. Spec: 06 §7 */
export type Provisioner = {
  readonly key: PublicKeyBytes;
  /** Staked value, locked part not counted. */
  readonly stake: bigint;
  /** First round it may be drawn in. */
  readonly eligibleSince: bigint;
};

/** Provisioners in ascending order of their 96 key bytes, each once. */
export type Provisioners = readonly Provisioner[];

/** Least stake, in Lux, that is drawn; fixed in the protocol, not read from the contract. Spec: 06 §1 */
export const MINIMUM_STAKE = 1_000_000_000_000n;

/** Orders a set as the protocol does. @throws RangeError if a key occurs twice */
export function sortProvisioners(list: Iterable<Provisioner>): Provisioners {
  const sorted = [...list].sort((a, b) => compareBytes(a.key, b.key));
  for (let i = 1; i < sorted.length; i++) {
    if (compareBytes((sorted[i - 1] as Provisioner).key, (sorted[i] as Provisioner).key) === 0) {
      throw new RangeError('a provisioner occurs twice');
    }
  }
  return sorted;
}

/**
 * `known` if it says the same as `next`, else `next`. Drawings are remembered by the set they were made from; stakes seldom change.
 * Cost: one comparison of the keys.
 */
export function sameProvisioners(known: Provisioners, next: Provisioners): Provisioners {
  if (known.length !== next.length) return next;
  const same = known.every(({ key, stake, eligibleSince }, i) => {
    const other = next[i] as Provisioner;
    return stake === other.stake && eligibleSince === other.eligibleSince && equalBytes(key, other.key);
  });
  return same ? known : next;
}

/** Those that may be drawn in `round`, order kept. Spec: 06 §7, step 1 */
export function eligibleIn(provisioners: Provisioners, round: bigint): Provisioners {
  return provisioners.filter(({ stake, eligibleSince }) => eligibleSince <= round && stake >= MINIMUM_STAKE);
}
