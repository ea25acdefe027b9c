import { FaultError } from '@eventide/base';
import { type Bounds, createStore } from './driver.ts';
import type { Entry, KeyValueStore } from './keyValueStore.ts';

export type IndexedDbOptions = {
  /** Name of the database within the origin. */
  readonly name: string;
};

const ENTRIES = 'entries';

/**
 * A store in the browser. It has no snapshots: a transaction of IndexedDB ends as soon as its page waits for anything else.
 * @throws FaultError FAULT_DISK if the browser refuses (private mode, quota, policy)
 */
export async function openIndexedDbStore({ name }: IndexedDbOptions): Promise<KeyValueStore> {
  const db = await openDatabase(name);
  return createStore({
    async get(key) {
      const entries = db.transaction(ENTRIES).objectStore(ENTRIES);
      const value: Uint8Array | undefined = await result(entries.get(asKey(key)));
      return value;
    },
    page(bounds, count) {
      const entries = db.transaction(ENTRIES).objectStore(ENTRIES);
      return bounds.reverse ? pageDown(entries, bounds, count) : pageUp(entries, bounds, count);
    },
    async write(operations) {
      const transaction = db.transaction(ENTRIES, 'readwrite', { durability: 'strict' });
      const done = completion(transaction);
      const entries = transaction.objectStore(ENTRIES);
      try {
        for (const operation of operations) {
          // A view would be stored with its whole buffer.
          if (operation.kind === 'put') entries.put(new Uint8Array(operation.value), asKey(operation.key));
          else entries.delete(asKey(operation.key));
        }
      } catch (error) {
        // Requests made before the one that could not be made would otherwise be committed.
        transaction.abort();
        await done.catch(() => {});
        throw error;
      }
      await done;
    },
    snapshot: null,
    close: async () => db.close(),
  });
}

/** Removes a database; it must be closed in all pages. */
export function deleteIndexedDb(name: string): Promise<void> {
  return result(indexedDB.deleteDatabase(name)).then(() => {});
}

async function openDatabase(name: string): Promise<IDBDatabase> {
  try {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(ENTRIES);
    const db = await result(request);
    db.onversionchange = () => db.close();
    return db;
  } catch (cause) {
    throw new FaultError('FAULT_DISK', { operation: 'open', reason: String(cause) }, { cause });
  }
}

async function pageUp(entries: IDBObjectStore, bounds: Bounds, count: number): Promise<Entry[]> {
  const range = rangeOf(bounds);
  // Both requests run in one transaction, so they see the same entries.
  const [keys, values] = await Promise.all([
    result(entries.getAllKeys(range, count)),
    result<Uint8Array[]>(entries.getAll(range, count)),
  ]);
  return keys.map((key, i) => [new Uint8Array(key as ArrayBuffer), values[i] as Uint8Array]);
}

function pageDown(entries: IDBObjectStore, bounds: Bounds, count: number): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const page: Entry[] = [];
    const request = entries.openCursor(rangeOf(bounds), 'prev');
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor) page.push([new Uint8Array(cursor.key as ArrayBuffer), cursor.value as Uint8Array]);
      if (cursor && page.length < count) cursor.continue();
      else resolve(page);
    };
  });
}

function rangeOf({ lower, upper }: Bounds): IDBKeyRange | null {
  if (lower && upper) return IDBKeyRange.bound(asKey(lower.key), asKey(upper.key), lower.open, upper.open);
  if (lower) return IDBKeyRange.lowerBound(asKey(lower.key), lower.open);
  if (upper) return IDBKeyRange.upperBound(asKey(upper.key), upper.open);
  return null;
}

/** Keys of IndexedDB take no views onto shared memory; a copy is always plain. */
function asKey(key: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(key);
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('transaction aborted'));
    transaction.onerror = () => reject(transaction.error);
  });
}
