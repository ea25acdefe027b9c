import { bytesToIntLe, utf8 } from '@eventide/base';
import { FR_MODULUS, invMod, mod } from './numbers.ts';
import { sha512Short } from './sha512.ts';

/** Elements of the state. Spec: 01 §5 */
export const WIDTH = 5;
const FULL_ROUNDS = 8;
const PARTIAL_ROUNDS = 60;
const ROUNDS = FULL_ROUNDS + PARTIAL_ROUNDS;

/** Round constants C[t][i] and the matrix M[i][j]. The factor 2^256 is part of both. Spec: 01 §5 */
export type HadesConstants = {
  readonly rounds: readonly (readonly bigint[])[];
  readonly matrix: readonly (readonly bigint[])[];
};

let constants: HadesConstants | undefined;

export function hadesConstants(): HadesConstants {
  constants ??= derive();
  return constants;
}

function derive(): HadesConstants {
  const factor = 1n << 256n;
  const rounds: bigint[][] = [];
  let digest = sha512Short(utf8('poseidon-for-plonk'));
  let sum = 1n;
  for (let t = 0; t < ROUNDS; t++) {
    const row: bigint[] = [];
    for (let i = 0; i < WIDTH; i++) {
      sum = mod(bytesToIntLe(digest) + sum, FR_MODULUS);
      row.push(mod(sum * factor, FR_MODULUS));
      digest = sha512Short(digest);
    }
    rounds.push(row);
  }
  const matrix = Array.from({ length: WIDTH }, (_, i) =>
    Array.from({ length: WIDTH }, (_, j) => mod(factor * invMod(BigInt(i + j + WIDTH), FR_MODULUS), FR_MODULUS)),
  );
  return { rounds, matrix };
}

/** The Hades permutation, dense, as defined. Spec: 01 §5 */
export function permute(state: readonly bigint[]): bigint[] {
  const { rounds, matrix } = hadesConstants();
  let s = [...state];
  rounds.forEach((row, t) => {
    const full = t < FULL_ROUNDS / 2 || t >= ROUNDS - FULL_ROUNDS / 2;
    const boxed = s.map((x, i) => {
      const y = x + (row[i] as bigint);
      return full || i === WIDTH - 1 ? mod(y ** 5n, FR_MODULUS) : y;
    });
    s = matrix.map((line) => mod(dot(line, boxed), FR_MODULUS));
  });
  return s;
}

const dot = (a: readonly bigint[], b: readonly bigint[]): bigint =>
  a.reduce((sum, x, i) => sum + x * (b[i] as bigint), 0n);

/**
 * The partial rounds in sparse form. Constants other than the last element's are moved forward through the linear layers; each
 * layer is split M = S·D, where D leaves the last element alone, so D passes the S-box into the layer before. Spec: 11 §7
 */
export type SparseHades = {
  /** Constants of the four first full rounds and of the four last, the latter with what the partial rounds pushed on. */
  readonly first: readonly (readonly bigint[])[];
  readonly last: readonly (readonly bigint[])[];
  /** Matrix of the fourth full round: M followed by the D of the first partial round. */
  readonly entry: readonly (readonly bigint[])[];
  readonly matrix: readonly (readonly bigint[])[];
  /** Per partial round: constant of the last element; row of the last element (5); column into the others (4). */
  readonly partial: readonly {
    readonly constant: bigint;
    readonly row: readonly bigint[];
    readonly column: readonly bigint[];
  }[];
};

