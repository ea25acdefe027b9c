import type { Affine, Curve, G1Affine, G2Affine } from './curve.ts';
import { g1, g2, isInG1, isInG2 } from './curve.ts';
import type { Fp2 } from './fp2.ts';
import { FP_MODULUS } from './numbers.ts';

const COMPRESSED = 0x80;
const INFINITY = 0x40;
const LARGER = 0x20;
const half = (FP_MODULUS - 1n) / 2n;

/** How the coordinates of one group are laid out. */
export type Layout<T> = {
  readonly size: number;
  readonly curve: Curve<T>;
  toBytes(x: T): Uint8Array;
  fromBytes(bytes: Uint8Array): T | undefined;
  isLarger(y: T): boolean;
  inSubgroup(point: Affine<T>): boolean;
};

const fpToBytes = (x: bigint): Uint8Array =>
  Uint8Array.from({ length: 48 }, (_, i) => Number((x >> BigInt(8 * (47 - i))) & 255n));

function fpFromBytes(bytes: Uint8Array): bigint | undefined {
  const value = bytes.reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
  return value < FP_MODULUS ? value : undefined;
}

export const g1Layout: Layout<bigint> = {
  size: 48,
  curve: g1,
  toBytes: fpToBytes,
  fromBytes: fpFromBytes,
  isLarger: (y) => y > half,
  inSubgroup: isInG1,
};

export const g2Layout: Layout<Fp2> = {
  size: 96,
  curve: g2,
  toBytes: (x) => Uint8Array.of(...fpToBytes(x.c1), ...fpToBytes(x.c0)),
  fromBytes(bytes) {
    const [c1, c0] = [fpFromBytes(bytes.subarray(0, 48)), fpFromBytes(bytes.subarray(48))];
    return c0 === undefined || c1 === undefined ? undefined : { c0, c1 };
  },
  isLarger: (y) => (y.c1 === 0n ? y.c0 > half : y.c1 > half),
  inSubgroup: isInG2,
};

/** Spec: 01 §8.1 */
export function compress<T>(layout: Layout<T>, point: Affine<T>): Uint8Array {
  if (point === undefined)
    return Uint8Array.from({ length: layout.size }, (_, i) => (i === 0 ? COMPRESSED | INFINITY : 0));
  const bytes = layout.toBytes(point.x);
  bytes[0] = (bytes[0] as number) | COMPRESSED | (layout.isLarger(point.y) ? LARGER : 0);
  return bytes;
}

/** Spec: 01 §8.1 */
export function encodeUncompressed<T>(layout: Layout<T>, point: Affine<T>): Uint8Array {
  if (point === undefined) return Uint8Array.from({ length: 2 * layout.size }, (_, i) => (i === 0 ? INFINITY : 0));
  return Uint8Array.of(...layout.toBytes(point.x), ...layout.toBytes(point.y));
}

export type Decoded<T> =
  | { readonly point: Affine<T> }
  | { readonly refused: 'flags' | 'canonical' | 'curve' | 'subgroup' };

/** All checks of 01 §8.1: flags, canonical coordinates, curve, subgroup; the identity is accepted. */
export function decompress<T>(layout: Layout<T>, bytes: Uint8Array): Decoded<T> {
  const flags = (bytes[0] as number) & 0xe0;
  if ((flags & COMPRESSED) === 0) return { refused: 'flags' };
  if (flags & INFINITY) return onlyFlags(bytes, COMPRESSED | INFINITY) ? { point: undefined } : { refused: 'flags' };
  const x = layout.fromBytes(withoutFlags(bytes));
  if (x === undefined) return { refused: 'canonical' };
  const y = layout.curve.field.sqrt(layout.curve.rightSide(x));
  if (y === undefined) return { refused: 'curve' };
  const wanted = layout.isLarger(y) === ((flags & LARGER) !== 0);
  const point: Affine<T> = wanted ? { x, y } : layout.curve.negate({ x, y });
  return layout.inSubgroup(point) ? { point } : { refused: 'subgroup' };
}

export function decodeUncompressed<T>(layout: Layout<T>, bytes: Uint8Array): Decoded<T> {
  const flags = (bytes[0] as number) & 0xe0;
  if (flags === INFINITY) return onlyFlags(bytes, INFINITY) ? { point: undefined } : { refused: 'flags' };
  if (flags !== 0) return { refused: 'flags' };
  const [x, y] = [layout.fromBytes(bytes.subarray(0, layout.size)), layout.fromBytes(bytes.subarray(layout.size))];
  if (x === undefined || y === undefined) return { refused: 'canonical' };
  const point = { x, y };
  if (!layout.curve.isOnCurve(point)) return { refused: 'curve' };
  return layout.inSubgroup(point) ? { point } : { refused: 'subgroup' };
}

function withoutFlags(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[0] = (copy[0] as number) & 0x1f;
  return copy;
}

const onlyFlags = (bytes: Uint8Array, flags: number): boolean =>
  bytes.every((byte, i) => byte === (i === 0 ? flags : 0));

/** Uncompressed bytes of a G1 or G2 point known to be well formed, without curve checks. */
export const encodeG1 = (point: G1Affine): Uint8Array => encodeUncompressed(g1Layout, point);
export const encodeG2 = (point: G2Affine): Uint8Array => encodeUncompressed(g2Layout, point);
