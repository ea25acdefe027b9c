export type SqlValue = string | number | bigint | Uint8Array | null;

/** A statement with its parameters `$1`, `$2` … */
export type Statement = { readonly text: string; readonly values?: readonly SqlValue[] | undefined };

/** Columns by name: integers as number, bigint or decimal text, bytes as `Uint8Array`. */
export type Row = Readonly<Record<string, unknown>>;

/** A PostgreSQL database, wherever it runs. @throws ArchiveError ARCHIVE_SQL_FAILED of both */
export type Sql = {
  query(statement: Statement): Promise<readonly Row[]>;
  /** All statements or none. */
  transaction(statements: readonly Statement[]): Promise<void>;
  close(): Promise<void>;
};

/** The integer in a column. */
export function integerOf(row: Row, column: string): bigint {
  return BigInt(row[column] as number | bigint | string);
}

/** The text in a column. */
export function textOf(row: Row, column: string): string {
  return String(row[column]);
}

/** The bytes in a column, as a plain array of their own. */
export function bytesOf(row: Row, column: string): Uint8Array {
  return new Uint8Array(row[column] as Uint8Array);
}

const MOST_PARAMETERS = 30_000;

/** Statements that insert rows; `head` ends with `VALUES`. None for no rows. */
export function insertRows(head: string, rows: readonly (readonly SqlValue[])[], tail = ''): Statement[] {
  const width = rows[0]?.length ?? 1;
  const atOnce = Math.max(1, Math.floor(MOST_PARAMETERS / width));
  const statements: Statement[] = [];
  for (let from = 0; from < rows.length; from += atOnce) {
    const part = rows.slice(from, from + atOnce);
    const places = part.map((row, i) => `(${row.map((_, j) => `$${i * width + j + 1}`).join(', ')})`);
    statements.push({ text: `${head} ${places.join(', ')} ${tail}`, values: part.flat() });
  }
  return statements;
}
