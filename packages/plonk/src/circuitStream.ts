import { concatBytes } from '@eventide/base';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { blake3 } from '@eventide/crypto/hash';
import { hadesConstants } from '@eventide/crypto/poseidon/hades';
import { type Layout, SELECTORS } from './composer/row.ts';
import { deflate } from './deflate/deflate.ts';

// The dictionary is that of an older permutation with 59 partial rounds. Spec: 02 §11.4
const DICTIONARY_CONSTANTS = 335;
const LIMB_FACTOR = (1n << 256n) % fr.modulus;

/**
 * The reference's description of a circuit before compression: a dictionary of scalars, the distinct selector rows and
 * the rows as indexes into them. Circuits are compared by its digest. Spec: 02 §11.4
 */
export function circuitStream(layout: Layout): Uint8Array {
  const scalars = new Numbering<Fr>([...dictionary()]);
  const base = scalars.size;
  const selectorRows = new Numbering<string>();
  const body: number[] = [];
  writeArrayHeader(body, layout.rows.length);
  for (const row of layout.rows) {
    const key = SELECTORS.map((selector) => scalars.of(fr.reduce(row[selector] ?? 0n))).join();
    for (const value of [selectorRows.of(key), row.a ?? 0, row.b ?? 0, row.c ?? 0, row.d ?? 0]) writeUint(body, value);
  }

  const head: number[] = [0xc3];
  writeArrayHeader(head, layout.publicRows.length);
  for (const row of layout.publicRows) writeUint(head, row);
  writeUint(head, layout.witnessCount);
  const extra = scalars.keys().slice(base);
  writeArrayHeader(head, extra.length);
  for (const scalar of extra) for (const byte of fr.encode(scalar)) writeUint(head, byte);
  writeArrayHeader(head, selectorRows.size);
  for (const key of selectorRows.keys()) for (const index of key.split(',')) writeUint(head, Number(index));
  return concatBytes(Uint8Array.from(head), Uint8Array.from(body));
}

/**
 * Name of a circuit in the reference's profile: BLAKE3 of its deflated stream and the version of the proving library.
 * Spec: 02 §11.3. Cost: about a second per megabyte of stream.
 */
export function circuitId(layout: Layout, version: { readonly major: number; readonly minor: number }): Uint8Array {
  const minor = version.major > 0 ? 0 : version.minor;
  const suffix = Uint8Array.of(version.major >> 8, version.major, minor >> 8, minor);
  return blake3(concatBytes(deflate(circuitStream(layout)), suffix));
}

/** 0, 1, −1, the constants without the limb factor, then the entries of the matrix. */
function dictionary(): Set<Fr> {
  const { rounds } = hadesConstants();
  const inverse = fr.inv(LIMB_FACTOR);
  const constants = rounds
    .flat()
    .slice(0, DICTIONARY_CONSTANTS)
    .map((value) => fr.mul(value, inverse));
  const matrix = Array.from({ length: 25 }, (_, k) => fr.inv(BigInt(Math.floor(k / 5) + (k % 5) + 5)));
  return new Set([0n, 1n, fr.modulus - 1n, ...constants, ...matrix]);
}

/** Numbers keys by first use. */
class Numbering<K> {
  readonly #numbers = new Map<K, number>();

  constructor(first: readonly K[] = []) {
    for (const key of first) this.of(key);
  }

  get size(): number {
    return this.#numbers.size;
  }

  of(key: K): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  keys(): K[] {
    return [...this.#numbers.keys()];
  }
}

function writeUint(out: number[], value: number): void {
  if (value < 0x80) out.push(value);
  else if (value < 0x100) out.push(0xcc, value);
  else if (value < 0x1_0000) out.push(0xcd, value >> 8, value & 0xff);
  else out.push(0xce, value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

function writeArrayHeader(out: number[], length: number): void {
  if (length < 16) out.push(0x90 | length);
  else if (length < 0x1_0000) out.push(0xdc, length >> 8, length & 0xff);
  else out.push(0xdd, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
}
