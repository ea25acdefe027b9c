import { openPglite } from './sql/pglite.ts';
import { openPostgres } from './sql/postgres.ts';
import type { Sql } from './sql/sql.ts';
import { type Archive, type ArchiveDeps, startArchive } from './startArchive.ts';

/** Where the archive lives: a folder with the embedded database, the address of a PostgreSQL server, or memory. */
export type ArchiveLocation = { readonly folder: string } | { readonly url: string } | { readonly memory: true };

/**
 * Opens the archive and lets it follow the chain from where it stood.
 * @throws ArchiveError ARCHIVE_UNREACHABLE, ARCHIVE_TOO_NEW, ARCHIVE_OTHER_NETWORK, ARCHIVE_SQL_FAILED
 * Spec: 08 §6
 */
export async function openArchive(location: ArchiveLocation, deps: ArchiveDeps): Promise<Archive> {
  const sql = await openSql(location);
  try {
    const archive = await startArchive(sql, deps);
    return {
      ...archive,
      async close() {
        await archive.close();
        await sql.close();
      },
    };
  } catch (error) {
    await sql.close();
    throw error;
  }
}

/** @throws ArchiveError ARCHIVE_UNREACHABLE */
export function openSql(location: ArchiveLocation): Promise<Sql> {
  if ('url' in location) return openPostgres(location.url);
  return openPglite('folder' in location ? location.folder : undefined);
}
