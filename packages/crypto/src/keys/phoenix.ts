import { fromBase58, toBase58 } from '@eventide/base';
import { type Codec, CodecError, decode, encode } from '@eventide/codec';
import { loadKernels } from '@eventide/kernels';
import { type Fl, fl, flCodec } from '../fields/fl.ts';
import { JUBJUB_GENERATOR, type JubJubPoint } from '../jubjub/constants.ts';
import { hashJubJubToFl, jubjubPointCodec, readJubJubPoints } from '../jubjub/encoding.ts';
import { addJubJub, dhke, equalJubJub, mulJubJub } from '../jubjub/point.ts';
import { pointsToBytes } from '../jubjub/pointBytes.ts';
import type { RandomBytes } from '../random.ts';

/** The two secrets: a finds notes, a and b together spend them. Spec: 01 §10.4 */
export type PhoenixSecretKey = { readonly a: Fl; readonly b: Fl };
/** A = aG, B = bG: an address. Spec: 01 §10.4 */
export type PhoenixPublicKey = { readonly A: JubJubPoint; readonly B: JubJubPoint };
/** Finds and reads notes, cannot spend. Spec: 01 §10.4 */
export type ViewKey = { readonly a: Fl; readonly B: JubJubPoint };
/** The one-time address of a note: R and the note's public key. Spec: 01 §10.4 */
export type StealthAddress = { readonly R: JubJubPoint; readonly notePk: JubJubPoint };

export const PHOENIX_KEY_SIZE = 64;

/** 64 bytes: a, b. Spec: 01 §10.4 */
export const phoenixSecretKeyCodec: Codec<PhoenixSecretKey> = {
  write(w, key) {
    flCodec.write(w, key.a);
    flCodec.write(w, key.b);
  },
  read: (r) => ({ a: flCodec.read(r), b: flCodec.read(r) }),
};

/** 64 bytes: A, B. Spec: 01 §10.4 */
export const phoenixPublicKeyCodec: Codec<PhoenixPublicKey> = {
  write(w, key) {
    jubjubPointCodec.write(w, key.A);
    jubjubPointCodec.write(w, key.B);
  },
  read(r) {
    const [A, B] = readJubJubPoints(r, 2) as [JubJubPoint, JubJubPoint];
    return { A, B };
  },
};

/** 64 bytes: a, B. Spec: 01 §10.4 */
export const viewKeyCodec: Codec<ViewKey> = {
  write(w, key) {
    flCodec.write(w, key.a);
    jubjubPointCodec.write(w, key.B);
  },
  read: (r) => ({ a: flCodec.read(r), B: jubjubPointCodec.read(r) }),
};

/** 64 bytes: R, the note's key. Spec: 01 §10.4 */
export const stealthAddressCodec: Codec<StealthAddress> = {
  write(w, address) {
    jubjubPointCodec.write(w, address.R);
    jubjubPointCodec.write(w, address.notePk);
  },
  read(r) {
    const [R, notePk] = readJubJubPoints(r, 2) as [JubJubPoint, JubJubPoint];
    return { R, notePk };
  },
};

/** Draws a, then b. Spec: 01 §10.4 */
export function randomPhoenixSecretKey(random: RandomBytes): PhoenixSecretKey {
  const a = fl.random(random);
  return { a, b: fl.random(random) };
}

export function phoenixPublicKey({ a, b }: PhoenixSecretKey): PhoenixPublicKey {
  return { A: mulJubJub(a, JUBJUB_GENERATOR), B: mulJubJub(b, JUBJUB_GENERATOR) };
}

export function phoenixViewKey({ a, b }: PhoenixSecretKey): ViewKey {
  return { a, B: mulJubJub(b, JUBJUB_GENERATOR) };
}

/** A fresh address of `publicKey` for the nonce r. Spec: 03 §2 */
export function stealthAddress({ A, B }: PhoenixPublicKey, r: Fl): StealthAddress {
  const k = hashJubJubToFl(dhke(r, A));
  return { R: mulJubJub(r, JUBJUB_GENERATOR), notePk: addJubJub(mulJubJub(k, JUBJUB_GENERATOR), B) };
}

/** The secret of one note. Spec: 03 §2 */
export function noteSecretKey({ a, b }: PhoenixSecretKey, { R }: StealthAddress): Fl {
  return fl.add(hashJubJubToFl(dhke(a, R)), b);
}

/** True if the address belongs to this view key. Cost: two multiplications. Spec: 03 §2 */
export function ownsAddress({ a, B }: ViewKey, { R, notePk }: StealthAddress): boolean {
  const k = hashJubJubToFl(dhke(a, R));
  return equalJubJub(addJubJub(mulJubJub(k, JUBJUB_GENERATOR), B), notePk);
}

/**
 * Which of many encoded addresses (64 bytes each: R, note key) belong to this view key. The scan of a wallet; encodings
 * that are no points are nobody's, the subgroup is not checked. Spec: 03 §2
 * @throws CodecError CODEC_INVALID if the length is no multiple of 64
 */
export function ownsAddressMany({ a, B }: ViewKey, addresses: Uint8Array): boolean[] {
  if (addresses.length % PHOENIX_KEY_SIZE !== 0) throw new CodecError('CODEC_INVALID', { rule: 'length' });
  const flags = loadKernels().jubjub.ownsMany({ a, b: pointsToBytes([B]) }, addresses);
  return Array.from(flags, (flag) => flag === 1);
}

/** The base58 text of a shielded address, about 88 characters. Spec: 01 §12.3 */
export function formatAddress(publicKey: PhoenixPublicKey): string {
  return toBase58(encode(phoenixPublicKeyCodec, publicKey));
}

/** The key of an address. It has no checksum: length and points decide. Spec: 01 §12.3 @throws TextError, CodecError */
export function parseAddress(text: string): PhoenixPublicKey {
  return decode(phoenixPublicKeyCodec, fromBase58(text, PHOENIX_KEY_SIZE));
}
