import { accept, refuse, type Verdict } from '@eventide/base';
import type { Codec } from '@eventide/codec';
import { type Fl, fl, flCodec } from '../fields/fl.ts';
import type { Fr } from '../fields/fr.ts';
import type { JubJubPoint } from '../jubjub/constants.ts';
import { jubjubPointCodec } from '../jubjub/encoding.ts';
import { areValidJubJub, equalJubJub, mulJubJub, sumOfProductsJubJub } from '../jubjub/point.ts';
import type { RandomBytes } from '../random.ts';
import { type SchnorrRefusal, type SchnorrSignature, schnorrChallenge } from './single.ts';

/** A secret with the generator it is used under. Spec: 01 §10.1 */
export type SchnorrSecretKeyVarGen = { readonly sk: Fl; readonly generator: JubJubPoint };
/** pk = sk · generator. Spec: 01 §10.1 */
export type SchnorrPublicKeyVarGen = { readonly pk: JubJubPoint; readonly generator: JubJubPoint };

/** 64 bytes: sk, generator. Spec: 01 §10.1 */
export const schnorrSecretKeyVarGenCodec: Codec<SchnorrSecretKeyVarGen> = {
  write(w, key) {
    flCodec.write(w, key.sk);
    jubjubPointCodec.write(w, key.generator);
  },
  read: (r) => ({ sk: flCodec.read(r), generator: jubjubPointCodec.read(r) }),
};

/** 64 bytes: pk, generator. Spec: 01 §10.1 */
export const schnorrPublicKeyVarGenCodec: Codec<SchnorrPublicKeyVarGen> = {
  write(w, key) {
    jubjubPointCodec.write(w, key.pk);
    jubjubPointCodec.write(w, key.generator);
  },
  read: (r) => ({ pk: jubjubPointCodec.read(r), generator: jubjubPointCodec.read(r) }),
};

export function schnorrPublicKeyVarGen({ sk, generator }: SchnorrSecretKeyVarGen): SchnorrPublicKeyVarGen {
  return { pk: mulJubJub(sk, generator), generator };
}

/** Spec: 01 §10.1 */
export function schnorrSignVarGen(
  secretKey: SchnorrSecretKeyVarGen,
  message: Fr,
  random: RandomBytes,
): SchnorrSignature {
  const { sk, generator } = secretKey;
  const nonce = fl.random(random);
  const R = mulJubJub(nonce, generator);
  const challenge = schnorrChallenge(R, mulJubJub(sk, generator), message);
  return { u: fl.sub(nonce, fl.mul(challenge, sk)), R };
}

/** The generator is not hashed. Spec: 01 §10.1 */
export function schnorrVerifyVarGen(
  publicKey: SchnorrPublicKeyVarGen,
  signature: SchnorrSignature,
  message: Fr,
): Verdict<SchnorrRefusal> {
  const { pk, generator } = publicKey;
  const { u, R } = signature;
  if (!areValidJubJub([pk, generator, R])) return refuse('SCHNORR_INVALID_POINT');
  const challenge = schnorrChallenge(R, pk, message);
  const sum = sumOfProductsJubJub([u, challenge], [generator, pk]);
  return equalJubJub(sum, R) ? accept() : refuse('SCHNORR_INVALID_SIGNATURE');
}
