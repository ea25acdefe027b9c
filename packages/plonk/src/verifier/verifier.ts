import { accept, refuse, type Verdict } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { RandomBytes } from '@eventide/crypto/random';
import { type DomainQuery, type DomainValues, domainFor, domainValues, inverseRootsOf } from '../domain.ts';
import { KEY_COMMITMENTS, type VerifierData } from '../keys/verifierData.ts';
import { decodeProof, PROOF_COMMITMENTS, type Proof } from '../proof.ts';
import { seedTranscript } from '../transcript/rounds.ts';
import type { Transcript } from '../transcript/transcript.ts';
import type { PlonkVersion } from '../version.ts';
import { type Challenges, type ClaimTerm, claimQuery, drawChallenges, pairingClaim } from './claim.ts';
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

/** One proof and what it shall show. */
export type ProofClaim = {
  readonly verifier: Verifier;
  readonly proof: Uint8Array;
  readonly publicInputs: readonly Fr[];
  readonly version: PlonkVersion;
};

/** The points of a key, decoded once, the seeds of its transcripts and the roots of its public inputs. */
export type Verifier = PairingKey & {
  readonly data: VerifierData;
  readonly points: ReadonlyMap<ClaimTerm[0], CheckedPoint>;
  readonly seeds: Map<PlonkVersion, Transcript>;
  /** ω^−row of every public input. @throws PlonkError PLONK_BAD_SIZE */
  readonly inverseRoots: () => readonly Fr[];
};

/** Decodes the points of a key. @throws CodecError CODEC_BAD_POINT if one is no point of the subgroup */
export function createVerifier(data: VerifierData): Verifier {
  const points = readG1([data.openingKey.g, ...KEY_COMMITMENTS.map((name) => data.commitments[name])]);
  if (points.includes(null)) throw new CodecError('CODEC_BAD_POINT', { curve: 'G1' });
  const names: readonly ClaimTerm[0][] = ['g', ...KEY_COMMITMENTS];
  let inverseRoots: readonly Fr[] | undefined;
  return {
    ...readPairingKey(data.openingKey),
    data,
    points: new Map(names.map((name, i) => [name, points[i] as CheckedPoint])),
    seeds: new Map(),
    inverseRoots: () => (inverseRoots ??= inverseRootsOf(domainFor(data.keyRows), data.publicRows)),
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
  const [claim] = examine([{ verifier, proof, publicInputs, version }]) as [Examined];
  if (!('left' in claim)) return claim;
  return holds(claim, verifier) ? accept() : refuse('PROOF_INVALID');
}

type Refused = Exclude<Verdict<ProofFault>, { ok: true }>;

/** The two sums whose pairings must cancel, or why there are none. */
export type Examined = PairingSums | Refused;

/**
 * Everything but the pairings. The points of all proofs are decoded together; with `random` their subgroup is checked together
 * as well. One inversion serves all equations.
 */
export function examine(claims: readonly ProofClaim[], random?: RandomBytes): Examined[] {
  const decoded = claims.map(decodeClaim);
  const points = readG1(
    decoded.flatMap((proof) => ('ok' in proof ? [] : PROOF_COMMITMENTS.map((name) => proof.commitments[name]))),
    random,
  );
  let from = 0;
  const drawn = decoded.map((proof, i): Drawn | Refused => {
    if ('ok' in proof) return proof;
    const own = points.slice(from, from + PROOF_COMMITMENTS.length);
    from += own.length;
    const commitments = own.filter((point) => point !== null);
    if (commitments.length < own.length) return refused('PROOF_MALFORMED');
    const { verifier, publicInputs, version } = claims[i] as ProofClaim;
    const challenges = drawChallenges(seedOf(verifier, version).clone(), proof, publicInputs);
    const key = { data: verifier.data, inverseRoots: verifier.inverseRoots() };
    return { proof, commitments, challenges, query: claimQuery(key, publicInputs, challenges) };
  });
  const values = domainValues(drawn.flatMap((claim) => ('ok' in claim ? [] : [claim.query])));
  let next = 0;
  return drawn.map((claim, i) =>
    'ok' in claim ? claim : pairingSums(claims[i] as ProofClaim, claim, values[next++] as DomainValues),
  );
}

/** A proof with its points decoded and its challenges drawn. */
type Drawn = {
  readonly proof: Proof;
  readonly commitments: readonly CheckedPoint[];
  readonly challenges: Challenges;
  readonly query: DomainQuery;
};

/** The proof, its points still bytes. */
function decodeClaim({ verifier, proof, publicInputs }: ProofClaim): Proof | Refused {
  if (publicInputs.length !== verifier.data.publicRows.length || !publicInputs.every(fr.isCanonical)) {
    return refused('PROOF_PUBLIC_INPUTS');
  }
  return decodeOrNull(proof) ?? refused('PROOF_MALFORMED');
}

function pairingSums(
  { verifier, version }: ProofClaim,
  { proof, commitments, challenges }: Drawn,
  values: DomainValues,
): Examined {
  const claim = pairingClaim(verifier, proof, version, challenges, values);
  if (claim === null) return refused('PROOF_INVALID');
  const points = new Map<ClaimTerm[0], CheckedPoint>(verifier.points);
  for (const [i, name] of PROOF_COMMITMENTS.entries()) points.set(name, commitments[i] as CheckedPoint);
  const terms = (list: readonly ClaimTerm[]): G1Term[] =>
    list.map(([name, factor]) => [factor, points.get(name) as CheckedPoint]);
  return { left: terms(claim.left), right: terms(claim.right) };
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

function refused(reason: ProofFault): Refused {
  return { ok: false, reason };
}
