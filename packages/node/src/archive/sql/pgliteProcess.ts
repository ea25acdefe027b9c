import { PGlite } from '@electric-sql/pglite';
import type { PgliteReply, PgliteRequest } from './pgliteMessages.ts';
import type { Row, Statement } from './sql.ts';

/** Entry of the process that the embedded database lives in. It ends when it is told to, and when the node is gone. */
const [folder] = process.argv.slice(2);
/** The embedded default is made for servers; a node has other uses for its memory. */
const settings = ['shared_buffers = 16MB', 'wal_buffers = 1MB', 'maintenance_work_mem = 16MB'];
const database = PGlite.create({ postgresqlconf: settings, ...(folder === undefined ? {} : { dataDir: folder }) });
// Opening and the first tables leave twice as much garbage as the database takes; it would stay until memory is short.
const SETTLED_MS = [0, 5_000, 20_000];
database.then(
  () => {
    for (const ms of SETTLED_MS) setTimeout(() => globalThis.gc?.(), ms).unref();
  },
  // Whoever asks is told.
  () => {},
);

process.on('message', async (request: PgliteRequest) => {
  let reply: PgliteReply;
  try {
    reply = { id: request.id, ok: true, rows: await act(request) };
  } catch (error) {
    reply = { id: request.id, ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(reply, undefined, undefined, () => {});
});
process.on('disconnect', () => {
  database.then((db) => db.close()).finally(() => process.exit(0));
});
// A terminal interrupts the whole group: the node finishes first, then it ends this process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

async function act(request: PgliteRequest): Promise<readonly Row[]> {
  const db = await database;
  switch (request.do) {
    case 'query':
      return (await db.query<Row>(request.statement.text, parameters(request.statement))).rows;
    case 'transaction':
      await db.transaction(async (tx) => {
        for (const statement of request.statements) await tx.query(statement.text, parameters(statement));
      });
      return [];
    case 'close':
      await db.close();
      return [];
  }
}

function parameters({ values }: Statement): unknown[] {
  return [...(values ?? [])];
}
