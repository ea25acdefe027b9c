import { accept, refuse, type Verdict } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { decodeG1, decodeG2 } from '@eventide/crypto/bls12-381/encoding';
import type { G1Point, G2Point } from '@eventide/crypto/bls12-381/points';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { KEY_COMMITMENTS, type VerifierData } from '../keys/verifierData.ts';
import { decodeProof, PROOF_COMMITMENTS, type Proof } from '../proof.ts';
import { seedTranscript } from '../transcript/rounds.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { PlonkVersion } from '../version.ts';
import { type ClaimTerm, drawChallenges, pairingClaim } from './claim.ts';
import { type G1Term, holds, type PairingSums } from './pairing.ts';

export type ProofFault =
  /** The bytes are no proof. */
  | 'PROOF_MALFORMED'
  /** Their number differs from that of the key's rows, or one is no canonical scalar. */
  | 'PROOF_PUBLIC_INPUTS'
  /** The equation does not hold. */
  | 'PROOF_INVALID';

/** The points of a key, decoded once, and the seeds of its transcripts. */
export type Verifier = {
  readonly data: VerifierData;
  readonly h: G2Point;
  readonly xH: G2Point;
  readonly points: ReadonlyMap<ClaimTerm[0], G1Point>;
  readonly seeds: Map<PlonkVersion, Transcript>;
};

/** Decodes the points of a key. @throws CodecError if one is no point of the subgroup */
export function createVerifier(data: VerifierData): Verifier {
  const points = new Map<ClaimTerm[0], G1Point>([
    ['g', decodeG1(data.openingKey.g)],
    ...KEY_COMMITMENTS.map((name) => [name, decodeG1(data.commitments[name])] as const),
  ]);
  return { data, points, h: decodeG2(data.openingKey.h), xH: decodeG2(data.openingKey.xH), seeds: new Map() };
}

/**
 * Whether `proof` (1008 bytes; more are ignored) shows the statement with these public inputs, in the order of the key's
 * rows. One version only: never try several. Spec: 02 §10
 */
export function verify(
  verifier: Verifier,
  proof: Uint8Array,
  publicInputs: readonly Fr[],
  version: PlonkVersion,
): Verdict<ProofFault> {
  const claim = examine(verifier, proof, publicInputs, version);
  if (!('left' in claim)) return claim;
  return holds(claim, verifier) ? accept() : refuse('PROOF_INVALID');
}

/** Everything but the pairing: the two sums whose pairings must cancel, or why there are none. */
export function examine(
  verifier: Verifier,
  bytes: Uint8Array,
  publicInputs: readonly Fr[],
  version: PlonkVersion,
): PairingSums | Exclude<Verdict<ProofFault>, { ok: true }> {
  const { data } = verifier;
  if (publicInputs.length !== data.publicRows.length || !publicInputs.every(fr.isCanonical)) {
    return refused('PROOF_PUBLIC_INPUTS');
  }
  const decoded = readProof(bytes);
  if (decoded === null) return refused('PROOF_MALFORMED');
  const { proof, points } = decoded;
  const challenges = drawChallenges(seedOf(verifier, version).clone(), proof, publicInputs);
  const claim = pairingClaim(data, proof, publicInputs, version, challenges);
  if (claim === null) return refused('PROOF_INVALID');
  const terms = (list: readonly ClaimTerm[]): G1Term[] =>
    list.map(([name, factor]) => [factor, (points.get(name) ?? verifier.points.get(name)) as G1Point]);
  return { left: terms(claim.left), right: terms(claim.right) };
}

/** The proof and its points, or null if it is malformed. */
function readProof(bytes: Uint8Array): { proof: Proof; points: Map<ClaimTerm[0], G1Point> } | null {
  try {
    const proof = decodeProof(bytes);
    const points = new Map(PROOF_COMMITMENTS.map((name) => [name, decodeG1(proof.commitments[name])] as const));
    return { proof, points };
  } catch (error) {
    if (error instanceof CodecError) return null;
    throw error;
  }
}

function seedOf(verifier: Verifier, version: PlonkVersion): Transcript {
  const known = verifier.seeds.get(version);
  if (known !== undefined) return known;
  const seed = seedTranscript(verifier.data, version);
  verifier.seeds.set(version, seed);
  return seed;
}

function refused(reason: ProofFault): Exclude<Verdict<ProofFault>, { ok: true }> {
  return { ok: false, reason };
}
