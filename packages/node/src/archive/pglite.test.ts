import { kill } from 'node:process';
import { describe, expect, test } from 'vitest';
import type { ArchiveReader } from './archiveReader.ts';
import { createLateArchive } from './lateArchive.ts';
import { openPglite } from './sql/pglite.ts';
import type { Archive } from './startArchive.ts';

describe('the process of the embedded database', () => {
  test('its end is told to whoever waits and whoever comes later', async () => {
    const database = await openPglite(undefined);
    await database.query({ text: 'CREATE TABLE kept (n INT)' });
    const waiting = database.query({ text: 'SELECT pg_sleep(60)' });
    kill(database.pid, 'SIGKILL');
    await expect(waiting).rejects.toThrowCode('ARCHIVE_UNREACHABLE');
    await expect(database.query({ text: 'SELECT 1' })).rejects.toThrowCode('ARCHIVE_UNREACHABLE');
    await database.close();
    expect(() => kill(database.pid, 0)).toThrow(/ESRCH/);
  });

  test('a signal of the terminal does not end it, closing does', async () => {
    const database = await openPglite(undefined);
    kill(database.pid, 'SIGINT');
    kill(database.pid, 'SIGTERM');
    expect(await database.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await database.close();
    expect(() => kill(database.pid, 0)).toThrow(/ESRCH/);
  });
});

describe('an archive that is opened later', () => {
  const reader = { accountCount: async () => 7n } as Partial<ArchiveReader> as ArchiveReader;
  const fake = (closed: () => void): Archive => ({
    reader,
    progress: () => ({ archived: 0n, final: 0n, tip: 0n, gaps: 0n }),
    caughtUp: async () => {},
    close: async () => closed(),
  });

  test('opens once, with the first question or when told, and closes what it opened', async () => {
    let opened = 0;
    let closed = 0;
    const archive = createLateArchive(async () => {
      opened++;
      return fake(() => closed++);
    });
    expect(opened).toBe(0);
    expect(await Promise.all([archive.reader.accountCount(), archive.reader.accountCount()])).toEqual([7n, 7n]);
    await archive.begin();
    await archive.close();
    expect([opened, closed]).toEqual([1, 1]);
  });

  test('where the whole history is wanted, an answer waits for it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const archive = createLateArchive(async () => ({ ...fake(() => {}), caughtUp: () => promise }), { whole: true });
    let answered = false;
    const answer = archive.reader.accountCount().then((count) => {
      answered = true;
      return count;
    });
    await archive.begin();
    expect(answered).toBe(false);
    resolve();
    expect(await answer).toBe(7n);
    await archive.close();
  });

  test('what was never asked is never opened, not even at the end', async () => {
    const archive = createLateArchive(() => Promise.reject(new Error('opened')));
    await archive.close();
    await archive.begin();
  });

  test('the reason it does not open reaches every question', async () => {
    const archive = createLateArchive(() => Promise.reject(new Error('no room')));
    await expect(archive.begin()).rejects.toThrow('no room');
    await expect(archive.reader.txCount()).rejects.toThrow('no room');
    await archive.close();
  });
});
