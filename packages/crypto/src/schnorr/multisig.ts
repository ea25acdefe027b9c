import { CryptoError } from '../errors.ts';
import { type Fl, fl } from '../fields/fl.ts';
import type { Fr } from '../fields/fr.ts';
import { JUBJUB_GENERATOR, JUBJUB_IDENTITY, type JubJubPoint } from '../jubjub/constants.ts';
import { addJubJub, equalJubJub, mulJubJub } from '../jubjub/point.ts';
import { poseidonTruncated } from '../poseidon/hash.ts';
import type { RandomBytes } from '../random.ts';
import { type SchnorrSignature, schnorrChallenge } from './single.ts';

/** A signer's secrets of round one; used for one message, then thrown away. Spec: 01 §10.2 */
export type MultisigNonces = { readonly r: Fl; readonly s: Fl };
/** What a signer publishes in round one: R = rG, S = sG. Spec: 01 §10.2 */
export type MultisigCommitment = { readonly R: JubJubPoint; readonly S: JubJubPoint };

/** What all signers agree on after round one: joint key, weight of the second nonces, joint R, challenge. */
export type MultisigSession = {
  readonly publicKey: JubJubPoint;
  readonly a: Fl;
  readonly R: JubJubPoint;
  readonly challenge: Fl;
};

/** Draws r, then s. Spec: 01 §10.2 */
export function multisigNonces(random: RandomBytes): MultisigNonces {
  const r = fl.random(random);
  return { r, s: fl.random(random) };
}

export function multisigCommitment({ r, s }: MultisigNonces): MultisigCommitment {
  return { R: mulJubJub(r, JUBJUB_GENERATOR), S: mulJubJub(s, JUBJUB_GENERATOR) };
}

/**
 * Combines all keys and commitments, in the order of the list. There is no protection against rogue keys: the caller
 * must have proofs of possession. Not used on chain. Spec: 01 §10.2
 * @throws CryptoError CRYPTO_NO_KEYS, CRYPTO_BAD_ARGUMENT (unequal lists), CRYPTO_REPEATED_NONCE
 */
export function multisigSession(
  publicKeys: readonly JubJubPoint[],
  commitments: readonly MultisigCommitment[],
  message: Fr,
): MultisigSession {
  if (publicKeys.length === 0) throw new CryptoError('CRYPTO_NO_KEYS');
  if (publicKeys.length !== commitments.length) {
    throw new CryptoError('CRYPTO_BAD_ARGUMENT', { keys: publicKeys.length, commitments: commitments.length });
  }
  refuseRepeated(commitments.map(({ R }) => R));
  refuseRepeated(commitments.map(({ S }) => S));
  const publicKey = publicKeys.reduce(addJubJub, JUBJUB_IDENTITY);
  const transcript = commitments.flatMap(({ R, S }) => [R.u, R.v, S.u, S.v]);
  const a = poseidonTruncated([publicKey.u, publicKey.v, message, ...transcript]);
  const R = commitments.reduce((sum, { R, S }) => addJubJub(sum, addJubJub(R, mulJubJub(a, S))), JUBJUB_IDENTITY);
  return { publicKey, a, R, challenge: schnorrChallenge(R, publicKey, message) };
}

/** A signer's share z = r + s·a − c·sk. Spec: 01 §10.2 */
export function multisigShare(session: MultisigSession, secretKey: Fl, { r, s }: MultisigNonces): Fl {
  return fl.sub(fl.add(r, fl.mul(s, session.a)), fl.mul(session.challenge, secretKey));
}

/** The joint signature; it verifies as a single one under the joint key. Spec: 01 §10.2 */
export function multisigCombine(session: MultisigSession, shares: readonly Fl[]): SchnorrSignature {
  return { u: shares.reduce(fl.add, 0n), R: session.R };
}

function refuseRepeated(points: readonly JubJubPoint[]): void {
  points.forEach((point, i) => {
    if (points.slice(0, i).some((other) => equalJubJub(other, point))) {
      throw new CryptoError('CRYPTO_REPEATED_NONCE', { signer: i });
    }
  });
}
