import type { CDPSession, Page } from 'playwright-core';

type Message = { readonly id?: number; readonly method?: string; readonly params?: { readonly chunk?: string } };

/** Everything in the heaps of a page and of its workers after a collection, as the debugger writes it down. By name of the thread. */
export async function heapsOf(page: Page): Promise<ReadonlyMap<string, string>> {
  const session = await page.context().newCDPSession(page);
  const heaps = new Map<string, string>();
  heaps.set('page', await snapshot(session));
  const workers: { readonly sessionId: string; readonly name: string }[] = [];
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.push({ sessionId, name: targetInfo.title || targetInfo.url });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  for (const [index, { sessionId, name }] of workers.entries()) {
    heaps.set(`${index} ${name}`, await workerSnapshot(session, sessionId));
  }
  await session.detach();
  return heaps;
}

async function snapshot(session: CDPSession): Promise<string> {
  const chunks: string[] = [];
  const listen = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', listen);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', listen);
  return chunks.join('');
}

/** Commands to a worker travel inside messages of its page's session. */
function workerSnapshot(session: CDPSession, sessionId: string): Promise<string> {
  const chunks: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const last = 3;
  session.on('Target.receivedMessageFromTarget', (event) => {
    if (event.sessionId !== sessionId) return;
    const { id, method, params } = JSON.parse(event.message) as Message;
    if (method === 'HeapProfiler.addHeapSnapshotChunk') chunks.push(params?.chunk ?? '');
    if (id === last) resolve(chunks.join(''));
  });
  const commands = ['HeapProfiler.enable', 'HeapProfiler.collectGarbage', 'HeapProfiler.takeHeapSnapshot'];
  commands.forEach((method, index) => {
    void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: index + 1, method }) });
  });
  return promise;
}

/** Everything a page's origin keeps: local and session storage, every database, every cache; bytes as hex. */
export async function storagesOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const hex = (value: unknown): unknown => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes = ArrayBuffer.isView(value)
          ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
          : new Uint8Array(value);
        return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      }
      return value;
    };
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const out: unknown[] = [{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href];
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const entries = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(entries.getAllKeys()), done(entries.getAll())]);
        // Parameters of proofs are public and millions of bytes.
        if (name !== 'eventide-proving') out.push(name, store, keys.map(hex), values.map(hex));
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) out.push(request.url);
    }
    return JSON.stringify(out);
  });
}
