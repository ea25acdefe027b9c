import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { scopeOf } from './composer/composer.ts';
import type { Assignment, Layout, Row, Wire } from './composer/row.ts';
import {
  fixedBaseRelations,
  logicRelations,
  type Ring,
  type RowWires,
  rangeRelations,
  variableBaseRelations,
} from './widgets.ts';

export type Widget = 'arithmetic' | 'range' | 'logic' | 'fixedBase' | 'variableBase';

/** A row whose identity does not hold. */
export type BrokenRow = {
  readonly row: number;
  readonly widget: Widget;
  /** The gadget that appended the row, e.g. `input 1/opening/level 3`. */
  readonly path: string;
};

/** Numbers modulo r. Differences, sums and multiples stay unreduced; products are reduced. */
export const numbers: Ring<Fr> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => (a * b) % fr.modulus,
  times: (factor, a) => factor * a,
};

/**
 * The rows that an instance breaks, at most `limit` of them, ascending. Every identity of every row is checked on its
 * own, so no challenge can hide one. Milliseconds instead of a proof. Spec: 02 §4.2
 */
export function checkRelations(layout: Layout, assignment: Assignment, limit = 16): BrokenRow[] {
  const check = rowChecker(layout, assignment);
  const broken: BrokenRow[] = [];
  for (let row = 0; row < layout.rows.length && broken.length < limit; row++) {
    for (const widget of check(row)) broken.push({ row, widget, path: scopeOf(layout, row) });
  }
  return broken;
}

/** Tells which identities of a row do not hold. Reads the assignment at each call. */
export function rowChecker(layout: Layout, { witnesses, publicInputs }: Assignment): (row: number) => Widget[] {
  const { rows } = layout;
  const size = 2 ** Math.ceil(Math.log2(Math.max(rows.length, 1)));
  const open = new Map(layout.publicRows.map((row, i) => [row, i]));
  const value = (wire: Wire | undefined): Fr => witnesses[wire ?? 0] as Fr;
  const holds = (relations: readonly Fr[]) => relations.every((relation) => relation % fr.modulus === 0n);

  return (i) => {
    const row = rows[i] as Row;
    const [a, b, c, d] = [value(row.a), value(row.b), value(row.c), value(row.d)];
    const broken: Widget[] = [];
    const input = open.get(i);
    const sum = arithmetic(row, a, b, c, d) + (input === undefined ? 0n : (publicInputs[input] as Fr));
    if (sum % fr.modulus !== 0n) broken.push('arithmetic');
    if (!(row.qRange || row.qLogic || row.qFixed || row.qVariable)) return broken;

    const following = rows[(i + 1) % size] ?? {};
    const next = { aNext: value(following.a), bNext: value(following.b), dNext: value(following.d) };
    const wires: RowWires<Fr> = { a, b, c, d, ...next };
    const q = { qL: row.qL ?? 0n, qR: row.qR ?? 0n, qC: row.qC ?? 0n };
    if (row.qRange && !holds(rangeRelations(numbers, wires))) broken.push('range');
    if (row.qLogic && !holds(logicRelations(numbers, wires, q.qC))) broken.push('logic');
    if (row.qFixed && !holds(fixedBaseRelations(numbers, wires, q))) broken.push('fixedBase');
    if (row.qVariable && !holds(variableBaseRelations(numbers, wires))) broken.push('variableBase');
    return broken;
  };
}

function arithmetic(row: Row, a: Fr, b: Fr, c: Fr, d: Fr): bigint {
  if (!row.qArith) return 0n;
  let gate = row.qC ?? 0n;
  if (row.qM) gate += row.qM * ((a * b) % fr.modulus);
  if (row.qL) gate += row.qL * a;
  if (row.qR) gate += row.qR * b;
  if (row.qO) gate += row.qO * c;
  if (row.qF) gate += row.qF * d;
  return row.qArith * gate;
}
