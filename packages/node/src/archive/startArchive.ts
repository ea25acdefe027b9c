import { type Clock, FaultError, type Log, silentLog, systemClock, toHex } from '@eventide/base';
import type { NodeDoor } from '../api/nodeDoor.ts';
import type { ArchiveReader } from './archiveReader.ts';
import { type ArchiveProgress, ArchiveWriter, type EventReplay } from './archiveWriter.ts';
import { ArchiveError } from './errors.ts';
import { genesisAccounts } from './genesisAccounts.ts';
import { migrate } from './sql/migrations.ts';
import { integerOf, type Sql, textOf } from './sql/sql.ts';
import { createSqlReader } from './sqlReader.ts';
import { accountStatements } from './statements.ts';

export type ArchiveDeps = {
  readonly door: NodeDoor;
  readonly replay: EventReplay;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
};

/** The history of a chain in SQL. */
export type Archive = {
  readonly reader: ArchiveReader;
  progress(): ArchiveProgress;
  /** Resolves when every block of the ledger is in. */
  caughtUp(): Promise<void>;
  /** Ends after the step under way. */
  close(): Promise<void>;
};

const GENESIS = 'genesis';

/**
 * Lets an archive in this database follow the chain from where it stood. The database stays the caller's to close.
 * @throws ArchiveError ARCHIVE_TOO_NEW, ARCHIVE_OTHER_NETWORK, ARCHIVE_SQL_FAILED
 * Spec: 08 §6
 */
export async function startArchive(
  sql: Sql,
  { door, replay, clock = systemClock, log = silentLog }: ArchiveDeps,
): Promise<Archive> {
  await migrate(sql);
  const genesis = await door.ledger.at(0n);
  if (genesis === undefined) throw new FaultError('FAULT_DISK', { what: 'the ledger has no genesis block' });
  const hash = toHex(genesis.block.header.hash);
  await claim(sql, hash);
  await seedAccounts(sql, door);
  const writer = new ArchiveWriter({ sql, ledger: door.ledger, replay, clock, log }, { height: 0n, hash });
  await writer.load();
  const stop = door.subscribe((event) => writer.notice(event));
  writer.wake();
  return {
    reader: createSqlReader(sql),
    progress: () => writer.progress,
    caughtUp: () => writer.caughtUp(),
    async close() {
      stop();
      await writer.close();
    },
  };
}

/** Marks the database as this network's. @throws ArchiveError ARCHIVE_OTHER_NETWORK */
async function claim(sql: Sql, genesis: string): Promise<void> {
  await sql.transaction([
    {
      text: 'INSERT INTO archive_facts (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      values: [GENESIS, genesis],
    },
  ]);
  const [row] = await sql.query({ text: 'SELECT value FROM archive_facts WHERE name = $1', values: [GENESIS] });
  const found = row === undefined ? '' : textOf(row, 'value');
  if (found !== genesis) throw new ArchiveError('ARCHIVE_OTHER_NETWORK', { found, expected: genesis });
}

async function seedAccounts(sql: Sql, door: NodeDoor): Promise<void> {
  const [row] = await sql.query({ text: 'SELECT COUNT(*) AS count FROM active_accounts' });
  if (row !== undefined && integerOf(row, 'count') > 0n) return;
  const statements = accountStatements(await genesisAccounts(door));
  if (statements.length > 0) await sql.transaction(statements);
}
