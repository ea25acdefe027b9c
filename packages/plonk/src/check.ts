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

/** Numbers modulo r. Differences and sums stay unreduced; products are reduced. */
export const numbers: Ring<Fr> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => (a * b) % fr.modulus,
};

/**
 * The rows that an instance breaks, at most `limit` of them, ascending. Every identity of every row is checked on its
 * own, so no challenge can hide one. Milliseconds instead of a proof. Spec: 02 §4.2
 */
export function checkRelations(layout: Layout, assignment: Assignment, limit = 16): BrokenRow[] {
  const { rows } = layout;
  const { witnesses } = assignment;
  const size = 2 ** Math.ceil(Math.log2(Math.max(rows.length, 1)));
  const publicInputs = new Map(layout.publicRows.map((row, i) => [row, assignment.publicInputs[i] as Fr]));
  const value = (wire: Wire | undefined): Fr => witnesses[wire ?? 0] as Fr;
  const broken: BrokenRow[] = [];
  for (let i = 0; i < rows.length && broken.length < limit; i++) {
    const row = rows[i] as Row;
    const following = rows[(i + 1) % size] ?? {};
    const report = (widget: Widget) => broken.push({ row: i, widget, path: scopeOf(layout, i) });
    const [a, b, c, d] = [value(row.a), value(row.b), value(row.c), value(row.d)];

    let sum = publicInputs.get(i) ?? 0n;
    if (row.qArith) {
      let gate = row.qC ?? 0n;
      if (row.qM) gate += row.qM * ((a * b) % fr.modulus);
      if (row.qL) gate += row.qL * a;
      if (row.qR) gate += row.qR * b;
      if (row.qO) gate += row.qO * c;
      if (row.qF) gate += row.qF * d;
      sum += row.qArith * gate;
    }
    if (sum % fr.modulus !== 0n) report('arithmetic');
    if (!(row.qRange || row.qLogic || row.qFixed || row.qVariable)) continue;

    const next: RowWires<Fr> = {
      a,
      b,
      c,
      d,
      aNext: value(following.a),
      bNext: value(following.b),
      dNext: value(following.d),
    };
    const q = { qL: row.qL ?? 0n, qR: row.qR ?? 0n, qC: row.qC ?? 0n };
    const holds = (relations: readonly Fr[]) => relations.every((relation) => relation % fr.modulus === 0n);
    if (row.qRange && !holds(rangeRelations(numbers, next))) report('range');
    if (row.qLogic && !holds(logicRelations(numbers, next, q.qC))) report('logic');
    if (row.qFixed && !holds(fixedBaseRelations(numbers, next, q))) report('fixedBase');
    if (row.qVariable && !holds(variableBaseRelations(numbers, next))) report('variableBase');
  }
  return broken;
}
