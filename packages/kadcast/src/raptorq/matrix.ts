import type { BlockParams } from './params.ts';
import { V0, V1, V2, V3 } from './randomTables.ts';

/** Cumulative degree distribution, times 2^20. Spec: 07 §8.3 */
const DEGREES = [
  0, 5243, 529531, 704294, 791675, 844104, 879057, 904023, 922747, 937311, 948962, 958494, 966438, 973160, 978921,
  983914, 988283, 992138, 995565, 998631, 1001391, 1003887, 1006157, 1008229, 1010129, 1011876, 1013490, 1014983,
  1016370, 1017662, 1048576,
];

/** Most columns of one LT row: 30 LT symbols and 3 PI symbols. */
export const MAX_ROW_WEIGHT = 33;

/** The generator of RFC 6330 §5.3.5.1: a number below `m` from a u32 and a small index. Spec: 07 §8.3 */
export function rand(y: number, i: number, m: number): number {
  const x =
    (V0[(y + i) & 255] as number) ^
    (V1[((y >>> 8) + i) & 255] as number) ^
    (V2[((y >>> 16) + i) & 255] as number) ^
    (V3[((y >>> 24) + i) & 255] as number);
  return (x >>> 0) % m;
}

/** The six numbers that define one encoding symbol. */
export type Tuple = {
  readonly d: number;
  readonly a: number;
  readonly b: number;
  readonly d1: number;
  readonly a1: number;
  readonly b1: number;
};

/** Tuple of internal symbol id `X`. Spec: 07 §8.3 */
export function tuple(params: BlockParams, X: number): Tuple {
  const { J, W, P1 } = params;
  const odd = (53591 + 997 * J) | 1;
  const y = (10267 * (J + 1) + Math.imul(X, odd)) >>> 0;
  const d = degree(rand(y, 0, 1 << 20), W);
  return {
    d,
    a: 1 + rand(y, 1, W - 1),
    b: rand(y, 2, W),
    d1: d < 4 ? 2 + rand(X, 3, 2) : 2,
    a1: 1 + rand(X, 4, P1 - 1),
    b1: rand(X, 5, P1),
  };
}

/**
 * Writes the intermediate symbols whose sum is internal symbol `X` into `out` from `at`; they are distinct.
 * @returns the offset after the last. Spec: 07 §8.3
 */
export function ltColumns(params: BlockParams, X: number, out: Int32Array, at: number): number {
  const { W, P, P1 } = params;
  const { d, a, b, d1, a1, b1 } = tuple(params, X);
  let end = at;
  let x = b;
  for (let i = 0; i < d; i++) {
    out[end++] = x;
    x += a;
    if (x >= W) x -= W;
  }
  let p = b1;
  for (let i = 0; i < d1; i++) {
    while (p >= P) p = (p + a1) % P1;
    out[end++] = W + p;
    p = (p + a1) % P1;
  }
  return end;
}

/** Rows in compressed form: the columns of row i are `columns[starts[i]] … columns[starts[i + 1] - 1]`. */
export type SparseRows = { readonly starts: Int32Array; readonly columns: Int32Array };

/** The S binary precode rows. Spec: 07 §8.4 */
export function ldpcRows(params: BlockParams): SparseRows {
  const { S, B, W, P } = params;
  const rows: number[][] = Array.from({ length: S }, () => []);
  for (let i = 0; i < B; i++) {
    const a = 1 + Math.floor(i / S);
    let b = i % S;
    for (let k = 0; k < 3; k++) {
      (rows[b] as number[]).push(i);
      b = (b + a) % S;
    }
  }
  const starts = new Int32Array(S + 1);
  for (let i = 0; i < S; i++) {
    const row = rows[i] as number[];
    row.push(B + i, W + (i % P), W + ((i + 1) % P));
    starts[i + 1] = (starts[i] as number) + row.length;
  }
  return { starts, columns: Int32Array.from(rows.flat()) };
}

/**
 * The two HDPC rows that column `j` < K'+S-1 enters, before the weights α. The row of the running sum is
 * `Y_j = α·Y_{j-1} + C_j`; HDPC row r is the sum of the Y_j that enter r, plus α^r · Y_{K'+S-1}, plus its own symbol. Spec: 07 §8.4
 */
export function hdpcTargets(params: BlockParams): Uint8Array {
  const { Kp, S, H } = params;
  const targets = new Uint8Array(2 * (Kp + S - 1));
  for (let j = 0; j < Kp + S - 1; j++) {
    const first = rand(j + 1, 6, H);
    targets[2 * j] = first;
    targets[2 * j + 1] = (first + rand(j + 1, 7, H - 1) + 1) % H;
  }
  return targets;
}

function degree(v: number, W: number): number {
  let d = 1;
  while (v >= (DEGREES[d] as number)) d++;
  return Math.min(d, W - 2);
}
