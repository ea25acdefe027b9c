import { concatBytes } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { fp } from '../fields/fp.ts';
import { type Fp2, G1_IDENTITY, type G1Point, G2_IDENTITY, type G2Point } from './points.ts';

/** x, y of 48 bytes each, then the infinity byte. */
export const G1_RAW_SIZE = 97;
/** x.c0, x.c1, y.c0, y.c1 of 48 bytes each, then the infinity byte. */
export const G2_RAW_SIZE = 193;
/** The raw form with padding to a multiple of 8. */
export const G1_ARCHIVE_SIZE = 104;
/** The raw form with padding to a multiple of 8. */
export const G2_ARCHIVE_SIZE = 200;

/** 97 bytes of Montgomery limbs and a flag. Spec: 01 §8.3 */
export function encodeG1Raw({ x, y, infinity }: G1Point): Uint8Array {
  return concatBytes(fp.toMontgomery(x), fp.toMontgomery(y), Uint8Array.of(infinity ? 1 : 0));
}

/** 193 bytes of Montgomery limbs and a flag; c0 precedes c1, unlike in the compressed form. Spec: 01 §8.3 */
export function encodeG2Raw(point: G2Point): Uint8Array {
  return g2Bytes(point).slice();
}

/**
 * Coordinates and flag of a raw point, neither curve nor subgroup checked: use `isValidG1`. Spec: 01 §8.3
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_BAD_TAG
 */
export function decodeG1Raw(bytes: Uint8Array): G1Point {
  checkLength(bytes, G1_RAW_SIZE);
  if (readFlag(bytes[G1_RAW_SIZE - 1] as number)) return G1_IDENTITY;
  return { x: readLimbs(bytes, 0), y: readLimbs(bytes, 1), infinity: false };
}

/**
 * Coordinates and flag of a raw point, neither curve nor subgroup checked: use `isValidG2`. Spec: 01 §8.3
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_BAD_TAG
 */
export function decodeG2Raw(bytes: Uint8Array): G2Point {
  checkLength(bytes, G2_RAW_SIZE);
  if (readFlag(bytes[G2_RAW_SIZE - 1] as number)) return G2_IDENTITY;
  const x: Fp2 = { c0: readLimbs(bytes, 0), c1: readLimbs(bytes, 1) };
  const y: Fp2 = { c0: readLimbs(bytes, 2), c1: readLimbs(bytes, 3) };
  return { x, y, infinity: false };
}

/** 104 bytes: the raw form and 7 zeros. Spec: 01 §8.3 */
export function encodeG1Archive(point: G1Point): Uint8Array {
  return padded(encodeG1Raw(point), G1_ARCHIVE_SIZE);
}

/** 200 bytes: the raw form and 7 zeros. Spec: 01 §8.3 */
export function encodeG2Archive(point: G2Point): Uint8Array {
  return padded(g2Bytes(point), G2_ARCHIVE_SIZE);
}

/** As `decodeG1Raw`; the padding is ignored, as the reference does. Spec: 01 §8.3 @throws CodecError as `decodeG1Raw` */
export function decodeG1Archive(bytes: Uint8Array): G1Point {
  checkLength(bytes, G1_ARCHIVE_SIZE);
  return decodeG1Raw(bytes.subarray(0, G1_RAW_SIZE));
}

/** As `decodeG2Raw`; the padding is ignored, as the reference does. Spec: 01 §8.3 @throws CodecError as `decodeG2Raw` */
export function decodeG2Archive(bytes: Uint8Array): G2Point {
  checkLength(bytes, G2_ARCHIVE_SIZE);
  return decodeG2Raw(bytes.subarray(0, G2_RAW_SIZE));
}

/** Raw forms of keys that cannot change: the same accounts are written again and again. */
const written = new WeakMap<G2Point, Uint8Array>();

function g2Bytes(point: G2Point): Uint8Array {
  const known = written.get(point);
  if (known !== undefined) return known;
  const { x, y, infinity } = point;
  const made = concatBytes(...[x.c0, x.c1, y.c0, y.c1].map(fp.toMontgomery), Uint8Array.of(infinity ? 1 : 0));
  if (Object.isFrozen(point) && Object.isFrozen(x) && Object.isFrozen(y)) written.set(point, made);
  return made;
}

/** As the reference, takes limbs that are not reduced. Spec: 01 §3.1 */
function readLimbs(bytes: Uint8Array, index: number): bigint {
  return fp.fromMontgomery(bytes.subarray(48 * index, 48 * index + 48));
}

function readFlag(byte: number): boolean {
  if (byte > 1) throw new CodecError('CODEC_BAD_TAG', { tag: byte });
  return byte === 1;
}

function padded(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  out.set(bytes);
  return out;
}

function checkLength(bytes: Uint8Array, size: number): void {
  if (bytes.length < size) throw new CodecError('CODEC_TOO_SHORT', { need: size, have: bytes.length });
  if (bytes.length > size) throw new CodecError('CODEC_TRAILING', { bytes: bytes.length - size });
}
