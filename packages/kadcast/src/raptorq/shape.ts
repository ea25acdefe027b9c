import { createLru } from '@eventide/base';
import { hdpcTargets, ldpcRows, ltColumns, MAX_ROW_WEIGHT, type SparseRows } from './matrix.ts';
import type { BlockParams } from './params.ts';

/** What all blocks with the same K' share. */
export type BlockShape = {
  /** Row i < S: LDPC row i. Row S + X: the symbol with internal id X < K'. */
  readonly rows: SparseRows;
  readonly hdpcTargets: Uint8Array;
};

const CACHED_SHAPES = 16;
const shapes = createLru<number, BlockShape>({ maxEntries: CACHED_SHAPES });

/** The fixed rows of the constraint matrix; the last few are kept. Spec: 07 §8.4 */
export function blockShape(params: BlockParams): BlockShape {
  const known = shapes.get(params.Kp);
  if (known !== undefined) return known;
  const shape = { rows: fixedRows(params), hdpcTargets: hdpcTargets(params) };
  shapes.set(params.Kp, shape);
  return shape;
}

function fixedRows(params: BlockParams): SparseRows {
  const { S, Kp } = params;
  const ldpc = ldpcRows(params);
  const starts = new Int32Array(S + Kp + 1);
  const columns = new Int32Array(ldpc.columns.length + Kp * MAX_ROW_WEIGHT);
  starts.set(ldpc.starts);
  columns.set(ldpc.columns);
  let end = ldpc.columns.length;
  for (let X = 0; X < Kp; X++) {
    end = ltColumns(params, X, columns, end);
    starts[S + X + 1] = end;
  }
  return { starts, columns: columns.slice(0, end) };
}
