import type { SparseRows } from './matrix.ts';

/** How the sparse part of the system falls apart. Spec: 07 §8.5 */
export type Peeling = {
  /** Row i of the order resolves column `pivotColumns[i]` from columns resolved before it and inactive ones. */
  readonly pivotRows: Int32Array;
  readonly pivotColumns: Int32Array;
  /** Columns left to the dense part: the PI columns and those given up on the way. */
  readonly inactive: Int32Array;
  /** Rows that resolved nothing. */
  readonly leftover: Int32Array;
};

const ACTIVE = 0;
const RESOLVED = 1;
const INACTIVE = 2;

/**
 * Chooses pivots: a row with one unresolved column resolves it; when no such row is left, one column is given up, taken from
 * the largest component of the graph whose edges are the rows with two unresolved columns, which then unravels entirely.
 * Purely structural: eliminating a resolved column adds no entry outside the inactive columns, so nothing is computed here.
 * Columns from `firstInactive` on are inactive from the start. Spec: 07 §8.5
 */
export function peel(rows: SparseRows, columns: number, firstInactive: number): Peeling {
  return new Peeler(rows, columns, firstInactive).run();
}

class Peeler {
  readonly #rows: SparseRows;
  readonly #columns: number;
  readonly #firstInactive: number;
  readonly #rowCount: number;
  /** Rows of each column below `firstInactive`, compressed. */
  readonly #columnStarts: Int32Array;
  readonly #columnRows: Int32Array;
  readonly #state: Uint8Array;
  /** Unresolved columns of each row. */
  readonly #degree: Int32Array;
  readonly #used: Uint8Array;
  readonly #ready: Int32Array;
  #readyCount = 0;
  readonly #parent: Int32Array;
  readonly #size: Int32Array;
  readonly #pivotRows: Int32Array;
  readonly #pivotColumns: Int32Array;
  #pivots = 0;
  #unresolved: number;

  constructor(rows: SparseRows, columns: number, firstInactive: number) {
    this.#rows = rows;
    this.#columns = columns;
    this.#firstInactive = firstInactive;
    this.#rowCount = rows.starts.length - 1;
    this.#state = new Uint8Array(columns).fill(INACTIVE, firstInactive);
    this.#degree = new Int32Array(this.#rowCount);
    this.#used = new Uint8Array(this.#rowCount);
    this.#ready = new Int32Array(this.#rowCount + 1);
    this.#parent = new Int32Array(firstInactive);
    this.#size = new Int32Array(firstInactive).fill(1);
    this.#pivotRows = new Int32Array(Math.min(this.#rowCount, firstInactive));
    this.#pivotColumns = new Int32Array(this.#pivotRows.length);
    this.#unresolved = firstInactive;
    for (let i = 0; i < firstInactive; i++) this.#parent[i] = i;
    [this.#columnStarts, this.#columnRows] = this.#transpose();
  }

  run(): Peeling {
    for (let row = 0; row < this.#rowCount; row++) this.#noteDegree(row);
    this.#drain();
    while (this.#unresolved > 0) {
      this.#remove(this.#sacrifice(), INACTIVE);
      this.#drain();
    }
    return {
      pivotRows: this.#pivotRows.subarray(0, this.#pivots),
      pivotColumns: this.#pivotColumns.subarray(0, this.#pivots),
      inactive: this.#where(this.#state, INACTIVE, this.#columns - this.#pivots),
      leftover: this.#where(this.#used, 0, this.#rowCount - this.#pivots),
    };
  }

  #transpose(): [Int32Array, Int32Array] {
    const { starts, columns } = this.#rows;
    const limit = this.#firstInactive;
    const columnStarts = new Int32Array(limit + 1);
    for (let row = 0; row < this.#rowCount; row++) {
      let degree = 0;
      for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
        const column = columns[at] as number;
        if (column >= limit) continue;
        degree++;
        columnStarts[column + 1]!++;
      }
      this.#degree[row] = degree;
    }
    for (let i = 0; i < limit; i++) columnStarts[i + 1]! += columnStarts[i] as number;
    const fill = columnStarts.slice(0, limit);
    const columnRows = new Int32Array(columnStarts[limit] as number);
    for (let row = 0; row < this.#rowCount; row++) {
      for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
        const column = columns[at] as number;
        if (column < limit) columnRows[fill[column]!++] = row;
      }
    }
    return [columnStarts, columnRows];
  }

  /** Resolves columns as long as some row has just one left. */
  #drain(): void {
    while (this.#readyCount > 0) {
      const row = this.#ready[--this.#readyCount] as number;
      if (this.#degree[row] !== 1) continue;
      const column = this.#nextActive(this.#rows.starts[row] as number);
      this.#used[row] = 1;
      this.#pivotRows[this.#pivots] = row;
      this.#pivotColumns[this.#pivots++] = this.#rows.columns[column] as number;
      this.#remove(this.#rows.columns[column] as number, RESOLVED);
    }
  }

  #remove(column: number, state: number): void {
    this.#state[column] = state;
    this.#unresolved--;
    const end = this.#columnStarts[column + 1] as number;
    for (let at = this.#columnStarts[column] as number; at < end; at++) {
      const row = this.#columnRows[at] as number;
      this.#degree[row]!--;
      this.#noteDegree(row);
    }
  }

  #noteDegree(row: number): void {
    const degree = this.#degree[row];
    if (degree === 1) this.#ready[this.#readyCount++] = row;
    else if (degree === 2) this.#join(row);
  }

  /** Offset of the first unresolved column of a row from `at`. */
  #nextActive(at: number): number {
    while (this.#state[this.#rows.columns[at] as number] !== ACTIVE) at++;
    return at;
  }

  #join(row: number): void {
    const first = this.#nextActive(this.#rows.starts[row] as number);
    const second = this.#nextActive(first + 1);
    const a = this.#find(this.#rows.columns[first] as number);
    const b = this.#find(this.#rows.columns[second] as number);
    if (a === b) return;
    const [large, small] = (this.#size[a] as number) >= (this.#size[b] as number) ? [a, b] : [b, a];
    this.#parent[small] = large;
    this.#size[large]! += this.#size[small] as number;
  }

  #find(column: number): number {
    let root = column;
    while (this.#parent[root] !== root) {
      const above = this.#parent[this.#parent[root] as number] as number;
      this.#parent[root] = above;
      root = above;
    }
    return root;
  }

  /** The column to give up: of the largest component, and there one with most rows. */
  #sacrifice(): number {
    let best = -1;
    let bestSize = 0;
    let bestRows = -1;
    for (let column = 0; column < this.#firstInactive; column++) {
      if (this.#state[column] !== ACTIVE) continue;
      const size = this.#size[this.#find(column)] as number;
      if (size < bestSize) continue;
      const rows = (this.#columnStarts[column + 1] as number) - (this.#columnStarts[column] as number);
      if (size === bestSize && rows <= bestRows) continue;
      best = column;
      bestSize = size;
      bestRows = rows;
    }
    return best;
  }

  #where(flags: Uint8Array, wanted: number, count: number): Int32Array {
    const out = new Int32Array(count);
    for (let i = 0, n = 0; n < count; i++) if (flags[i] === wanted) out[n++] = i;
    return out;
  }
}
