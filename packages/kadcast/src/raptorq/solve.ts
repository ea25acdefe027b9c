import {
  type BinarySolution,
  type BitRows,
  bitRows,
  flipBit,
  hdpcCoefficients,
  type RowInverse,
  reduceBinary,
  solveFree,
  testBit,
} from './dense.ts';
import { EXP } from './gf256.ts';
import { ltColumns, MAX_ROW_WEIGHT, type SparseRows } from './matrix.ts';
import type { BlockParams } from './params.ts';
import { type Peeling, peel } from './peel.ts';
import { ProgramWriter, ZERO_SLOT } from './program.ts';
import { blockShape } from './shape.ts';

/** The row operations that turn received symbols into intermediate ones. */
export type Plan = {
  readonly params: BlockParams;
  readonly program: Int32Array;
  /** Received symbol i sits in slot `firstInput + i`. */
  readonly firstInput: number;
  /** Intermediate symbol c will sit in slot `firstIntermediate + c`. */
  readonly firstIntermediate: number;
  /** Slots in use; the caller may append its own. */
  readonly slots: number;
};

/**
 * Solves the constraint system for symbols of which only the internal ids are known: the result is a program that is
 * executed on any data. Undefined if the symbols do not determine the block.
 * `wanted` names the intermediate symbols that are needed (all, if left out); the others may stay unset.
 * Spec: 07 §8.4, §8.5
 */
export function buildPlan(params: BlockParams, internalIds: Int32Array, wanted?: Int32Array): Plan | undefined {
  if (internalIds.length < params.K) return undefined;
  const rows = constraintRows(params, internalIds);
  const peeling = peel(rows, params.L, params.W);
  const system = new System(params, rows, peeling, internalIds.length);
  return system.solve(wanted);
}

/** LDPC rows, then the zero padding K..K'-1, then one row per received symbol. */
function constraintRows(params: BlockParams, internalIds: Int32Array): SparseRows {
  const { K, Kp, S } = params;
  const { starts: from, columns: fixed } = blockShape(params).rows;
  const constants = S + Kp - K;
  let foreign = 0;
  for (const X of internalIds) if (X >= Kp) foreign++;
  const starts = new Int32Array(constants + internalIds.length + 1);
  const columns = new Int32Array(fixed.length + foreign * MAX_ROW_WEIGHT);
  let end = 0;
  for (let row = 0; row < constants + internalIds.length; row++) {
    const X = row < S ? row - S : row < constants ? K + row - S : (internalIds[row - constants] as number);
    if (X < Kp) {
      const stop = from[S + X + 1] as number;
      for (let at = from[S + X] as number; at < stop; at++) columns[end++] = fixed[at] as number;
    } else {
      end = ltColumns(params, X, columns, end);
    }
    starts[row + 1] = end;
  }
  return { starts, columns: columns.subarray(0, end) };
}

/** The state of one solution; lives for one call. */
class System {
  readonly #params: BlockParams;
  readonly #rows: SparseRows;
  readonly #peeling: Peeling;
  /** Rows before the first received symbol. */
  readonly #constantRows: number;
  readonly #inputs: number;
  /** Column → position in the pivot order, or -1. */
  readonly #pivotOf: Int32Array;
  /** Column → index among the inactive ones, or -1. */
  readonly #unknownOf: Int32Array;
  readonly #out: ProgramWriter;

  constructor(params: BlockParams, rows: SparseRows, peeling: Peeling, inputs: number) {
    this.#params = params;
    this.#rows = rows;
    this.#peeling = peeling;
    this.#constantRows = params.S + params.Kp - params.K;
    this.#inputs = inputs;
    this.#pivotOf = indexOf(peeling.pivotColumns, params.L);
    this.#unknownOf = indexOf(peeling.inactive, params.L);
    this.#out = new ProgramWriter(rows.columns.length * 3);
  }

