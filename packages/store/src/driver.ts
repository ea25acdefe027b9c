import { compareBytes, FaultError, isEventideError } from '@eventide/base';
import { StoreError } from './errors.ts';
import {
  type Entry,
  type KeyRange,
  type KeyValueStore,
  MAX_BATCH_OPERATIONS,
  MAX_KEY_BYTES,
  MAX_VALUE_BYTES,
  type Operation,
  type ReadView,
} from './keyValueStore.ts';

/** A checked range that holds at least one possible key. */
export type Bounds = {
  readonly lower: { readonly key: Uint8Array; readonly open: boolean } | null;
  readonly upper: { readonly key: Uint8Array; readonly open: boolean } | null;
  readonly reverse: boolean;
};

/** What a driver reads from. Results are copies. */
export type DriverView = {
  get(key: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** The first `count` entries of the range. */
  page(bounds: Bounds, count: number): readonly Entry[] | Promise<readonly Entry[]>;
};

/** What differs between the stores; arguments are checked, failures are turned into FaultErrors above. */
export type Driver = DriverView & {
  write(operations: readonly Operation[]): Promise<void>;
  readonly snapshot: (() => DriverView & { close(): void }) | null;
  close(): Promise<void>;
};

const PAGE_ENTRIES = 256;

/** The store over a driver: checks, pages, faults and the end of life are the same for all. */
export function createStore(driver: Driver): KeyValueStore {
  let closed = false;
  const writes = new Set<Promise<void>>();
  const expectOpen = (): void => {
    if (closed) throw new StoreError('STORE_CLOSED');
  };
  const batch = async (operations: readonly Operation[]): Promise<void> => {
    expectOpen();
    checkOperations(operations);
    if (operations.length === 0) return;
    const write = guard('write', () => driver.write(operations));
    writes.add(write);
    try {
      await write;
    } finally {
      writes.delete(write);
    }
  };
  const { snapshot } = driver;
  return {
    ...createView(driver, expectOpen),
    put: (key, value) => batch([{ kind: 'put', key, value }]),
    delete: (key) => batch([{ kind: 'delete', key }]),
    batch,
    snapshot:
      snapshot === null
        ? null
        : () => {
            expectOpen();
            const view = snapshot();
            let done = false;
            return {
              ...createView(view, () => {
                expectOpen();
                if (done) throw new StoreError('STORE_CLOSED');
              }),
              close() {
                if (!done && !closed) view.close();
                done = true;
              },
            };
          },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.allSettled(writes);
      await guard('close', () => driver.close());
    },
  };
}

function createView(view: DriverView, expectOpen: () => void): ReadView {
  return {
    async get(key) {
      expectOpen();
      checkKey(key);
      return guard('get', () => view.get(key));
    },
    range(range = {}) {
      expectOpen();
      const limit = checkRange(range);
      return pages(view, range, limit, expectOpen);
    },
  };
}

async function* pages(view: DriverView, range: KeyRange, limit: number, expectOpen: () => void): AsyncGenerator<Entry> {
  let bounds: Bounds | null = boundsOf(range);
  let left = limit;
  while (bounds !== null && left > 0) {
    expectOpen();
    const count = Math.min(left, PAGE_ENTRIES);
    const from: Bounds = bounds;
    const entries = await guard('range', () => view.page(from, count));
    yield* entries;
    const last = entries.at(-1);
    left -= entries.length;
    bounds = last && entries.length === count ? after(from, last[0]) : null;
  }
}

function after(bounds: Bounds, key: Uint8Array): Bounds | null {
  const passed = { key, open: true };
  return emptyToNull(bounds.reverse ? { ...bounds, upper: passed } : { ...bounds, lower: passed });
}

function boundsOf({ gte, gt, lte, lt, reverse = false }: KeyRange): Bounds | null {
  const lower = gt ?? gte;
  const upper = lt ?? lte;
  return emptyToNull({
    lower: lower === undefined ? null : { key: new Uint8Array(lower), open: gt !== undefined },
    upper: upper === undefined ? null : { key: new Uint8Array(upper), open: lt !== undefined },
    reverse,
  });
}

function emptyToNull(bounds: Bounds): Bounds | null {
  const { lower, upper } = bounds;
  if (lower === null || upper === null) return bounds;
  const order = compareBytes(lower.key, upper.key);
  return order < 0 || (order === 0 && !lower.open && !upper.open) ? bounds : null;
}

function checkRange(range: KeyRange): number {
  const { gte, gt, lte, lt, limit = Number.POSITIVE_INFINITY } = range;
  if ((gte && gt) || (lte && lt)) throw new StoreError('STORE_BAD_RANGE', { rule: 'one bound per side' });
  if (!(limit >= 0) || (Number.isFinite(limit) && !Number.isInteger(limit))) {
    throw new StoreError('STORE_BAD_RANGE', { limit });
  }
  for (const key of [gte, gt, lte, lt]) if (key) checkKey(key);
  return limit;
}

function checkOperations(operations: readonly Operation[]): void {
  if (operations.length > MAX_BATCH_OPERATIONS) {
    throw new StoreError('STORE_BATCH_TOO_LARGE', { operations: operations.length, max: MAX_BATCH_OPERATIONS });
  }
  for (const operation of operations) {
    checkKey(operation.key);
    if (operation.kind === 'put' && operation.value.length > MAX_VALUE_BYTES) {
      throw new StoreError('STORE_VALUE_TOO_LONG', { bytes: operation.value.length, max: MAX_VALUE_BYTES });
    }
  }
}

function checkKey(key: Uint8Array): void {
  if (key.length === 0 || key.length > MAX_KEY_BYTES) {
    throw new StoreError('STORE_BAD_KEY', { bytes: key.length, max: MAX_KEY_BYTES });
  }
}

async function guard<T>(operation: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (isEventideError(cause)) throw cause;
    const code = cause instanceof TypeError ? 'FAULT_INTERNAL' : 'FAULT_DISK';
    throw new FaultError(code, { operation, reason: String(cause) }, { cause });
  }
}
