import { concatBytes, createLru, type Lru, toHex } from '@eventide/base';
import { type Codec, CodecError, type Reader } from '@eventide/codec';
import { loadKernels } from '@eventide/kernels';
import type { Fl } from '../fields/fl.ts';
import { type Fr, fr } from '../fields/fr.ts';
import { hashToFl } from '../fields/hashToScalar.ts';
import { JUBJUB_D, type JubJubPoint } from './constants.ts';
import { markTorsionFreeJubJub } from './point.ts';
import { pointAt } from './pointBytes.ts';

/** Bytes of an encoded point. */
export const JUBJUB_POINT_SIZE = 32;

/** Canonical v, little-endian; the top bit is the parity of u. Spec: 01 §4.3 */
export function encodeJubJub(point: JubJubPoint): Uint8Array {
  const bytes = fr.encode(point.v);
  if ((point.u & 1n) === 1n) bytes[31] = (bytes[31] as number) | 0x80;
  return bytes;
}

/**
 * The checked decoder: a point of the prime-order subgroup; the identity passes. Spec: 01 §4.3
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_NOT_CANONICAL, CODEC_BAD_POINT
 */
export function decodeJubJub(bytes: Uint8Array): JubJubPoint {
  return decodeAll([bytes])[0] as JubJubPoint;
}

/**
 * The next `count` points through the checked decoder. Two cost hardly more than one. Spec: 01 §4.3
 * @throws CodecError CODEC_TOO_SHORT, CODEC_NOT_CANONICAL, CODEC_BAD_POINT
 */
export function readJubJubPoints(r: Reader, count: number): JubJubPoint[] {
  return decodeAll(Array.from({ length: count }, () => r.view(JUBJUB_POINT_SIZE)));
}

/**
 * The raw decoder: any point of the curve. Only Schnorr public keys and JSON of bare points use it. Spec: 01 §4.3
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_NOT_CANONICAL, CODEC_BAD_POINT
 */
export function decodeJubJubRaw(bytes: Uint8Array): JubJubPoint {
  checkOrdinate(bytes);
  const { points, valid } = loadKernels().jubjub.decompressMany(bytes);
  if (valid[0] !== 1) throw badPoint('curve');
  return pointAt(points, 0);
}

/**
 * The points of many encodings, each null where `decodeJubJub` would throw. Spec: 01 §4.3
 * @throws CodecError CODEC_INVALID if the length is no multiple of 32
 */
export function decodeJubJubMany(encodings: Uint8Array): (JubJubPoint | null)[] {
  if (encodings.length % JUBJUB_POINT_SIZE !== 0) throw new CodecError('CODEC_INVALID', { rule: 'length' });
  const { jubjub } = loadKernels();
  const { points, valid } = jubjub.decompressMany(encodings);
  const torsionFree = jubjub.inSubgroupMany(points);
  return Array.from(valid, (flag, i) =>
    flag === 1 && torsionFree[i] === 1 ? markTorsionFreeJubJub(pointAt(points, i)) : null,
  );
}

/** Points decoded last: a transaction is decoded from the wire, from a block and from a store, with the same points. */
const MAX_RECENT = 4096;
const recent: Lru<string, JubJubPoint> = createLru({ maxEntries: MAX_RECENT });

function decodeAll(encodings: readonly Uint8Array[]): JubJubPoint[] {
  const keys = encodings.map((bytes) => toHex(bytes));
  const points = keys.map((key) => recent.get(key));
  const missing = encodings.filter((_, i) => points[i] === undefined);
  const fresh = missing.length === 0 ? [] : decodeFresh(missing);
  return points.map((known, i) => {
    if (known !== undefined) return known;
    const point = fresh.shift() as JubJubPoint;
    recent.set(keys[i] as string, point);
    return point;
  });
}

function decodeFresh(encodings: readonly Uint8Array[]): JubJubPoint[] {
  for (const bytes of encodings) checkOrdinate(bytes);
  const { jubjub } = loadKernels();
  const { points, valid } = jubjub.decompressMany(concatBytes(...encodings));
  if (valid.includes(0)) throw badPoint('curve');
  if (jubjub.inSubgroupMany(points).includes(0)) throw badPoint('subgroup');
  return Array.from(valid, (_, i) => markTorsionFreeJubJub(pointAt(points, i)));
}

function badPoint(rule: 'curve' | 'subgroup'): CodecError {
  return new CodecError('CODEC_BAD_POINT', { curve: 'JubJub', rule });
}

/** Refuses what the curve's equation is not needed for: length, v ≥ r, and the sign of u = 0, where v = ±1. */
function checkOrdinate(bytes: Uint8Array): void {
  const copy = new Uint8Array(bytes);
  const odd = ((copy[31] ?? 0) & 0x80) !== 0;
  if (odd) copy[31] = (copy[31] as number) & 0x7f;
  const v = fr.decode(copy);
  if (odd && (v === 1n || v === fr.modulus - 1n)) throw new CodecError('CODEC_NOT_CANONICAL', { curve: 'JubJub' });
}

/** A root u of the curve's equation for this v, or null. Spec: 01 §4.3 */
export function rootFor(v: Fr): Fr | null {
  const v2 = fr.square(v);
  // 1 + d·v² is never 0: −1 is a square and d is not.
  return fr.sqrt(fr.mul(fr.sub(v2, 1n), fr.inv((1n + JUBJUB_D * v2) % fr.modulus)));
}

/** 32 bytes, subgroup checked. Spec: 01 §4.3 */
export const jubjubPointCodec: Codec<JubJubPoint> = {
  write: (w, point) => w.bytes(encodeJubJub(point), JUBJUB_POINT_SIZE),
  read: (r) => decodeJubJub(r.view(JUBJUB_POINT_SIZE)),
};

/** 32 bytes, curve checked only. Spec: 01 §4.3 */
export const jubjubRawPointCodec: Codec<JubJubPoint> = {
  write: (w, point) => w.bytes(encodeJubJub(point), JUBJUB_POINT_SIZE),
  read: (r) => decodeJubJubRaw(r.view(JUBJUB_POINT_SIZE)),
};

/** The scalar hash of the encoded point, Phoenix' `hash`. Spec: 01 §4.5 */
export function hashJubJubToFl(point: JubJubPoint): Fl {
  return hashToFl(encodeJubJub(point));
}
