import { accept, refuse, type Verdict } from '@eventide/base';
import type { Codec } from '@eventide/codec';
import { type Fl, fl, flCodec } from '../fields/fl.ts';
import type { Fr } from '../fields/fr.ts';
import { JUBJUB_GENERATOR, type JubJubPoint } from '../jubjub/constants.ts';
import { jubjubPointCodec, jubjubRawPointCodec } from '../jubjub/encoding.ts';
import { areValidJubJub, equalJubJub, mulJubJub, sumOfProductsJubJub } from '../jubjub/point.ts';
import { poseidonTruncated } from '../poseidon/hash.ts';
import type { RandomBytes } from '../random.ts';

/** u and R with u·G + c·pk = R. Spec: 01 §10.1 */
export type SchnorrSignature = { readonly u: Fl; readonly R: JubJubPoint };

export type SchnorrRefusal = 'SCHNORR_INVALID_POINT' | 'SCHNORR_INVALID_SIGNATURE';

/** 64 bytes: u, R. Spec: 01 §10.1 */
export const schnorrSignatureCodec: Codec<SchnorrSignature> = {
  write(w, signature) {
    flCodec.write(w, signature.u);
    jubjubPointCodec.write(w, signature.R);
  },
  read: (r) => ({ u: flCodec.read(r), R: jubjubPointCodec.read(r) }),
};

/** 32 bytes through the raw decoder: verification, not decoding, refuses torsion. Spec: 01 §4.3, §10.1 */
export const schnorrPublicKeyCodec: Codec<JubJubPoint> = jubjubRawPointCodec;

export function schnorrPublicKey(secretKey: Fl): JubJubPoint {
  return mulJubJub(secretKey, JUBJUB_GENERATOR);
}

/** Signs a scalar; the nonce is drawn from `random` and must never repeat. Spec: 01 §10.1 */
export function schnorrSign(secretKey: Fl, message: Fr, random: RandomBytes): SchnorrSignature {
  const nonce = fl.random(random);
  const R = mulJubJub(nonce, JUBJUB_GENERATOR);
  const challenge = schnorrChallenge(R, schnorrPublicKey(secretKey), message);
  return { u: fl.sub(nonce, fl.mul(challenge, secretKey)), R };
}

/** Spec: 01 §10.1 */
export function schnorrVerify(
  publicKey: JubJubPoint,
  signature: SchnorrSignature,
  message: Fr,
): Verdict<SchnorrRefusal> {
  const { u, R } = signature;
  if (!areValidJubJub([publicKey, R])) return refuse('SCHNORR_INVALID_POINT');
  const challenge = schnorrChallenge(R, publicKey, message);
  const sum = sumOfProductsJubJub([u, challenge], [JUBJUB_GENERATOR, publicKey]);
  return equalJubJub(sum, R) ? accept() : refuse('SCHNORR_INVALID_SIGNATURE');
}

/** The truncated hash of R, the key and the message. Spec: 01 §10.1 */
export function schnorrChallenge(R: JubJubPoint, publicKey: JubJubPoint, message: Fr): Fl {
  return poseidonTruncated([R.u, R.v, publicKey.u, publicKey.v, message]);
}
