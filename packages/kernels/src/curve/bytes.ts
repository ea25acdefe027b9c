import { KernelError } from '../kernels.ts';
import { FP_MODULUS } from '../plain/numbers.ts';

/** Bytes of a coordinate in Fp. */
export const COORDINATE = 48;
/** Uncompressed G1 and G2 points. Spec: 01 §8.1 */
export const G1_BYTES = 96;
export const G2_BYTES = 192;

const modulusBytes = Uint8Array.from({ length: COORDINATE }, (_, i) =>
  Number((FP_MODULUS >> BigInt(8 * (47 - i))) & 255n),
);

/** Copies 48 bytes in reverse: the encodings are big-endian, the kernels little-endian. */
export function reverseInto(target: Uint8Array, at: number, source: Uint8Array, from: number): void {
  for (let i = 0; i < COORDINATE; i++) target[at + i] = source[from + COORDINATE - 1 - i] as number;
}

/** True if the 48 big-endian bytes are below the modulus; the top three bits of the first byte are taken from `first`. */
export function isCanonical(bytes: Uint8Array, at: number, first: number = bytes[at] as number): boolean {
  if (first !== modulusBytes[0]) return first < (modulusBytes[0] as number);
  for (let i = 1; i < COORDINATE; i++) {
    const [byte, limit] = [bytes[at + i] as number, modulusBytes[i] as number];
    if (byte !== limit) return byte < limit;
  }
  return false;
}

/** Number of records in `bytes`. @throws KernelError KERNEL_BAD_LENGTH */
export function records(bytes: Uint8Array, size: number): number {
  if (bytes.length % size !== 0) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: bytes.length, record: size });
  return bytes.length / size;
}

/** True if all bytes of a record but the first are 0. */
export function restIsZero(bytes: Uint8Array, at: number, size: number): boolean {
  for (let i = 1; i < size; i++) if (bytes[at + i] !== 0) return false;
  return true;
}

/** Big-endian integer. */
export function bigintOf(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = bytes.length % 8;
  let value = 0n;
  for (let i = 0; i < head; i++) value = (value << 8n) | BigInt(bytes[i] as number);
  for (let i = head; i < bytes.length; i += 8) value = (value << 64n) | view.getBigUint64(i);
  return value;
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const halfBytes = Uint8Array.from({ length: COORDINATE }, (_, i) =>
  Number((((FP_MODULUS - 1n) / 2n) >> BigInt(8 * (47 - i))) & 255n),
);

/** True if the coordinate is above (p − 1)/2. */
export function isUpperHalf(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < COORDINATE; i++) {
    const [byte, limit] = [bytes[at + i] as number, halfBytes[i] as number];
    if (byte !== limit) return byte > limit;
  }
  return false;
}

/** The encoding of infinity in `size` bytes. */
export const infinityBytes = (size: number): Uint8Array => {
  const bytes = new Uint8Array(size);
  bytes[0] = 0x40;
  return bytes;
};

/** What the flags and the range of one uncompressed point say. */
export function readFlags(points: Uint8Array, at: number, size: number): 'infinity' | 'finite' | 'malformed' {
  const first = points[at] as number;
  if (first === 0x40) return restIsZero(points, at, size) ? 'infinity' : 'malformed';
  if (first & 0xe0) return 'malformed';
  for (let k = 0; k < size; k += COORDINATE) if (!isCanonical(points, at + k)) return 'malformed';
  return 'finite';
}

/** Compressed forms of well-formed points of `size` bytes. @throws KernelError */
export function compressPoints(points: Uint8Array, size: number): Uint8Array {
  const half = size / 2;
  const count = records(points, size);
  const out = new Uint8Array(count * half);
  for (let i = 0; i < count; i++) {
    const at = i * size;
    const kind = readFlags(points, at, size);
    if (kind === 'malformed') throw new KernelError('KERNEL_NOT_CANONICAL', { index: i });
    if (kind === 'infinity') {
      out[i * half] = 0xc0;
      continue;
    }
    out.set(points.subarray(at, at + half), i * half);
    const y = at + half;
    // G2: the imaginary part comes first and decides, unless it is 0.
    const deciding =
      half === COORDINATE || points.subarray(y, y + COORDINATE).some((byte) => byte !== 0) ? y : y + COORDINATE;
    out[i * half] = (out[i * half] as number) | 0x80 | (isUpperHalf(points, deciding) ? 0x20 : 0);
  }
  return out;
}

/** The point with the opposite y. @throws KernelError */
export function negatePoint(point: Uint8Array, size: number): Uint8Array {
  if (point.length !== size) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: point.length });
  const kind = readFlags(point, 0, size);
  if (kind === 'malformed') throw new KernelError('KERNEL_NOT_CANONICAL');
  const out = new Uint8Array(point);
  if (kind === 'infinity') return out;
  for (let at = size / 2; at < size; at += COORDINATE) {
    if (!out.subarray(at, at + COORDINATE).some((byte) => byte !== 0)) continue;
    let borrow = 0;
    for (let i = COORDINATE - 1; i >= 0; i--) {
      const rest = (modulusBytes[i] as number) - (out[at + i] as number) - borrow;
      out[at + i] = rest & 255;
      borrow = rest < 0 ? 1 : 0;
    }
  }
  return out;
}