export function sparseHades(): SparseHades {
  const { rounds, matrix } = hadesConstants();
  const half = FULL_ROUNDS / 2;
  const scalars: bigint[] = [];
  let pushed: readonly bigint[] = new Array<bigint>(WIDTH).fill(0n);
  for (const row of rounds.slice(half, half + PARTIAL_ROUNDS)) {
    const sum = row.map((x, i) => x + (pushed[i] as bigint));
    scalars.push(mod(sum[WIDTH - 1] as bigint, FR_MODULUS));
    const rest = sum.map((x, i) => (i === WIDTH - 1 ? 0n : x));
    pushed = matrix.map((line) => mod(dot(line, rest), FR_MODULUS));
  }
  const last = rounds
    .slice(half + PARTIAL_ROUNDS)
    .map((row, t) => (t === 0 ? row.map((x, i) => mod(x + (pushed[i] as bigint), FR_MODULUS)) : row));

  const partial: { constant: bigint; row: bigint[]; column: bigint[] }[] = [];
  const others = WIDTH - 1;
  let layer: readonly (readonly bigint[])[] = matrix;
  for (let t = PARTIAL_ROUNDS - 1; t >= 0; t--) {
    const inner = layer.slice(0, others).map((line) => line.slice(0, others));
    const inverse = invertMatrix(inner);
    const bottom = layer[others] as readonly bigint[];
    const row =
      inverse[0]?.map((_, j) =>
        mod(
          dot(
            bottom.slice(0, others),
            inverse.map((line) => line[j] as bigint),
          ),
          FR_MODULUS,
        ),
      ) ?? [];
    partial.unshift({
      constant: scalars[t] as bigint,
      row: [...row, bottom[others] as bigint],
      column: layer.slice(0, others).map((line) => line[others] as bigint),
    });
    // D·M for the layer before: D mixes the first four rows by `inner` and keeps the last.
    layer = matrix.map((line, i) =>
      i === others
        ? line
        : line.map((_, j) =>
            mod(
              dot(
                inner[i] as readonly bigint[],
                matrix.slice(0, others).map((r) => r[j] as bigint),
              ),
              FR_MODULUS,
            ),
          ),
    );
  }
  return { first: rounds.slice(0, half), last, entry: layer, matrix, partial };
}

/**
 * Several partial rounds in a row, the elements that pass them untouched brought up to date once, at their end: each round adds its
 * S-box times a column to them, so a later row meets the S-boxes of the rounds before with the products of row and columns.
 */
export type PartialBlock = {
  /** Per round: constant of the last element; row for the others as they were before the block (4), then for the S-boxes up to its own. */
  readonly rounds: readonly { readonly constant: bigint; readonly row: readonly bigint[] }[];
  /** Per other element: what each S-box adds to it. */
  readonly columns: readonly (readonly bigint[])[];
};

/** The partial rounds in blocks of `length`, a divisor of their number. */
export function partialBlocks({ partial }: SparseHades, length: number): PartialBlock[] {
  const others = WIDTH - 1;
  return Array.from({ length: partial.length / length }, (_, b) => {
    const block = partial.slice(b * length, (b + 1) * length);
    return {
      rounds: block.map(({ constant, row }, k) => ({
        constant,
        row: [
          ...row.slice(0, others),
          ...block.slice(0, k).map(({ column }) => mod(dot(row.slice(0, others), column), FR_MODULUS)),
          row[others] as bigint,
        ],
      })),
      columns: Array.from({ length: others }, (_, j) => block.map(({ column }) => column[j] as bigint)),
    };
  });
}

/** Inverse modulo r by Gauss and Jordan. The matrices here are minors of products of Cauchy matrices and invertible. */
function invertMatrix(source: readonly (readonly bigint[])[]): bigint[][] {
  const n = source.length;
  const rows = source.map((line, i) => [...line, ...source.map((_, j) => (i === j ? 1n : 0n))]);
  for (let k = 0; k < n; k++) {
    const pivot = rows.findIndex((line, i) => i >= k && line[k] !== 0n);
    if (pivot < 0) throw new RangeError('singular matrix');
    [rows[k], rows[pivot]] = [rows[pivot] as bigint[], rows[k] as bigint[]];
    const inverse = invMod(rows[k]?.[k] as bigint, FR_MODULUS);
    const line = (rows[k] as bigint[]).map((x) => mod(x * inverse, FR_MODULUS));
    rows[k] = line;
    for (let i = 0; i < n; i++) {
      const factor = rows[i]?.[k] as bigint;
      if (i !== k && factor !== 0n)
        rows[i] = (rows[i] as bigint[]).map((x, j) => mod(x - factor * (line[j] as bigint), FR_MODULUS));
    }
  }
  return rows.map((line) => line.slice(n));
}
