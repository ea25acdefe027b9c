import type { Codec } from '@eventide/codec';
import { createField, type Field } from './field.ts';

/** An element of the BLS12-381 base field, canonical. */
export type Fp = bigint;

/** The BLS12-381 base field; 48 bytes, big-endian (archived limbs are little-endian). Spec: 01 §3 */
export const fp: Field = createField({
  name: 'Fp',
  modulus: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  size: 48,
  order: 'big',
  generator: 2n,
});

/** 48 canonical big-endian bytes. Spec: 01 §3 */
export const fpCodec: Codec<Fp> = fp.codec;