  solve(wanted: Int32Array | undefined): Plan | undefined {
    const { pivotRows, leftover, inactive } = this.#peeling;
    const pivotBits = bitRows(pivotRows.length, inactive.length);
    this.#eliminate(pivotBits, pivotRows, pivotBits);
    const leftoverBits = bitRows(leftover.length, inactive.length);
    this.#eliminate(leftoverBits, leftover, pivotBits);
    const binary = reduceBinary(leftoverBits, leftover.length, inactive.length);
    if (binary.free.length > this.#params.H) return undefined;
    if (binary.free.length === 0) {
      this.#emitBinary(binary, false);
    } else {
      const targets = blockShape(this.#params).hdpcTargets;
      const hdpc = hdpcCoefficients(this.#params, targets, pivotBits, inactive.length, this.#pivotOf, this.#unknownOf);
      const free = solveFree(binary, hdpc);
      if (free === undefined) return undefined;
      this.#emitBinary(binary, true);
      this.#emitFree(binary, free, hdpc, targets);
    }
    this.#emitPivots(this.#closure(wanted), true);
    const slots = this.#temporary(leftover.length + this.#params.H + 1);
    const [params, firstIntermediate] = [this.#params, this.#intermediate(0)];
    return { params, program: this.#out.finish(), firstInput: 1, firstIntermediate, slots };
  }

  /** Expresses each row in the inactive unknowns alone. */
  #eliminate(target: BitRows, rowList: Int32Array, pivotBits: BitRows): void {
    const { starts, columns } = this.#rows;
    const { words } = target;
    for (let i = 0; i < rowList.length; i++) {
      const row = rowList[i] as number;
      for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
        const column = columns[at] as number;
        const pivot = this.#pivotOf[column] as number;
        if (pivot < 0) {
          flipBit(target, i, this.#unknownOf[column] as number);
        } else if (target !== pivotBits || pivot !== i) {
          for (let w = 0; w < words; w++) target.bits[i * words + w]! ^= pivotBits.bits[pivot * words + w] as number;
        }
      }
    }
  }

  /** Values of the inactive unknowns for free ones zero: combinations of the leftover rows. */
  #emitBinary(binary: BinarySolution, withHdpc: boolean): void {
    const { leftover, inactive, pivotRows } = this.#peeling;
    const used = this.#usedRows(binary);
    const needed = withHdpc ? new Uint8Array(pivotRows.length).fill(1) : this.#closure(this.#columnsOf(used));
    this.#emitPivots(needed, false);
    for (const index of used) {
      this.#out.gather(this.#temporary(index));
      this.#emitRow(leftover[index] as number, -1, false);
    }
    for (let k = 0; k < binary.pivots.length; k++) {
      this.#out.gather(this.#intermediate(inactive[binary.pivots[k] as number] as number));
      const row = binary.pivotRows[k] as number;
      for (const index of used) if (testBit(binary.combinations, row, index)) this.#out.source(this.#temporary(index));
    }
  }

  /** Free unknowns out of the HDPC rows, then their share in the other inactive ones. */
  #emitFree(binary: BinarySolution, free: RowInverse, hdpc: readonly Uint8Array[], targets: Uint8Array): void {
    const { Kp, S, H } = this.#params;
    const { inactive, leftover } = this.#peeling;
    const row = (r: number): number => this.#temporary(leftover.length + r);
    const unknown = (k: number): number => this.#intermediate(inactive[k] as number);
    const sum = row(H);
    for (let r = 0; r <= H; r++) this.#out.gather(row(r));
    const last = Kp + S - 1;
    for (let j = 0; j < last; j++) {
      const source = (this.#pivotOf[j] as number) < 0 ? ZERO_SLOT : this.#intermediate(j);
      this.#out.horner(sum, source, row(targets[2 * j] as number), row(targets[2 * j + 1] as number));
    }
    const lastSource = (this.#pivotOf[last] as number) < 0 ? ZERO_SLOT : this.#intermediate(last);
    for (const r of free.rows) {
      this.#out.mulAdd(row(r), sum, EXP[r + 1] as number);
      this.#out.mulAdd(row(r), lastSource, EXP[r] as number);
      for (const k of binary.pivots) {
        const weight = (hdpc[r] as Uint8Array)[k] as number;
        if (weight !== 0) this.#out.mulAdd(row(r), unknown(k), weight);
      }
    }
    free.inverse.forEach((weights, i) => {
      const target = unknown(binary.free[i] as number);
      this.#out.gather(target);
      free.rows.forEach((r, k) => {
        if (weights[k] !== 0) this.#out.mulAdd(target, row(r), weights[k] as number);
      });
    });
    for (let k = 0; k < binary.pivots.length; k++) {
      const target = unknown(binary.pivots[k] as number);
      this.#out.gather(target);
      this.#out.source(target);
      for (const column of binary.free) {
        if (testBit(binary.reduced, binary.pivotRows[k] as number, column)) this.#out.source(unknown(column));
      }
    }
  }

  /** Resolved columns in order; the inactive ones count as zero, or with their values. */
  #emitPivots(needed: Uint8Array, withInactive: boolean): void {
    const { pivotRows, pivotColumns } = this.#peeling;
    for (let i = 0; i < pivotRows.length; i++) {
      if (needed[i] === 0) continue;
      const column = pivotColumns[i] as number;
      this.#out.gather(this.#intermediate(column));
      this.#emitRow(pivotRows[i] as number, column, withInactive);
    }
  }

  /** The row's own symbol and its columns, but `except`. */
  #emitRow(row: number, except: number, withInactive: boolean): void {
    const { starts, columns } = this.#rows;
    if (row >= this.#constantRows) this.#out.source(1 + row - this.#constantRows);
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
      const column = columns[at] as number;
      if (column === except || (!withInactive && (this.#pivotOf[column] as number) < 0)) continue;
      this.#out.source(this.#intermediate(column));
    }
  }

  /** Leftover rows that some combination uses. */
  #usedRows(binary: BinarySolution): number[] {
    const all = bitRows(1, this.#peeling.leftover.length);
    const { words, bits } = binary.combinations;
    for (const row of binary.pivotRows) {
      for (let i = 0; i < words; i++) all.bits[i]! |= bits[row * words + i] as number;
    }
    const used: number[] = [];
    for (let i = 0; i < this.#peeling.leftover.length; i++) if (testBit(all, 0, i)) used.push(i);
    return used;
  }

  #columnsOf(leftoverIndexes: readonly number[]): Int32Array {
    const { starts, columns } = this.#rows;
    const out: number[] = [];
    for (const index of leftoverIndexes) {
      const row = this.#peeling.leftover[index] as number;
      for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) out.push(columns[at] as number);
    }
    return Int32Array.from(out);
  }

  /** Which pivots the wanted columns rest upon. */
  #closure(wanted: Int32Array | undefined): Uint8Array {
    const { pivotRows } = this.#peeling;
    const needed = new Uint8Array(pivotRows.length);
    if (wanted === undefined) return needed.fill(1);
    const { starts, columns } = this.#rows;
    for (const column of wanted) {
      const pivot = this.#pivotOf[column] as number;
      if (pivot >= 0) needed[pivot] = 1;
    }
    for (let i = pivotRows.length - 1; i >= 0; i--) {
      if (needed[i] === 0) continue;
      const row = pivotRows[i] as number;
      for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
        const pivot = this.#pivotOf[columns[at] as number] as number;
        if (pivot >= 0) needed[pivot] = 1;
      }
    }
    return needed;
  }

  #intermediate(column: number): number {
    return 1 + this.#inputs + column;
  }

  #temporary(index: number): number {
    return 1 + this.#inputs + this.#params.L + index;
  }
}

function indexOf(list: Int32Array, length: number): Int32Array {
  const index = new Int32Array(length).fill(-1);
  for (let i = 0; i < list.length; i++) index[list[i] as number] = i;
  return index;
}
