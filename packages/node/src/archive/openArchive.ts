import { type Clock, FaultError, type Log, silentLog, systemClock, toHex } from '@eventide/base';
import type { NodeDoor } from '../api/nodeDoor.ts';
import type { ArchiveReader } from './archiveReader.ts';
import { type ArchiveProgress, ArchiveWriter, type EventReplay } from './archiveWriter.ts';
import { ArchiveError } from './errors.ts';
import { genesisAccounts } from './genesisAccounts.ts';
import { migrate } from './sql/migrations.ts';
import { openPglite } from './sql/pglite.ts';
import { openPostgres } from './sql/postgres.ts';
import { integerOf, type Sql, textOf } from './sql/sql.ts';
import { createSqlReader } from './sqlReader.ts';
import { accountStatements } from './statements.ts';

/** Where the archive lives: a folder with the embedded database, the address of a PostgreSQL server, or memory. */
export type ArchiveLocation = { readonly folder: string } | { readonly url: string } | { readonly memory: true };

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
  close(): Promise<void>;
};

const GENESIS = 'genesis';

/**
 * Opens the archive and lets it follow the chain from where it stood.
 * @throws ArchiveError ARCHIVE_UNREACHABLE, ARCHIVE_TOO_NEW, ARCHIVE_OTHER_NETWORK, ARCHIVE_SQL_FAILED
 * Spec: 08 §6
 */
export async function openArchive(location: ArchiveLocation, deps: ArchiveDeps): Promise<Archive> {
  const sql = await openSql(location);
  try {
    return await start(sql, deps);
  } catch (error) {
    await sql.close();
    throw error;
  }
}

function openSql(location: ArchiveLocation): Promise<Sql> {
  if ('url' in location) return openPostgres(location.url);
  return openPglite('folder' in location ? location.folder : undefined);
}

async function start(sql: Sql, { door, replay, clock = systemClock, log = silentLog }: ArchiveDeps): Promise<Archive> {
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
      await sql.close();
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
