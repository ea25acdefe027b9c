import { EXP, inverse, LOG } from './gf256.ts';
import type { BlockParams } from './params.ts';

/** Rows of bits in one array of 32-bit words. */
export type BitRows = { readonly words: number; readonly bits: Uint32Array };

/** `count` rows of `width` bits, all zero. */
export function bitRows(count: number, width: number): BitRows {
  const words = Math.max(1, (width + 31) >>> 5);
  return { words, bits: new Uint32Array(count * words) };
}

/** Bit `column` of row `row`. */
export function testBit(rows: BitRows, row: number, column: number): boolean {
  return (((rows.bits[row * rows.words + (column >>> 5)] as number) >>> (column & 31)) & 1) === 1;
}

export function flipBit(rows: BitRows, row: number, column: number): void {
  rows.bits[row * rows.words + (column >>> 5)]! ^= 1 << (column & 31);
}

/** Row `target` += row `source`. */
export function addRow(rows: BitRows, target: number, source: number): void {
  const { words, bits } = rows;
  const t = target * words;
  const s = source * words;
  for (let i = 0; i < words; i++) bits[t + i]! ^= bits[s + i] as number;
}

/** The binary part of the dense system, reduced: unknown `pivots[k]` = combination k of the rows + its free unknowns. */
export type BinarySolution = {
  readonly pivots: Int32Array;
  /** Row that carries pivot k, in `reduced` and `combinations`. */
  readonly pivotRows: Int32Array;
  readonly free: Int32Array;
  readonly reduced: BitRows;
  /** Which of the given rows were added up. */
  readonly combinations: BitRows;
};

/** Gauss-Jordan over GF(2) on `count` rows and `width` unknowns; `rows` is consumed. Spec: 07 §8.5 (phase 2) */
export function reduceBinary(rows: BitRows, count: number, width: number): BinarySolution {
  const combinations = bitRows(count, count);
  for (let i = 0; i < count; i++) flipBit(combinations, i, i);
  const used = new Uint8Array(count);
  const pivots: number[] = [];
  const pivotRows: number[] = [];
  const free: number[] = [];
  for (let column = 0; column < width; column++) {
    let pivot = 0;
    while (pivot < count && (used[pivot] === 1 || !testBit(rows, pivot, column))) pivot++;
    if (pivot === count) {
      free.push(column);
      continue;
    }
    used[pivot] = 1;
    pivots.push(column);
    pivotRows.push(pivot);
    for (let row = 0; row < count; row++) {
      if (row === pivot || !testBit(rows, row, column)) continue;
      addRow(rows, row, pivot);
      addRow(combinations, row, pivot);
    }
  }
  return {
    pivots: Int32Array.from(pivots),
    pivotRows: Int32Array.from(pivotRows),
    free: Int32Array.from(free),
    reduced: rows,
    combinations,
  };
}

/**
 * The HDPC rows expressed in the inactive unknowns: H rows of `width` bytes. Column j is row
 * `columnRow[j]` of `bits`, or itself the unknown `unknownOf[j]` where that is -1. Uses Y_j = α·Y_{j-1} + C_j, four bytes at a time. Spec: 07 §8.4
 */
export function hdpcCoefficients(
  params: BlockParams,
  targets: Uint8Array,
  bits: BitRows,
  width: number,
  columnRow: Int32Array,
  unknownOf: Int32Array,
): Uint8Array[] {
  const { Kp, S, H } = params;
  const lanes = (width + 3) >>> 2;
  const sum = new Uint32Array(lanes);
  const sumBytes = new Uint8Array(sum.buffer);
  const rows = new Uint32Array(H * lanes);
  const last = Kp + S - 1;
  for (let j = 0; j < last; j++) {
    const row = columnRow[j] as number;
    step(sum, bits, row);
    if (row < 0) sumBytes[unknownOf[j] as number]! ^= 1;
    const first = (targets[2 * j] as number) * lanes;
    const second = (targets[2 * j + 1] as number) * lanes;
    for (let i = 0; i < lanes; i++) {
      const word = sum[i] as number;
      rows[first + i]! ^= word;
      rows[second + i]! ^= word;
    }
  }
  step(sum, bits, columnRow[last] as number);
  if ((columnRow[last] as number) < 0) sumBytes[unknownOf[last] as number]! ^= 1;
  return Array.from({ length: H }, (_, r) => {
    const bytes = new Uint8Array(rows.buffer, 4 * r * lanes, width);
    addScaled(bytes, sumBytes, EXP[r] as number);
    bytes[unknownOf[Kp + S + r] as number]! ^= 1;
    return bytes;
  });
}

