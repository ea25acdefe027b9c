import { accept, bytesToIntLe, refuse, type Verdict } from '@eventide/base';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { drawBytes, type RandomBytes } from '@eventide/crypto/random';
import { encodeOpeningKey } from '../keys/verifierData.ts';
import { type G1Term, holds, type PairingSums } from './pairing.ts';
import { examine, type ProofClaim, type ProofFault, type Verifier } from './verifier.ts';

/** Bits of a weight: a forged proof passes with probability 2^-128. */
const WEIGHT_BYTES = 16;

/** Proofs whose points are in kernel memory at the same time, and searched together for some outside the subgroup. */
const DECODED_AT_ONCE = 64;

/**
 * A verdict for each proof. All well-formed proofs of one opening key share one pairing product under random weights; if
 * it fails, halves are tried, so that a few bad ones cost a few products. The weights must be unknown to whoever made
 * the proofs. Spec: 02 §10 (batch mode)
 */
export function verifyBatch(claims: readonly ProofClaim[], random: RandomBytes): Verdict<ProofFault>[] {
  const verdicts = new Array<Verdict<ProofFault>>(claims.length);
  const groups = new Map<string, Pending[]>();
  for (let from = 0; from < claims.length; from += DECODED_AT_ONCE) {
    const part = claims.slice(from, from + DECODED_AT_ONCE);
    for (const [i, sums] of examine(part, random).entries()) {
      const index = from + i;
      if (!('left' in sums)) {
        verdicts[index] = sums;
        continue;
      }
      const { verifier } = part[i] as ProofClaim;
      const key = encodeOpeningKey(verifier.data.openingKey).join();
      const group = groups.get(key) ?? [];
      group.push({ index, sums, verifier });
      groups.set(key, group);
    }
  }
  for (const group of groups.values()) decide(group, random, verdicts);
  return verdicts;
}

type Pending = { readonly index: number; readonly sums: PairingSums; readonly verifier: Verifier };

function decide(group: readonly Pending[], random: RandomBytes, verdicts: Verdict<ProofFault>[]): void {
  const [first] = group;
  if (first === undefined) return;
  if (holds(group.length === 1 ? first.sums : weighted(group, random), first.verifier)) {
    for (const { index } of group) verdicts[index] = accept();
  } else if (group.length === 1) {
    verdicts[first.index] = refuse('PROOF_INVALID');
  } else {
    const half = group.length >> 1;
    decide(group.slice(0, half), random, verdicts);
    decide(group.slice(half), random, verdicts);
  }
}

/** Σ weight·sums. Terms of points that several proofs share, those of their keys, are joined. */
function weighted(group: readonly Pending[], random: RandomBytes): PairingSums {
  const left = new Map<G1Term[1], bigint>();
  const right = new Map<G1Term[1], bigint>();
  for (const { sums } of group) {
    const weight = bytesToIntLe(drawBytes(random, WEIGHT_BYTES));
    addTerms(left, sums.left, weight);
    addTerms(right, sums.right, weight);
  }
  return { left: asTerms(left), right: asTerms(right) };
}

/** The sums stay unreduced. */
function addTerms(sums: Map<G1Term[1], bigint>, terms: readonly G1Term[], weight: Fr): void {
  for (const [factor, point] of terms) sums.set(point, (sums.get(point) ?? 0n) + weight * factor);
}

function asTerms(sums: ReadonlyMap<G1Term[1], bigint>): G1Term[] {
  return Array.from(sums, ([point, factor]): G1Term => [fr.reduce(factor), point]);
}
