import type { Expression, Program } from '@eventide/kernels';
import { add, column, constant, mul, next, program, scalar, sub } from '@eventide/kernels/program';
import { WIRE_COSETS } from '../domain.ts';
import {
  fixedBaseRelations,
  logicRelations,
  type Ring,
  rangeRelations,
  separated,
  variableBaseRelations,
} from '../widgets.ts';

/** Expressions over columns, for the identities of `widgets.ts`. */
const expressions: Ring<Expression> = {
  constant,
  times: (factor, a) => mul(constant(factor), a),
  add: (a, b) => add(a, b),
  sub,
  mul: (a, b) => mul(a, b),
};

const columns = (count: number, from = 0): Expression[] => Array.from({ length: count }, (_, i) => column(from + i));
const scalars = (count: number, from = 0): Expression[] => Array.from({ length: count }, (_, i) => scalar(from + i));
const sum = (terms: readonly Expression[]): Expression => terms.reduce((a, b) => add(a, b));
const product = (factors: readonly Expression[]): Expression => factors.reduce((a, b) => mul(a, b));

/** Columns a b c d, σ1…σ4, ω^i; scalars β, γ, 7β, 13β, 17β. Outputs numerator and denominator of the product's steps. */
export const permutationSteps: Program = (() => {
  const wires = columns(4);
  const sigmas = columns(4, 4);
  const point = column(8);
  const [beta, gamma, ...shifted] = scalars(WIRE_COSETS.length + 1) as [Expression, Expression, ...Expression[]];
  const factor = (wire: Expression, value: Expression) => add(wire, value, gamma);
  const coset = (i: number) => (i === 0 ? beta : (shifted[i - 1] as Expression));
  return program(
    product(wires.map((wire, i) => factor(wire, mul(coset(i), point)))),
    product(wires.map((wire, i) => factor(wire, mul(beta, sigmas[i] as Expression)))),
  );
})();

/** Columns a, b; output their product. */
export const multiply: Program = program(mul(column(0), column(1)));

/** Columns x; output x − 1. */
export const minusOne: Program = program(sub(column(0), constant(1n)));

/**
 * Adds blinding on a coset: columns a b c d z, x; scalars three factors for each of the five, already times X^n − 1.
 * The wires with fewer get zeros.
 */
export const addTails: Program = (() => {
  const x = column(5);
  const outputs = columns(5).map((value, i) => {
    const [t0, t1, t2] = scalars(3, 3 * i) as [Expression, Expression, Expression];
    return add(value, t0, mul(x, add(t1, mul(x, t2))));
  });
  return program(...(outputs as [Expression, ...Expression[]]));
})();

/** Selectors that are zero in the whole circuit cost nothing. */
export type ActiveWidgets = {
  readonly range: boolean;
  readonly logic: boolean;
  readonly fixedBase: boolean;
  readonly variableBase: boolean;
};

/** Columns of `quotientOnCoset`, in order. */
export const QUOTIENT_COLUMNS = {
  wires: 0,
  z: 4,
  publicInputs: 5,
  x: 6,
  /** 1 / (x − 1) */
  firstInverse: 7,
  sigmas: 8,
  /** q_m q_l q_r q_o q_f q_c q_arith, then those of the active widgets in the order of `ActiveWidgets`. */
  selectors: 12,
} as const;

/** Scalars of `quotientOnCoset`, in order. */
export const QUOTIENT_SCALARS = [
  'beta',
  'gamma',
  'beta7',
  'beta13',
  'beta17',
  'alpha',
  /** α²·(x^n − 1)/n */
  'firstFactor',
  'range',
  'logic',
  'fixedBase',
  'variableBase',
  /** 1 / (x^n − 1) */
  'vanishingInverse',
] as const;

/** One coset of the quotient t. Spec: 02 §8 step 3 */
export function quotientOnCoset(active: ActiveWidgets): Program {
  const at = QUOTIENT_COLUMNS;
  const given = Object.fromEntries(QUOTIENT_SCALARS.map((name, i) => [name, scalar(i)])) as Record<
    (typeof QUOTIENT_SCALARS)[number],
    Expression
  >;
  const [a, b, c, d] = columns(4, at.wires) as [Expression, Expression, Expression, Expression];
  const row = { a, b, c, d, aNext: next(at.wires), bNext: next(at.wires + 1), dNext: next(at.wires + 3) };
  const [qM, qL, qR, qO, qF, qC, qArith] = columns(7, at.selectors) as [
    Expression,
    Expression,
    Expression,
    Expression,
    Expression,
    Expression,
    Expression,
  ];
  const terms = [
    column(at.publicInputs),
    mul(qArith, sum([mul(mul(a, b), qM), mul(a, qL), mul(b, qR), mul(c, qO), mul(d, qF), qC])),
  ];
  let selector = at.selectors + 7;
  const addWidget = (relations: readonly Expression[], challenge: Expression) =>
    terms.push(mul(column(selector++), separated(expressions, relations, challenge)));
  if (active.range) addWidget(rangeRelations(expressions, row), given.range);
  if (active.logic) addWidget(logicRelations(expressions, row, qC), given.logic);
  if (active.fixedBase) addWidget(fixedBaseRelations(expressions, row, { qL, qR, qC }), given.fixedBase);
  if (active.variableBase) addWidget(variableBaseRelations(expressions, row), given.variableBase);

  const wires = [a, b, c, d];
  const x = column(at.x);
  const z = column(at.z);
  const cosets = [given.beta, given.beta7, given.beta13, given.beta17];
  const identity = product(wires.map((wire, i) => add(wire, mul(cosets[i] as Expression, x), given.gamma)));
  const copies = product(wires.map((wire, i) => add(wire, mul(given.beta, column(at.sigmas + i)), given.gamma)));
  terms.push(mul(given.alpha, sub(mul(identity, z), mul(copies, next(at.z)))));
  terms.push(mul(given.firstFactor, mul(column(at.firstInverse), sub(z, constant(1n)))));
  return program(mul(sum(terms), given.vanishingInverse));
}

/** `count` columns and scalars; output Σ scalar·column. */
export function linearCombination(count: number): Program {
  return program(sum(columns(count).map((value, i) => mul(scalar(i), value))));
}

/** Five columns; output k is Σ_j scalar[5k + j]·column[j]. */
export const fiveByFive: Program = (() => {
  const inputs = columns(5);
  const outputs = inputs.map((_, k) => sum(inputs.map((value, j) => mul(scalar(5 * k + j), value))));
  return program(...(outputs as [Expression, ...Expression[]]));
})();
