import pg from 'pg';
import { ArchiveError } from '../errors.ts';
import type { Row, Sql, Statement } from './sql.ts';

export type PostgresOptions = {
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
};

export const defaultPostgresOptions: PostgresOptions = {
  connections: 8,
  connectTimeoutMs: 10_000,
  statementTimeoutMs: 60_000,
};

/** A PostgreSQL server by its address. @throws ArchiveError ARCHIVE_UNREACHABLE; the address, which may hold a password, is not told */
export async function openPostgres(url: string, options: PostgresOptions = defaultPostgresOptions): Promise<Sql> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
  });
  // A lost idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    const reason = (error as NodeJS.ErrnoException).code ?? 'no connection';
    throw new ArchiveError('ARCHIVE_UNREACHABLE', { reason }, { cause: error });
  }
  return {
    query: ({ text, values }) => told(async () => (await pool.query<Row>(text, parameters(values))).rows),
    transaction: (statements) => told(() => transact(pool, statements)),
    close: () => pool.end(),
  };
}

async function transact(pool: pg.Pool, statements: readonly Statement[]): Promise<void> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('BEGIN');
    for (const { text, values } of statements) await client.query(text, parameters(values));
    await client.query('COMMIT');
    broken = false;
  } catch (error) {
    await client.query('ROLLBACK').then(
      () => {
        broken = false;
      },
      () => undefined,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new ArchiveError('ARCHIVE_SQL_FAILED', { reason: (error as Error).message }, { cause: error });
  }
}

function parameters(values: Statement['values']): unknown[] {
  return (values ?? []).map((value) =>
    typeof value === 'bigint' ? value.toString() : value instanceof Uint8Array ? Buffer.from(value) : value,
  );
}
