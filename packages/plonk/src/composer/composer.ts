import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { Assignment, Layout, Row, Scope, Wire } from './row.ts';

/** Keeps rows; without one a composer only counts them. */
export type RowSink = (row: Row) => void;

/**
 * Collects the rows and witnesses of one instance; gadgets are functions that append to it. Rows never depend on
 * witness values. Spec: 02 §4
 */
export class Composer {
  readonly #sink: RowSink | undefined;
  readonly #values: Fr[] = [];
  readonly #publicRows: number[] = [];
  readonly #publicInputs: Fr[] = [];
  readonly #scopes: Scope[] = [];
  #path: string[] = [];
  #rows = 0;

  constructor(sink?: RowSink) {
    this.#sink = sink;
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  get witnessCount(): number {
    return this.#values.length;
  }

  /** A new witness of this value (any integer, reduced). */
  witness(value: bigint): Wire {
    this.#values.push(fr.reduce(value));
    return this.#values.length - 1;
  }

  value(wire: Wire): Fr {
    return this.#values[wire] as Fr;
  }

  /** Appends a row with `qArith` = 1. */
  row(row: Row): void {
    this.raw({ ...row, qArith: 1n });
  }

  /** Appends a row as it is. */
  raw(row: Row): void {
    if (row.pi !== undefined) {
      this.#publicRows.push(this.#rows);
      this.#publicInputs.push(fr.reduce(row.pi));
    }
    this.#sink?.(row);
    this.#rows++;
  }

  /** The witness `c = qM·a·b + qL·a + qR·b + qF·d + qC + pi`, and its row. Spec: 02 §5 (`eval`) */
  evaluate(row: Omit<Row, 'c' | 'qO' | 'qArith'>): Wire {
    const a = this.value(row.a ?? 0);
    const b = this.value(row.b ?? 0);
    let sum = (row.qC ?? 0n) + (row.pi ?? 0n);
    if (row.qM !== undefined) sum += row.qM * (row.qM === 1n ? a * b : fr.mul(a, b));
    if (row.qL !== undefined) sum += row.qL * a;
    if (row.qR !== undefined) sum += row.qR * b;
    if (row.qF !== undefined) sum += row.qF * this.value(row.d ?? 0);
    const c = this.witness(sum);
    this.row({ ...row, qO: -1n, c });
    return c;
  }

  /** Runs `gadget` and names the rows it appends, below the name of the caller. */
  within<T>(name: string, gadget: () => T): T {
    const start = this.#rows;
    this.#path.push(name);
    const result = gadget();
    this.#scopes.push({ path: this.#path.join('/'), start, end: this.#rows });
    this.#path.pop();
    return result;
  }

  assignment(): Assignment {
    return { witnesses: this.#values, publicInputs: this.#publicInputs };
  }

  /** The layout of `rows`, which is what the sink has kept. */
  layout(rows: readonly Row[]): Layout {
    return { rows, witnessCount: this.#values.length, publicRows: this.#publicRows, scopes: this.#scopes };
  }
}

/** Runs `compose` and keeps the rows. */
export function layOut(compose: (composer: Composer) => void): { layout: Layout; assignment: Assignment } {
  const rows: Row[] = [];
  const composer = new Composer((row) => rows.push(row));
  compose(composer);
  return { layout: composer.layout(rows), assignment: composer.assignment() };
}

/** Name of the innermost scope around a row, or ''. */
export function scopeOf(layout: Layout, row: number): string {
  return layout.scopes.find(({ start, end }) => start <= row && row < end)?.path ?? '';
}
