import { fromBase58, toBase58 } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import { g1Codec, g2Codec } from '../bls12-381/encoding.ts';
import { markInSubgroup, mulG2 } from '../bls12-381/group.ts';
import { type G1Point, G2_GENERATOR, type G2Point } from '../bls12-381/points.ts';
import { type Fr, fr, frCodec } from '../fields/fr.ts';
import type { RandomBytes } from '../random.ts';

/** A secret scalar. Zero decodes, its public key is invalid. Spec: 01 §9 */
export type BlsSecretKey = Fr;
/** sk · g2; also the aggregate of many. Spec: 01 §9 */
export type BlsPublicKey = G2Point;
/** sk · H0(m); also the aggregate of many. Spec: 01 §9 */
export type BlsSignature = G1Point;
/** The rules before and from Aegis; which one holds is a matter of height and belongs to the caller. Spec: 01 §9 */
export type BlsVersion = 'V1' | 'V2';

export const BLS_SECRET_KEY_SIZE = 32;
export const BLS_PUBLIC_KEY_SIZE = 96;
export const BLS_SIGNATURE_SIZE = 48;

/** 32 canonical little-endian bytes. Spec: 01 §9 */
export const blsSecretKeyCodec: Codec<BlsSecretKey> = frCodec;
/** 96 bytes compressed, subgroup checked; the identity decodes. Spec: 01 §9 */
export const blsPublicKeyCodec: Codec<BlsPublicKey> = g2Codec;
/** 48 bytes compressed, subgroup checked; the identity decodes. Spec: 01 §9 */
export const blsSignatureCodec: Codec<BlsSignature> = g1Codec;

export function blsPublicKey(secretKey: BlsSecretKey): BlsPublicKey {
  return markInSubgroup(mulG2(secretKey, G2_GENERATOR));
}

/** A fresh secret key: 64 random bytes, reduced. Spec: 01 §2 */
export function randomBlsSecretKey(random: RandomBytes): BlsSecretKey {
  return fr.random(random);
}

/** The base58 text of an account, about 132 characters. Spec: 01 §12.3 */
export function formatAccount(publicKey: BlsPublicKey): string {
  return toBase58(encode(blsPublicKeyCodec, publicKey));
}

/** The key of an account's text. It has no checksum: length and point decide. Spec: 01 §12.3 @throws TextError, CodecError */
export function parseAccount(text: string): BlsPublicKey {
  return decode(blsPublicKeyCodec, fromBase58(text, BLS_PUBLIC_KEY_SIZE));
}
