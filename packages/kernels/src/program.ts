import type { Expression, Program } from './kernels.ts';

/** Value of input column `index` at the row. */
export const column = (index: number): Expression => ({ op: 'column', index, next: false });
/** Value of input column `index` at the following row; the last row is followed by the first. */
export const next = (index: number): Expression => ({ op: 'column', index, next: true });
/** Scalar `index` of the run, the same at every row. */
export const scalar = (index: number): Expression => ({ op: 'scalar', index });
export const constant = (value: bigint): Expression => ({ op: 'constant', value });

export const add = (...terms: readonly [Expression, ...Expression[]]): Expression =>
  terms.reduce((a, b) => ({ op: 'add', a, b }));
export const sub = (a: Expression, b: Expression): Expression => ({ op: 'sub', a, b });
export const mul = (...factors: readonly [Expression, ...Expression[]]): Expression =>
  factors.reduce((a, b) => ({ op: 'mul', a, b }));

/** Sums of products directly under an output or a product are computed with one reduction. */
export const program = (...outputs: readonly Expression[]): Program => ({ outputs });
