import { accept, refuse, type Verdict } from '@eventide/base';
import type { Codec } from '@eventide/codec';
import { type Fl, fl, flCodec } from '../fields/fl.ts';
import type { Fr } from '../fields/fr.ts';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, type JubJubPoint } from '../jubjub/constants.ts';
import { jubjubPointCodec, readJubJubPoints } from '../jubjub/encoding.ts';
import { areValidJubJub, equalJubJub, mulJubJub, sumOfProductsJubJub } from '../jubjub/point.ts';
import { poseidonTruncated } from '../poseidon/hash.ts';
import type { RandomBytes } from '../random.ts';
import type { SchnorrRefusal } from './single.ts';

/** One secret under both generators: pk = sk·G, pkPrime = sk·G'. Spec: 01 §10.1 */
export type SchnorrPublicKeyDouble = { readonly pk: JubJubPoint; readonly pkPrime: JubJubPoint };
/** u, R = kG and RPrime = kG'. Spec: 01 §10.1 */
export type SchnorrSignatureDouble = { readonly u: Fl; readonly R: JubJubPoint; readonly RPrime: JubJubPoint };

/** 64 bytes: pk, pk'. Spec: 01 §10.1 */
export const schnorrPublicKeyDoubleCodec: Codec<SchnorrPublicKeyDouble> = {
  write(w, key) {
    jubjubPointCodec.write(w, key.pk);
    jubjubPointCodec.write(w, key.pkPrime);
  },
  read(r) {
    const [pk, pkPrime] = readJubJubPoints(r, 2) as [JubJubPoint, JubJubPoint];
    return { pk, pkPrime };
  },
};

/** 96 bytes: u, R, R'. Spec: 01 §10.1 */
export const schnorrSignatureDoubleCodec: Codec<SchnorrSignatureDouble> = {
  write(w, signature) {
    flCodec.write(w, signature.u);
    jubjubPointCodec.write(w, signature.R);
    jubjubPointCodec.write(w, signature.RPrime);
  },
  read(r) {
    const u = flCodec.read(r);
    const [R, RPrime] = readJubJubPoints(r, 2) as [JubJubPoint, JubJubPoint];
    return { u, R, RPrime };
  },
};

export function schnorrPublicKeyDouble(secretKey: Fl): SchnorrPublicKeyDouble {
  return { pk: mulJubJub(secretKey, JUBJUB_GENERATOR), pkPrime: mulJubJub(secretKey, JUBJUB_GENERATOR_NUMS) };
}

/** Signs a scalar under both generators; spending a note proves its nullifier's key so. Spec: 01 §10.1 */
export function schnorrSignDouble(secretKey: Fl, message: Fr, random: RandomBytes): SchnorrSignatureDouble {
  const nonce = fl.random(random);
  const R = mulJubJub(nonce, JUBJUB_GENERATOR);
  const RPrime = mulJubJub(nonce, JUBJUB_GENERATOR_NUMS);
  const challenge = schnorrChallengeDouble(R, RPrime, mulJubJub(secretKey, JUBJUB_GENERATOR), message);
  return { u: fl.sub(nonce, fl.mul(challenge, secretKey)), R, RPrime };
}

/** Spec: 01 §10.1 */
export function schnorrVerifyDouble(
  publicKey: SchnorrPublicKeyDouble,
  signature: SchnorrSignatureDouble,
  message: Fr,
): Verdict<SchnorrRefusal> {
  const { pk, pkPrime } = publicKey;
  const { u, R, RPrime } = signature;
  if (!areValidJubJub([pk, pkPrime, R, RPrime])) return refuse('SCHNORR_INVALID_POINT');
  const challenge = schnorrChallengeDouble(R, RPrime, pk, message);
  const matches =
    equalJubJub(sumOfProductsJubJub([u, challenge], [JUBJUB_GENERATOR, pk]), R) &&
    equalJubJub(sumOfProductsJubJub([u, challenge], [JUBJUB_GENERATOR_NUMS, pkPrime]), RPrime);
  return matches ? accept() : refuse('SCHNORR_INVALID_SIGNATURE');
}

/** The key under G' is not hashed. Spec: 01 §10.1 */
export function schnorrChallengeDouble(R: JubJubPoint, RPrime: JubJubPoint, pk: JubJubPoint, message: Fr): Fl {
  return poseidonTruncated([R.u, R.v, RPrime.u, RPrime.v, pk.u, pk.v, message]);
}
