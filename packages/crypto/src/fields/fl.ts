import type { Codec } from '@eventide/codec';
import { createField, type Field } from './field.ts';

/** A JubJub scalar, canonical. Every `Fl` is also an `Fr`, as the same integer. */
export type Fl = bigint;

/** Integers modulo the order of JubJub's prime subgroup; 32 bytes, little-endian. Spec: 01 §3 */
export const fl: Field = createField({
  name: 'Fl',
  modulus: 0x0e7db4ea6533afa906673b0101343b00a6682093ccc81082d0970e5ed6f72cb7n,
  size: 32,
  order: 'little',
  generator: 6n,
});

/** 32 canonical little-endian bytes. Spec: 01 §3 */
export const flCodec: Codec<Fl> = fl.codec;
