import { concatBytes } from '@eventide/base';
import { type Codec, CodecError } from '@eventide/codec';
import { loadCurves } from '@eventide/kernels/curve/loadCurves';
import { fp } from '../fields/fp.ts';
import { isLargerFp2 } from './fp2.ts';
import { isOnG1, isOnG2, isTorsionFreeG1, isTorsionFreeG2, markInSubgroup } from './group.ts';
import { type Fp2, G1_IDENTITY, type G1Point, G2_IDENTITY, type G2Point } from './points.ts';
import { trustedG1, trustedG2 } from './uncompressed.ts';

export { encodeG1Uncompressed, encodeG2Uncompressed } from './uncompressed.ts';

export const G1_SIZE = 48;
export const G2_SIZE = 96;

const COMPRESSED = 0x80;
const INFINITY = 0x40;
const LARGER = 0x20;
const FLAGS = COMPRESSED | INFINITY | LARGER;

/** 48 bytes: big-endian x, flags in the top bits. Spec: 01 §8.1 */
export function encodeG1({ x, y, infinity }: G1Point): Uint8Array {
  return flagged(fp.encode(x), infinity, 2n * y > fp.modulus);
}

/** 96 bytes: x.c1, x.c0 big-endian, flags in the top bits. Spec: 01 §8.1 */
export function encodeG2({ x, y, infinity }: G2Point): Uint8Array {
  return flagged(concatBytes(fp.encode(x.c1), fp.encode(x.c0)), infinity, isLargerFp2(y));
}

/**
 * A point of the subgroup from its 48 bytes; the identity passes. Spec: 01 §8.1
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_BAD_TAG (flags), CODEC_NOT_CANONICAL, CODEC_BAD_POINT
 */
export function decodeG1(bytes: Uint8Array): G1Point {
  const { payload, infinity } = readFlags(bytes, G1_SIZE, true);
  if (infinity) return G1_IDENTITY;
  fp.decode(payload);
  return markInSubgroup(trustedG1(decompress('G1', bytes)));
}

/**
 * As `decodeG1` without the subgroup check, which is most of its cost: for points whose origin vouches for them, as a
 * setup pinned by its hash does. Spec: 01 §8.1
 * @throws CodecError as `decodeG1`
 */
export function decodeG1Unchecked(bytes: Uint8Array): G1Point {
  const { payload, infinity, larger } = readFlags(bytes, G1_SIZE, true);
  if (infinity) return G1_IDENTITY;
  const x = fp.decode(payload);
  const y = fp.sqrt(fp.add(fp.mul(fp.square(x), x), 4n));
  if (y === null) throw badPoint('G1', 'curve');
  return { x, y: 2n * y > fp.modulus === larger ? y : fp.neg(y), infinity };
}

/**
 * A point of the subgroup from its 96 bytes; the identity passes. Spec: 01 §8.1
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_BAD_TAG (flags), CODEC_NOT_CANONICAL, CODEC_BAD_POINT
 */
export function decodeG2(bytes: Uint8Array): G2Point {
  const { payload, infinity } = readFlags(bytes, G2_SIZE, true);
  if (infinity) return G2_IDENTITY;
  readFp2(payload);
  return markInSubgroup(trustedG2(decompress('G2', bytes)));
}

/** As `decodeG1` for 96 bytes. Spec: 01 §8.1 @throws CodecError as `decodeG1` */
export function decodeG1Uncompressed(bytes: Uint8Array): G1Point {
  const { payload, infinity } = readFlags(bytes, 2 * G1_SIZE, false);
  if (infinity) return G1_IDENTITY;
  return checkedG1({ x: fp.decode(payload.subarray(0, 48)), y: fp.decode(payload.subarray(48)), infinity });
}

/** As `decodeG2` for 192 bytes. Spec: 01 §8.1 @throws CodecError as `decodeG2` */
export function decodeG2Uncompressed(bytes: Uint8Array): G2Point {
  const { payload, infinity } = readFlags(bytes, 2 * G2_SIZE, false);
  if (infinity) return G2_IDENTITY;
  return checkedG2({ x: readFp2(payload.subarray(0, 96)), y: readFp2(payload.subarray(96)), infinity });
}

/** 48 bytes, subgroup checked. Spec: 01 §8.1 */
export const g1Codec: Codec<G1Point> = {
  write: (w, point) => w.bytes(encodeG1(point), G1_SIZE),
  read: (r) => decodeG1(r.view(G1_SIZE)),
};

/** 96 bytes, subgroup checked. Spec: 01 §8.1 */
export const g2Codec: Codec<G2Point> = {
  write: (w, point) => w.bytes(encodeG2(point), G2_SIZE),
  read: (r) => decodeG2(r.view(G2_SIZE)),
};

/** The uncompressed bytes of a point whose flags and coordinates are in order. @throws CodecError CODEC_BAD_POINT */
function decompress(curve: 'G1' | 'G2', bytes: Uint8Array): Uint8Array {
  const { g1, g2 } = loadCurves();
  const { points, status } = (curve === 'G1' ? g1 : g2).decompressMany(bytes);
  if (status[0] === 'good') return points;
  throw badPoint(curve, status[0] === 'notInSubgroup' ? 'subgroup' : 'curve');
}

function readFp2(bytes: Uint8Array): Fp2 {
  return { c1: fp.decode(bytes.subarray(0, 48)), c0: fp.decode(bytes.subarray(48)) };
}

function checkedG1(point: G1Point): G1Point {
  if (!isOnG1(point)) throw badPoint('G1', 'curve');
  if (!isTorsionFreeG1(point)) throw badPoint('G1', 'subgroup');
  return markInSubgroup(point);
}

function checkedG2(point: G2Point): G2Point {
  if (!isOnG2(point)) throw badPoint('G2', 'curve');
  if (!isTorsionFreeG2(point)) throw badPoint('G2', 'subgroup');
  return markInSubgroup(point);
}

function readFlags(
  bytes: Uint8Array,
  size: number,
  compressed: boolean,
): { payload: Uint8Array; infinity: boolean; larger: boolean } {
  if (bytes.length < size) throw new CodecError('CODEC_TOO_SHORT', { need: size, have: bytes.length });
  if (bytes.length > size) throw new CodecError('CODEC_TRAILING', { bytes: bytes.length - size });
  const first = bytes[0] as number;
  const infinity = (first & INFINITY) !== 0;
  const larger = (first & LARGER) !== 0;
  // The sort flag has no meaning for the identity and for uncompressed points.
  if (((first & COMPRESSED) !== 0) !== compressed || (larger && (infinity || !compressed))) {
    throw new CodecError('CODEC_BAD_TAG', { tag: first & FLAGS });
  }
  const payload = new Uint8Array(bytes);
  payload[0] = first & ~FLAGS;
  if (infinity && payload.some((byte) => byte !== 0)) throw new CodecError('CODEC_NOT_CANONICAL', { rule: 'identity' });
  return { payload, infinity, larger };
}

function flagged(bytes: Uint8Array, infinity: boolean, larger: boolean): Uint8Array {
  bytes[0] = (bytes[0] as number) | COMPRESSED | (infinity ? INFINITY : larger ? LARGER : 0);
  return bytes;
}

function badPoint(curve: string, rule: string): CodecError {
  return new CodecError('CODEC_BAD_POINT', { curve, rule });
}
