import { concatBytes } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { type Fr, fr } from '../fields/fr.ts';
import type { JubJubPoint } from './constants.ts';
import { isValidJubJub } from './point.ts';

/** The archived form of a point: u = U/Z, v = V/Z, T1·T2 = U·V/Z. One point has many. Spec: 01 §4.1, §4.4 */
export type ExtendedJubJub = { readonly U: Fr; readonly V: Fr; readonly Z: Fr; readonly T1: Fr; readonly T2: Fr };

/** Bytes of an archived affine point. */
export const JUBJUB_AFFINE_ARCHIVE_SIZE = 64;
/** Bytes of an archived extended point. */
export const JUBJUB_EXTENDED_ARCHIVE_SIZE = 160;

/** The extended form of a point decoded from bytes: Z = 1, T1 = U, T2 = V. Spec: 01 §4.4 */
export function extendJubJub({ u, v }: JubJubPoint): ExtendedJubJub {
  return { U: u, V: v, Z: 1n, T1: u, T2: v };
}

/** The point of an extended form, or null if Z = 0 (where the reference panics). No curve check. Spec: 01 §4.4 */
export function affineOfExtended({ U, V, Z }: ExtendedJubJub): JubJubPoint | null {
  if (Z === 0n) return null;
  const inverse = fr.inv(Z);
  return { u: fr.mul(U, inverse), v: fr.mul(V, inverse) };
}

/** The point of an extended form that is a valid key: consistent, on the curve, in the subgroup, no identity. Spec: 01 §4.4 */
export function validAffineOfExtended(extended: ExtendedJubJub): JubJubPoint | null {
  const point = affineOfExtended(extended);
  if (point === null) return null;
  const product = fr.mul(fr.mul(point.u, point.v), extended.Z);
  if (product !== fr.mul(extended.T1, extended.T2)) return null;
  return isValidJubJub(point) ? point : null;
}

/** 64 bytes of Montgomery limbs: u, v. Spec: 01 §4.4 */
export function encodeJubJubAffineArchive({ u, v }: JubJubPoint): Uint8Array {
  return concatBytes(fr.toMontgomery(u), fr.toMontgomery(v));
}

/** Neither curve nor subgroup is checked: use `isValidJubJub`. Spec: 01 §4.4 @throws CodecError on a wrong length */
export function decodeJubJubAffineArchive(bytes: Uint8Array): JubJubPoint {
  const [u, v] = readLimbs(bytes, 2);
  return { u: u as Fr, v: v as Fr };
}

/** 160 bytes of Montgomery limbs: U, V, Z, T1, T2. Spec: 01 §4.4 */
export function encodeJubJubExtendedArchive({ U, V, Z, T1, T2 }: ExtendedJubJub): Uint8Array {
  return concatBytes(...[U, V, Z, T1, T2].map(fr.toMontgomery));
}

/** No check at all: use `validAffineOfExtended`. Spec: 01 §4.4 @throws CodecError on a wrong length */
export function decodeJubJubExtendedArchive(bytes: Uint8Array): ExtendedJubJub {
  const [U, V, Z, T1, T2] = readLimbs(bytes, 5);
  return { U: U as Fr, V: V as Fr, Z: Z as Fr, T1: T1 as Fr, T2: T2 as Fr };
}

function readLimbs(bytes: Uint8Array, count: number): Fr[] {
  const need = 32 * count;
  if (bytes.length < need) throw new CodecError('CODEC_TOO_SHORT', { need, have: bytes.length });
  if (bytes.length > need) throw new CodecError('CODEC_TRAILING', { bytes: bytes.length - need });
  return Array.from({ length: count }, (_, i) => fr.fromMontgomery(bytes.subarray(32 * i, 32 * i + 32)));
}
