import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { drawBytes, type RandomBytes } from '@eventide/crypto/random';
import type { Column, Workspace } from '@eventide/kernels';
import type { Polynomial } from './polynomial.ts';

const WORD = (1n << 64n) - 1n;

/** Witness values as little-endian words, four each. */
export function witnessWords(witnesses: readonly Fr[]): BigUint64Array {
  const words = new BigUint64Array(4 * witnesses.length);
  witnesses.forEach((value, i) => {
    words[4 * i] = value & WORD;
    words[4 * i + 1] = (value >> 64n) & WORD;
    words[4 * i + 2] = (value >> 128n) & WORD;
    words[4 * i + 3] = value >> 192n;
  });
  return words;
}

/** Writes the values of one wire, row by row; the padding stays zero. */
export async function writeWire(
  workspace: Workspace,
  column: Column,
  words: BigUint64Array,
  wires: Uint32Array,
): Promise<void> {
  const values = new BigUint64Array(4 * wires.length);
  for (let i = 0; i < wires.length; i++) {
    const at = 4 * (wires[i] as number);
    values[4 * i] = words[at] as bigint;
    values[4 * i + 1] = words[at + 1] as bigint;
    values[4 * i + 2] = words[at + 2] as bigint;
    values[4 * i + 3] = words[at + 3] as bigint;
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
