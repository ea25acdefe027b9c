import { accept, refuse, type Verdict } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { KEY_COMMITMENTS, type VerifierData } from '../keys/verifierData.ts';
import { decodeProof, PROOF_COMMITMENTS, type Proof } from '../proof.ts';
import { seedTranscript } from '../transcript/rounds.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { PlonkVersion } from '../version.ts';
import { type ClaimTerm, drawChallenges, pairingClaim } from './claim.ts';
import {
  type CheckedPoint,
  type G1Term,
  holds,
  type PairingKey,
  type PairingSums,
  readG1,
  readPairingKey,
} from './pairing.ts';

export type ProofFault =
  /** The bytes are no proof. */
  | 'PROOF_MALFORMED'
  /** Their number differs from that of the key's rows, or one is no canonical scalar. */
  | 'PROOF_PUBLIC_INPUTS'
  /** The equation does not hold. */
  | 'PROOF_INVALID';

/** The points of a key, decoded once, and the seeds of its transcripts. */
export type Verifier = PairingKey & {
  readonly data: VerifierData;
  readonly points: ReadonlyMap<ClaimTerm[0], CheckedPoint>;
  readonly seeds: Map<PlonkVersion, Transcript>;
};

/** Decodes the points of a key. @throws CodecError CODEC_BAD_POINT if one is no point of the subgroup */
export function createVerifier(data: VerifierData): Verifier {
  const points = readG1([data.openingKey.g, ...KEY_COMMITMENTS.map((name) => data.commitments[name])]);
  if (points === null) throw new CodecError('CODEC_BAD_POINT', { curve: 'G1' });
  const names: readonly ClaimTerm[0][] = ['g', ...KEY_COMMITMENTS];
  return {
    ...readPairingKey(data.openingKey),
    data,
    points: new Map(names.map((name, i) => [name, points[i] as CheckedPoint])),
    seeds: new Map(),
  };
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
    list.map(([name, factor]) => [factor, (points.get(name) ?? verifier.points.get(name)) as CheckedPoint]);
  return { left: terms(claim.left), right: terms(claim.right) };
}

/** The proof and its points, or null if it is malformed. */
function readProof(bytes: Uint8Array): { proof: Proof; points: Map<ClaimTerm[0], CheckedPoint> } | null {
  const proof = decodeOrNull(bytes);
  const points = proof && readG1(PROOF_COMMITMENTS.map((name) => proof.commitments[name]));
  if (!points) return null;
  return { proof, points: new Map(PROOF_COMMITMENTS.map((name, i) => [name, points[i] as CheckedPoint])) };
}

function decodeOrNull(bytes: Uint8Array): Proof | null {
  try {
    return decodeProof(bytes);
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
