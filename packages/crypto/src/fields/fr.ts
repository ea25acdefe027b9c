import type { Codec } from '@eventide/codec';
import { createField, type Field } from './field.ts';

/** An element of the BLS12-381 scalar field (also JubJub's base field), canonical. */
export type Fr = bigint;

/** The BLS12-381 scalar field; 32 bytes, little-endian. Spec: 01 §3 */
export const fr: Field = createField({
  name: 'Fr',
  modulus: 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
  size: 32,
  order: 'little',
  generator: 7n,
});

/** A primitive 2^32-th root of unity, 7^((r − 1) / 2^32). Spec: 01 §3 */
export const FR_ROOT_OF_UNITY: Fr = 0x16a2a19edfe81f20d09b681922c813b4b63683508c2280b93829971f439f0d2bn;

/** 32 canonical little-endian bytes. Spec: 01 §3 */
export const frCodec: Codec<Fr> = fr.codec;
