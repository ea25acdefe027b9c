import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { threadModule } from '@eventide/base';
import { ArchiveError } from '../errors.ts';
import type { PgliteReply, PgliteRequest } from './pgliteMessages.ts';
import type { Row, Sql } from './sql.ts';

type Pending = { readonly resolve: (rows: readonly Row[]) => void; readonly reject: (error: unknown) => void };
type Task = PgliteRequest extends infer R ? (R extends PgliteRequest ? Omit<R, 'id'> : never) : never;

/** An optimised build of the whole database takes more memory than its data, and is hardly quicker at what the archive asks. */
const FLAGS = ['--disable-warning=ExperimentalWarning', '--liftoff-only', '--wasm-lazy-compilation', '--expose-gc'];
/** A database that has been told to close and does not. */
const CLOSE_MS = 10_000;

/** The embedded database, with what tells of its process. */
export type Pglite = Sql & { readonly pid: number };

/**
 * The embedded database in a process of its own, so that no query holds the node up and none of its faults ends it. `folder`: where it
 * lives; in memory without. About 230 MiB.
 * @throws ArchiveError ARCHIVE_UNREACHABLE
 */
export async function openPglite(folder: string | undefined): Promise<Pglite> {
  const child = startProcess(folder);
  const ended = once(child, 'exit').catch(() => []);
  const pending = new Map<number, Pending>();
  let next = 0;
  let dead: ArchiveError | undefined;

  const fail = (reason: string): void => {
    dead ??= new ArchiveError('ARCHIVE_UNREACHABLE', { reason });
    for (const { reject } of pending.values()) reject(dead);
    pending.clear();
  };
  child.on('message', (reply: PgliteReply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.rows);
    else waiting?.reject(new ArchiveError('ARCHIVE_SQL_FAILED', { reason: reply.reason }));
  });
  child.on('error', (error: unknown) => fail(String(error)));
  child.on('exit', () => fail('the database process ended'));

  const ask = (task: Task): Promise<readonly Row[]> => {
    if (dead !== undefined) return Promise.reject(dead);
    const id = next++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      child.send({ ...task, id }, (error) => {
        if (error !== null) fail(String(error));
      });
    });
  };
  const end = async (): Promise<void> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
    if (child.connected) child.disconnect();
    await ended;
    clearTimeout(timer);
  };
  try {
    await ask({ do: 'query', statement: { text: 'SELECT 1' } });
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw new ArchiveError('ARCHIVE_UNREACHABLE', { folder, reason: String(error) }, { cause: error });
  }
  return {
    pid: child.pid ?? 0,
    query: (statement) => ask({ do: 'query', statement }),
    transaction: async (statements) => void (await ask({ do: 'transaction', statements })),
    async close() {
      if (dead === undefined) await ask({ do: 'close' });
      await end();
    },
  };
}

function startProcess(folder: string | undefined): ChildProcess {
  return fork(fileURLToPath(threadModule('./pgliteProcess', import.meta.url)), folder === undefined ? [] : [folder], {
    execArgv: FLAGS,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
