import { CryptoError } from '../errors.ts';
import { fr } from '../fields/fr.ts';
import { readIntLe, writeIntLe } from '../fields/words.ts';
import type { JubJubPoint } from './constants.ts';

/** Bytes of a point at the rim of the kernels: u, v, little-endian. */
export const POINT_BYTES = 64;
const HALF = 32;

/** The kernels' form of points, one after the other. @throws CryptoError CRYPTO_NOT_REDUCED */
export function pointsToBytes(points: readonly JubJubPoint[]): Uint8Array {
  const out = new Uint8Array(points.length * POINT_BYTES);
  points.forEach(({ u, v }, i) => {
    out.set(fr.encode(u), i * POINT_BYTES);
    out.set(fr.encode(v), i * POINT_BYTES + HALF);
  });
  return out;
}

/** The point at `index` of the kernels' answer. */
export function pointAt(bytes: Uint8Array, index: number): JubJubPoint {
  const at = index * POINT_BYTES;
  return {
    u: readIntLe(bytes.subarray(at, at + HALF)),
    v: readIntLe(bytes.subarray(at + HALF, at + POINT_BYTES)),
  };
}

/** 32 little-endian bytes per scalar. @throws CryptoError CRYPTO_NOT_REDUCED for more than 256 bits */
export function scalarsToBytes(scalars: readonly bigint[]): Uint8Array {
  const out = new Uint8Array(scalars.length * HALF);
  scalars.forEach((scalar, i) => {
    if (scalar < 0n || scalar >> 256n !== 0n) throw new CryptoError('CRYPTO_NOT_REDUCED', { bits: 256 });
    out.set(writeIntLe(scalar, HALF), i * HALF);
  });
  return out;
}
