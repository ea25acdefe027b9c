import type { Codec } from '@eventide/codec';
import type { Fl } from '../fields/fl.ts';
import { JUBJUB_GENERATOR, type JubJubPoint } from '../jubjub/constants.ts';
import { jubjubPointCodec, readJubJubPoints } from '../jubjub/encoding.ts';
import { addJubJub, mulJubJub, subJubJub } from '../jubjub/point.ts';

/** c1 = r·g, c2 = M + r·pk. Spec: 01 §10.3 */
export type ElgamalCipher = { readonly c1: JubJubPoint; readonly c2: JubJubPoint };

/** 64 bytes: c1, c2. Spec: 01 §10.3 */
export const elgamalCipherCodec: Codec<ElgamalCipher> = {
  write(w, cipher) {
    jubjubPointCodec.write(w, cipher.c1);
    jubjubPointCodec.write(w, cipher.c2);
  },
  read(r) {
    const [c1, c2] = readJubJubPoints(r, 2) as [JubJubPoint, JubJubPoint];
    return { c1, c2 };
  },
};

/** Encrypts a point under a key with the fresh secret `r`. Integers go through `mapToJubJub` first. Spec: 01 §10.3 */
export function elgamalEncrypt(
  publicKey: JubJubPoint,
  plaintext: JubJubPoint,
  r: Fl,
  generator: JubJubPoint = JUBJUB_GENERATOR,
): ElgamalCipher {
  return { c1: mulJubJub(r, generator), c2: addJubJub(plaintext, mulJubJub(r, publicKey)) };
}

/** M = c2 − sk·c1. Any key yields some point: the caller recognises its own. Spec: 01 §10.3 */
export function elgamalDecrypt(secretKey: Fl, { c1, c2 }: ElgamalCipher): JubJubPoint {
  return subJubJub(c2, mulJubJub(secretKey, c1));
}

/** M = c2 − shared, for whoever kept r·pk. Spec: 01 §10.3 */
export function elgamalDecryptShared(shared: JubJubPoint, { c2 }: ElgamalCipher): JubJubPoint {
  return subJubJub(c2, shared);
}
