import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { type DomainQuery, type DomainValues, domainFor } from '../domain.ts';
import type { KeyCommitment, VerifierData } from '../keys/verifierData.ts';
import { linearisationConstant, linearise, OPENED_AT_NEXT, openedAtZ } from '../linearise.ts';
import type { Proof, ProofCommitment } from '../proof.ts';
import {
  evaluationRound,
  type OpeningChallenges,
  openingRound,
  type PermutationChallenges,
  permutationRound,
  type QuotientChallenges,
  quotientRound,
  wireRound,
} from '../transcript/rounds.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { PlonkVersion } from '../version.ts';

export type Challenges = PermutationChallenges &
  QuotientChallenges &
  OpeningChallenges & { readonly z: Fr; readonly u: Fr };

/** A factor of a commitment; 'g' is the generator of the opening key. */
export type ClaimTerm = readonly [name: KeyCommitment | ProofCommitment | 'g', factor: Fr];

/** What is left of a proof: e(Σ left, x_h)·e(Σ right, h) = 1. Spec: 02 §10 */
export type PairingClaim = { readonly left: readonly ClaimTerm[]; readonly right: readonly ClaimTerm[] };

/** All challenges of a proof from a clone of the key's seed. Spec: 02 §7.2 */
export function drawChallenges(transcript: Transcript, proof: Proof, publicInputs: readonly Fr[]): Challenges {
  const { commitments, evaluations } = proof;
  return {
    ...wireRound(transcript, publicInputs, commitments),
    ...permutationRound(transcript, commitments.z_comm),
    z: quotientRound(transcript, commitments),
    ...evaluationRound(transcript, evaluations),
    u: openingRound(transcript, commitments),
  };
}

/** What the equation needs of a key: its data, and ω^−row of its public inputs. */
export type ClaimKey = { readonly data: VerifierData; readonly inverseRoots: readonly Fr[] };

/** What `pairingClaim` needs of the key's domain; those of many claims are computed together. */
export function claimQuery(
  { data, inverseRoots }: ClaimKey,
  publicInputs: readonly Fr[],
  { z }: Challenges,
): DomainQuery {
  return { domain: domainFor(data.keyRows), inverseRoots, publicInputs, x: z };
}

/** The pairing equation that a proof amounts to, or null if z meets the domain's first point. Spec: 02 §10 */
export function pairingClaim(
  { data }: Pick<ClaimKey, 'data'>,
  proof: Proof,
  version: PlonkVersion,
  challenges: Challenges,
  values: DomainValues,
): PairingClaim | null {
  const { z, u, v, vW } = challenges;
  if (z === 1n) return null;
  const domain = domainFor(data.keyRows);
  const e = proof.evaluations;
  const input = { values, evaluations: e, challenges, z };
  const factors = new Map<ClaimTerm[0], Fr>(linearise(input));
  const addTo = (name: ClaimTerm[0], factor: Fr) => factors.set(name, fr.add(factors.get(name) ?? 0n, factor));

  let evaluation = fr.neg(linearisationConstant(input, values.publicInputs));
  let power = 1n;
  for (const [name, claimed] of openedAtZ(version)) {
    power = fr.mul(power, v);
    addTo(name, power);
    evaluation = fr.add(evaluation, fr.mul(power, e[claimed]));
  }
  power = u;
  for (const [name, claimed] of OPENED_AT_NEXT) {
    addTo(name, power);
    evaluation = fr.add(evaluation, fr.mul(power, e[claimed]));
    power = fr.mul(power, vW);
  }
  addTo('g', fr.neg(evaluation));
  addTo('w_z_chall_comm', z);
  addTo('w_z_chall_w_comm', fr.mul(fr.mul(u, z), domain.omega));
  return {
    left: [
      ['w_z_chall_comm', fr.neg(1n)],
      ['w_z_chall_w_comm', fr.neg(u)],
    ],
    right: [...factors],
  };
}
