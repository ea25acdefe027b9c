import type { Page } from 'playwright-core';

/** Everything in the heap of a page's thread after a collection, as the debugger writes it down. Workers have heaps of their own. */
export async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}

/** The same of every worker of a page, by name and address, and of the workers of its workers. */
export async function workerHeapsOf(page: Page): Promise<readonly { readonly name: string; readonly heap: string }[]> {
  const session = await page.context().newCDPSession(page);
  const heaps: { name: string; heap: string }[] = [];
  const reading: Promise<void>[] = [];
  const answers = new Map<string, (message: Answer) => void>();
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) =>
    answers.get(sessionId)?.(JSON.parse(message) as Answer),
  );
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    reading.push(
      readHeap(
        (listener) => void answers.set(sessionId, listener),
        (message) => session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify(message) }),
      ).then((heap) => void heaps.push({ name: `${targetInfo.title} ${targetInfo.url}`, heap })),
    );
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  await Promise.all(reading);
  await session.detach();
  return heaps;
}

type Answer = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly chunk?: string };
};

/** Collects, then takes a snapshot; its text comes in pieces. */
async function readHeap(
  listen: (listener: (message: Answer) => void) => void,
  send: (message: object) => Promise<unknown>,
): Promise<string> {
  const chunks: string[] = [];
  const done = Promise.withResolvers<void>();
  const steps = ['HeapProfiler.enable', 'HeapProfiler.collectGarbage', 'HeapProfiler.takeHeapSnapshot'];
  listen(({ id, method, params }) => {
    if (method === 'HeapProfiler.addHeapSnapshotChunk') chunks.push(params?.chunk ?? '');
    if (id === steps.length) done.resolve();
  });
  for (const [index, method] of steps.entries()) await send({ id: index + 1, method });
  await done.promise;
  return chunks.join('');
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
