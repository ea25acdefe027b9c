import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { FaultError } from '@eventide/base';
import { open, type RangeOptions, type RootDatabase, type Transaction } from 'lmdb';
import { type Bounds, createStore, type DriverView } from './driver.ts';
import { type Entry, type KeyValueStore, MAX_KEY_BYTES } from './keyValueStore.ts';

export type LmdbOptions = {
  /** Folder of the database; made if missing. */
  readonly path: string;
};

const SMALLEST = { key: Uint8Array.of(0), open: false };
const LARGEST = { key: new Uint8Array(MAX_KEY_BYTES).fill(0xff), open: false };

/**
 * A store in a folder on disk. A batch is on disk when it resolves; a process that dies leaves the last complete batch.
 * @throws FaultError FAULT_DISK if the folder cannot be used
 */
export function openLmdbStore({ path }: LmdbOptions): KeyValueStore {
  const db = openDatabase(path);
  return createStore({
    ...viewOf(db),
    async write(operations) {
      // Synchronous on purpose: it is the only transaction of the driver that a failure inside aborts, and it returns after
      // the flush. The asynchronous one keeps what was written before the failure.
      db.transactionSync(() => {
        for (const operation of operations) {
          if (operation.kind === 'put') db.putSync(operation.key, operation.value);
          else db.removeSync(operation.key);
        }
      });
    },
    snapshot() {
      const transaction = db.useReadTransaction();
      return { ...viewOf(db, transaction), close: () => transaction.done() };
    },
    close: () => db.close(),
  });
}

/**
 * Copies a store to a folder that has none, without free space, as it is at one moment: another process may be writing it.
 * @throws FaultError FAULT_DISK
 */
export async function copyLmdbStore(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const db = openDatabase(from);
  try {
    await db.backup(`${to}/data.mdb`, true);
  } catch (cause) {
    throw new FaultError('FAULT_DISK', { operation: 'copy', reason: String(cause) }, { cause });
  } finally {
    await db.close();
  }
}

function openDatabase(path: string): RootDatabase<Uint8Array, Uint8Array> {
  assertDatabase(`${path}/data.mdb`);
  try {
    // `overlappingSync` would report batches before they reach the disk.
    return open({ path: `${path}/data.mdb`, keyEncoding: 'binary', encoding: 'binary', overlappingSync: false });
  } catch (cause) {
    throw new FaultError('FAULT_DISK', { operation: 'open', reason: String(cause) }, { cause });
  }
}

/** Where a page of the driver's files says what it is, and how. */
const MAGIC_AT = 0x18;
const MAGIC = 0xbeefc0de;
const PAGE_SIZE_AT = 0x30;
const HEAD_BYTES = 0x34;

/** The driver ends the process over a file that is none of its own, so its two first pages are looked at before. */
function assertDatabase(file: string): void {
  let size: number;
  try {
    size = statSync(file).size;
  } catch {
    return;
  }
  if (size === 0) return;
  const pageBytes = headOf(file, 0)?.getUint32(PAGE_SIZE_AT, true) ?? 0;
  if (headOf(file, 0) === undefined || headOf(file, pageBytes) === undefined)
    throw new FaultError('FAULT_DISK', { operation: 'open', file, reason: 'not a database, or damaged' });
}

/** The first bytes of a page that describes the database; undefined if it is none. */
function headOf(file: string, at: number): DataView | undefined {
  const bytes = new Uint8Array(HEAD_BYTES);
  let read: number;
  try {
    const descriptor = openSync(file, 'r');
    try {
      read = readSync(descriptor, bytes, 0, HEAD_BYTES, at);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw new FaultError('FAULT_DISK', { operation: 'open', reason: String(cause) }, { cause });
  }
  const view = new DataView(bytes.buffer);
  return read === HEAD_BYTES && view.getUint32(MAGIC_AT, true) === MAGIC ? view : undefined;
}

function viewOf(db: RootDatabase<Uint8Array, Uint8Array>, transaction?: Transaction): DriverView {
  const within = transaction ? { transaction } : {};
  return {
    get(key) {
      const value = db.get(key, within);
      return value && new Uint8Array(value);
    },
    page(bounds, count) {
      const options = { ...rangeOf(bounds), ...within, limit: count };
      return Array.from(db.getRange(options), ({ key, value }): Entry => [new Uint8Array(key), new Uint8Array(value)]);
    },
  };
}

/** Both ends are always given: open ends of a reverse range would leave out keys that sort as the driver's own bounds. */
function rangeOf({ lower, upper, reverse }: Bounds): RangeOptions {
  const low = lower ?? SMALLEST;
  const high = upper ?? LARGEST;
  const [first, last] = reverse ? [high, low] : [low, high];
  return {
    reverse,
    start: first.key,
    exclusiveStart: first.open,
    end: last.key,
    inclusiveEnd: !last.open,
  };
}
