import { addG1 } from '@eventide/crypto/bls12-381/group';
import { G1_GENERATOR, G1_IDENTITY, type G1Point } from '@eventide/crypto/bls12-381/points';
import { fp } from '@eventide/crypto/fields/fp';
import type { Fr } from '@eventide/crypto/fields/fr';

const WINDOW_BITS = 10;
const WINDOWS = 26;
const DIGITS = 1 << WINDOW_BITS;
const MASK = BigInt(DIGITS - 1);
/** Scalars between two pauses: about a tenth of a second. */
const CHUNK = 1024;
const p = fp.modulus;

/**
 * scalars[i]·G for many scalars below 2^256: a table of all digits of all windows, then one batch of affine additions per
 * window. About 60 µs each; not constant time. Yields how many are done, so that a thread can listen in between.
 */
export function* generatorMultiples(scalars: readonly Fr[]): Generator<number, G1Point[]> {
  const out: G1Point[] = [];
  if (scalars.length === 0) return out;
  const table = digitTable();
  for (let from = 0; from < scalars.length; from += CHUNK) {
    const chunk = scalars.slice(from, from + CHUNK);
    let sums: G1Point[] = chunk.map(() => G1_IDENTITY);
    for (let w = 0; w < WINDOWS; w++) {
      const row = table[w] as readonly G1Point[];
      const shift = BigInt(w * WINDOW_BITS);
      sums = addMany(
        sums,
        chunk.map((scalar) => row[Number((scalar >> shift) & MASK)] as G1Point),
      );
    }
    out.push(...sums);
    yield out.length;
  }
  return out;
}

/** table[w][d] = d·2^(10w)·G */
function digitTable(): G1Point[][] {
  let bases: G1Point[] = [G1_GENERATOR];
  for (let w = 1; w < WINDOWS; w++) {
    let base = bases[w - 1] as G1Point;
    for (let i = 0; i < WINDOW_BITS; i++) base = addG1(base, base);
    bases = [...bases, base];
  }
  const rows = bases.map((base) => [G1_IDENTITY, base, addG1(base, base)]);
  // Every step appends known + largest known to each row, so the rows double together.
  while ((rows[0] as G1Point[]).length < DIGITS) {
    const length = (rows[0] as G1Point[]).length;
    const count = Math.min(length - 1, DIGITS - length);
    const sums = addMany(
      rows.flatMap((row) => row.slice(1, 1 + count)),
      rows.flatMap((row) => new Array<G1Point>(count).fill(row[length - 1] as G1Point)),
    );
    rows.forEach((row, w) => {
      row.push(...sums.slice(w * count, (w + 1) * count));
    });
  }
  return rows;
}

/** a[i] + b[i], with one inversion for all. */
function addMany(a: readonly G1Point[], b: readonly G1Point[]): G1Point[] {
  const differences = a.map((left, i) => {
    const right = b[i] as G1Point;
    return left.infinity || right.infinity ? 0n : fp.sub(right.x, left.x);
  });
  const prefixes: bigint[] = [];
  let product = 1n;
  for (const difference of differences) {
    prefixes.push(product);
    if (difference !== 0n) product = (product * difference) % p;
  }
  let inverse = fp.inv(product);
  const out = new Array<G1Point>(a.length);
  for (let i = a.length - 1; i >= 0; i--) {
    const left = a[i] as G1Point;
    const right = b[i] as G1Point;
    const difference = differences[i] as bigint;
    if (difference === 0n) {
      // A point at infinity, or equal x: rare enough for the general addition.
      out[i] = left.infinity ? right : right.infinity ? left : addG1(left, right);
      continue;
    }
    const slope = (((inverse * (prefixes[i] as bigint)) % p) * (right.y - left.y + p)) % p;
    inverse = (inverse * difference) % p;
    const x = fp.reduce(slope * slope - left.x - right.x);
    out[i] = { x, y: fp.reduce(slope * (left.x - x) - left.y), infinity: false };
  }
  return out;
}