/** Which rows determine the unknowns, and the matrix that yields them. */
export type RowInverse = {
  /** Rows used, one per unknown. */
  readonly rows: readonly number[];
  /** `inverse[i][k]`: weight of row `rows[k]` in unknown i. */
  readonly inverse: readonly Uint8Array[];
};

/** Solves for the unknowns the binary rows left open; undefined if the rank does not suffice. Spec: 07 §8.5 */
export function solveFree(binary: BinarySolution, hdpc: readonly Uint8Array[]): RowInverse | undefined {
  const system = hdpc.map((row) => freePart(binary, row));
  return invertRows(system, binary.free.length);
}

/** Chooses `size` independent rows of that many bytes and inverts them over GF(256); `system` is consumed. */
export function invertRows(system: readonly Uint8Array[], size: number): RowInverse | undefined {
  const count = system.length;
  const track = system.map((_, r) => new Uint8Array(count).fill(1, r, r + 1));
  const used = new Uint8Array(count);
  const chosen: number[] = [];
  for (let column = 0; column < size; column++) {
    let pivot = 0;
    while (pivot < count && (used[pivot] === 1 || system[pivot]![column] === 0)) pivot++;
    if (pivot === count) return undefined;
    used[pivot] = 1;
    chosen.push(pivot);
    const pivotRow = system[pivot] as Uint8Array;
    const pivotTrack = track[pivot] as Uint8Array;
    const scale = inverse(pivotRow[column] as number);
    addScaled(pivotRow, pivotRow, scale ^ 1);
    addScaled(pivotTrack, pivotTrack, scale ^ 1);
    for (let row = 0; row < count; row++) {
      const factor = system[row]![column] as number;
      if (row === pivot || factor === 0) continue;
      addScaled(system[row] as Uint8Array, pivotRow, factor);
      addScaled(track[row] as Uint8Array, pivotTrack, factor);
    }
  }
  return {
    rows: chosen,
    inverse: chosen.map((r) => Uint8Array.from(chosen, (k) => track[r]![k] as number)),
  };
}

/** One HDPC row over the free unknowns alone, the others substituted. */
function freePart(binary: BinarySolution, row: Uint8Array): Uint8Array {
  const { pivots, pivotRows, free, reduced } = binary;
  const out = new Uint8Array(free.length);
  for (let i = 0; i < free.length; i++) {
    const column = free[i] as number;
    let value = row[column] as number;
    for (let k = 0; k < pivots.length; k++) {
      if (testBit(reduced, pivotRows[k] as number, column)) value ^= row[pivots[k] as number] as number;
    }
    out[i] = value;
  }
  return out;
}

function addScaled(target: Uint8Array, source: Uint8Array, factor: number): void {
  if (factor === 0) return;
  const log = LOG[factor] as number;
  for (let i = 0; i < target.length; i++) {
    const value = source[i] as number;
    if (value !== 0) target[i]! ^= EXP[log + (LOG[value] as number)] as number;
  }
}

/** Nibble → four bytes of 0 or 1, lowest bit in the lowest byte. */
const SPREAD = Uint32Array.from({ length: 16 }, (_, n) => (n & 1) | ((n & 2) << 7) | ((n & 4) << 14) | ((n & 8) << 21));

/** sum = α·sum + bits of the row as bytes (nothing if the row is -1), four bytes at a time. */
function step(sum: Uint32Array, rows: BitRows, row: number): void {
  const base = row * rows.words;
  for (let i = 0; i < sum.length; i++) {
    const x = sum[i] as number;
    const scaled = ((x & 0x7f7f7f7f) << 1) ^ Math.imul((x >>> 7) & 0x01010101, 0x1d);
    const word = row < 0 ? 0 : (rows.bits[base + (i >>> 3)] as number);
    sum[i] = scaled ^ (SPREAD[(word >>> ((i & 7) * 4)) & 15] as number);
  }
}
