import { Worker } from 'node:worker_threads';
import { ArchiveError } from '../errors.ts';
import type { PgliteReply, PgliteRequest } from './pgliteMessages.ts';
import type { Row, Sql } from './sql.ts';

type Pending = { readonly resolve: (rows: readonly Row[]) => void; readonly reject: (error: unknown) => void };
type Task = PgliteRequest extends infer R ? (R extends PgliteRequest ? Omit<R, 'id'> : never) : never;

/**
 * The embedded database in a thread of its own, so that no query holds the node up. `folder`: where it lives; in memory without.
 * @throws ArchiveError ARCHIVE_UNREACHABLE
 */
export async function openPglite(folder: string | undefined): Promise<Sql> {
  const url = new URL(import.meta.url.endsWith('.ts') ? './pgliteWorker.ts' : './pgliteWorker.js', import.meta.url);
  const worker = new Worker(url, { workerData: { folder } });
  const pending = new Map<number, Pending>();
  let next = 0;
  let dead: ArchiveError | undefined;

  const fail = (reason: string): void => {
    dead ??= new ArchiveError('ARCHIVE_UNREACHABLE', { reason });
    for (const { reject } of pending.values()) reject(dead);
    pending.clear();
  };
  worker.on('message', (reply: PgliteReply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.rows);
    else waiting?.reject(new ArchiveError('ARCHIVE_SQL_FAILED', { reason: reply.reason }));
  });
  worker.on('error', (error: unknown) => fail(String(error)));
  worker.on('exit', () => fail('the database thread ended'));

  const ask = (task: Task): Promise<readonly Row[]> => {
    if (dead !== undefined) return Promise.reject(dead);
    const id = next++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      worker.postMessage({ ...task, id });
    });
  };
  try {
    await ask({ do: 'query', statement: { text: 'SELECT 1' } });
  } catch (error) {
    await worker.terminate();
    throw new ArchiveError('ARCHIVE_UNREACHABLE', { folder, reason: String(error) }, { cause: error });
  }
  return {
    query: (statement) => ask({ do: 'query', statement }),
    transaction: async (statements) => void (await ask({ do: 'transaction', statements })),
    async close() {
      if (dead === undefined) await ask({ do: 'close' });
      await worker.terminate();
    },
  };
}
