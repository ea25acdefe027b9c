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
