import { bytesToIntLe, intToBytesLe } from '@eventide/base';
import { KernelError } from '../kernels.ts';
import { FR_MODULUS } from '../plain/numbers.ts';

export const FR_BYTES = 32;

/** How many records of `size` bytes; refuses a torn one. @throws KernelError KERNEL_BAD_LENGTH */
export function recordCount(bytes: Uint8Array, size: number): number {
  if (bytes.length % size !== 0) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: bytes.length, record: size });
  return bytes.length / size;
}

/** @throws KernelError KERNEL_NOT_CANONICAL */
export function frToBytes(value: bigint): Uint8Array {
  if (value < 0n || value >= FR_MODULUS) throw new KernelError('KERNEL_NOT_CANONICAL');
  return intToBytesLe(value, FR_BYTES);
}

/** @throws KernelError KERNEL_NOT_CANONICAL */
export function frFromBytes(bytes: Uint8Array): bigint {
  const value = bytesToIntLe(bytes);
  if (value >= FR_MODULUS) throw new KernelError('KERNEL_NOT_CANONICAL');
  return value;
}

/** Many elements from bytes, checked. */
export function frList(bytes: Uint8Array): bigint[] {
  return Array.from({ length: recordCount(bytes, FR_BYTES) }, (_, i) =>
    frFromBytes(bytes.subarray(FR_BYTES * i, FR_BYTES * (i + 1))),
  );
}

export function frConcat(values: readonly bigint[]): Uint8Array {
  const out = new Uint8Array(FR_BYTES * values.length);
  values.forEach((value, i) => {
    out.set(intToBytesLe(value, FR_BYTES), FR_BYTES * i);
  });
  return out;
}

/** An integer below 2^256. @throws KernelError KERNEL_NOT_CANONICAL */
export function checkScalar(value: bigint): bigint {
  if (value < 0n || value >> 256n !== 0n) throw new KernelError('KERNEL_NOT_CANONICAL', { bits: 256 });
  return value;
}

/** Refuses scalars that are no canonical elements. @throws KernelError KERNEL_NOT_CANONICAL */
export function checkElements(...values: readonly bigint[]): void {
  for (const value of values) {
    if (value < 0n || value >= FR_MODULUS) throw new KernelError('KERNEL_NOT_CANONICAL');
  }
}
