import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { drawBytes, type RandomBytes } from '@eventide/crypto/random';
import type { Column, Workspace } from '@eventide/kernels';
import type { Polynomial } from './polynomial.ts';

const WORD = (1n << 64n) - 1n;

/** 32-bit words of an element. */
const WORDS = 8;

/** Witness values as little-endian words, eight each: copies of numbers leave no garbage, copies of bigints do. */
export function witnessWords(witnesses: readonly Fr[]): Uint32Array {
  const words = new BigUint64Array(4 * witnesses.length);
  witnesses.forEach((value, i) => {
    words[4 * i] = value & WORD;
    words[4 * i + 1] = (value >> 64n) & WORD;
    words[4 * i + 2] = (value >> 128n) & WORD;
    words[4 * i + 3] = value >> 192n;
  });
  return new Uint32Array(words.buffer);
}

/** Writes the values of one wire, row by row; the padding stays zero. */
export async function writeWire(
  workspace: Workspace,
  column: Column,
  words: Uint32Array,
  wires: Uint32Array,
): Promise<void> {
  const values = new Uint32Array(WORDS * wires.length);
  for (let i = 0; i < wires.length; i++) {
    const at = WORDS * (wires[i] as number);
    for (let k = 0; k < WORDS; k++) values[WORDS * i + k] = words[at + k] as number;
  }
  await workspace.write(column, new Uint8Array(values.buffer));
}

/** `count` uniform scalars, 64 random bytes each. Spec: 02 §8 */
export function drawBlinders(random: RandomBytes, count: number): Fr[] {
  return Array.from({ length: count }, () => fr.fromBytesWide(drawBytes(random, 64)));
}

/** Adds (b_0 + b_1·X + …)·(X^n − 1) to a polynomial of n coefficients. Spec: 02 §8 step 1 */
export async function blind(workspace: Workspace, low: Column, blinders: readonly Fr[]): Promise<Polynomial> {
  await subtractFromLow(workspace, low, blinders);
  return { low, tail: blinders };
}

/** low(X) −= Σ values[i]·X^i */
export async function subtractFromLow(workspace: Workspace, low: Column, values: readonly Fr[]): Promise<void> {
  const bytes = await workspace.read(low, { from: 0, count: values.length, order: 'bitReversed' });
  const out = new Uint8Array(bytes.length);
  values.forEach((value, i) => {
    const coefficient = fr.decode(bytes.slice(32 * i, 32 * i + 32));
    out.set(fr.encode(fr.sub(coefficient, value)), 32 * i);
  });
  await workspace.write(low, out, { from: 0, order: 'bitReversed' });
}
