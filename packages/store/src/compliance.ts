import { compareBytes, isEventideError, toHex } from '@eventide/base';
import { type Entry, type KeyRange, type KeyValueStore, MAX_KEY_BYTES, type Operation } from './keyValueStore.ts';

/** One demand on every driver; `open` gives a new, empty store. Runs in Node and in pages alike. */
export type StoreCheck = {
  readonly name: string;
  readonly run: (open: () => Promise<KeyValueStore>) => Promise<void>;
};

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const put = (key: Uint8Array, value: Uint8Array): Operation => ({ kind: 'put', key, value });
const remove = (key: Uint8Array): Operation => ({ kind: 'delete', key });

/** What `createMemoryStore`, `openLmdbStore` and `openIndexedDbStore` promise alike. */
export const storeChecks: readonly StoreCheck[] = [
  check('reads what was written, replaces and deletes', async (store) => {
    equal(await valueAt(store, bytes(1)), undefined);
    await store.put(bytes(1), bytes(10));
    equal(await valueAt(store, bytes(1)), '0a');
    await store.put(bytes(1), bytes());
    equal(await valueAt(store, bytes(1)), '');
    await store.delete(bytes(1));
    equal(await valueAt(store, bytes(1)), undefined);
    await store.delete(bytes(1));
  }),
  check('orders keys as bytes, prefixes first', async (store) => {
    const keys = ['00', '0000', '0001', '01', '7f', '80', '8000', 'ff', 'ffff'];
    await store.batch(keys.toReversed().map((key) => put(fromKey(key), fromKey(key))));
    equal(await keysOf(store), keys.join());
    equal(await keysOf(store, { reverse: true }), keys.toReversed().join());
  }),
  check('a batch that fails half-way leaves nothing behind, and the store goes on', async (store) => {
    await store.put(bytes(1), bytes(1));
    let reads = 0;
    const first: Operation = {
      kind: 'put',
      key: bytes(2),
      get value() {
        reads++;
        return bytes(2);
      },
    };
    let checked: number | undefined;
    // Read once more than the checks did, it fails: the driver is in the middle of the batch by then.
    const second: Operation = {
      kind: 'put',
      key: bytes(3),
      get value() {
        checked ??= reads;
        if (reads > checked) throw new TypeError('injected failure');
        return bytes(3);
      },
    };
    await refused('FAULT_INTERNAL', () => store.batch([put(bytes(1), bytes(9)), first, second]));
    equal(await keysOf(store), '01');
    equal(await valueAt(store, bytes(1)), '01');
    await store.put(bytes(4), bytes(4));
    equal(await keysOf(store), '01,04');
  }),
  check('respects bounds in both directions', async (store) => {
    for (const key of [2, 4, 6, 8]) await store.put(bytes(key), bytes(key));
    const cases: readonly [KeyRange, string][] = [
      [{ gte: bytes(4) }, '04,06,08'],
      [{ gt: bytes(4) }, '06,08'],
      [{ lte: bytes(6) }, '02,04,06'],
      [{ lt: bytes(6) }, '02,04'],
      [{ gte: bytes(3), lt: bytes(7) }, '04,06'],
      [{ gt: bytes(2), lte: bytes(8) }, '04,06,08'],
      [{ gte: bytes(4), lte: bytes(4) }, '04'],
      [{ gt: bytes(4), lte: bytes(4) }, ''],
      [{ gte: bytes(4), lt: bytes(4) }, ''],
      [{ gt: bytes(6), lt: bytes(4) }, ''],
      [{ gte: bytes(9) }, ''],
      [{ lt: bytes(1) }, ''],
      [{ gt: bytes(4, 0) }, '06,08'],
      [{ lt: bytes(4, 0) }, '02,04'],
    ];
    for (const [range, keys] of cases) {
      equal(await keysOf(store, range), keys);
      equal(await keysOf(store, { ...range, reverse: true }), keys.split(',').reverse().join());
    }
    equal(await keysOf(store, { limit: 0 }), '');
    equal(await keysOf(store, { limit: 2 }), '02,04');
    equal(await keysOf(store, { limit: 2, reverse: true }), '08,06');
    equal(await keysOf(store, { limit: 9, lt: bytes(8) }), '02,04,06');
  }),
  check('ranges over many pages, and may be left early', async (store) => {
    const key = (i: number): Uint8Array => bytes(i >> 8, i & 255);
    await store.batch(Array.from({ length: 1500 }, (_, i) => put(key((i * 7) % 1500), key(i))));
    let next = 0;
    for await (const [found] of store.range()) equal(toHex(found), toHex(key(next++)));
    equal(next, 1500);
    for await (const [found] of store.range({ reverse: true })) equal(toHex(found), toHex(key(--next)));
    equal(next, 0);
    equal((await collect(store, { gt: key(100), limit: 700 })).length, 700);
    equal((await collect(store, { limit: 256 })).length, 256);
    for await (const [found] of store.range()) {
      if (toHex(found) === toHex(key(3))) break;
    }
    await store.put(key(0), key(0));
  }),
  check('a batch is all or nothing, later operations win', async (store) => {
    await store.batch([put(bytes(1), bytes(1)), put(bytes(1), bytes(2)), put(bytes(2), bytes(3)), remove(bytes(2))]);
    equal(await keysOf(store), '01');
    equal(await valueAt(store, bytes(1)), '02');
    await refused('STORE_BAD_KEY', () => store.batch([put(bytes(5), bytes(5)), put(bytes(), bytes(6))]));
    equal(await keysOf(store), '01');
    await store.batch([]);
  }),
  check('batches of several callers keep their order', async (store) => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.batch([put(bytes(1), bytes(i)), put(bytes(2), bytes(i))])),
    );
    equal(await valueAt(store, bytes(1)), '13');
    equal(await valueAt(store, bytes(2)), '13');
  }),
  check('nothing is aliased, views of larger buffers are values of their own', async (store) => {
    const buffer = bytes(7, 7, 1, 2, 7);
    const key = bytes(1);
    await store.put(key, buffer.subarray(2, 4));
    buffer.fill(9);
    key.fill(9);
    const first = await store.get(bytes(1));
    equal(first && toHex(first), '0102');
    first?.fill(5);
    equal(await valueAt(store, bytes(1)), '0102');
    for (const [foundKey, foundValue] of await collect(store)) {
      foundKey.fill(6);
      foundValue.fill(6);
    }
    equal(await valueAt(store, bytes(1)), '0102');
  }),
  check('holds the longest key and a large value', async (store) => {
    const key = new Uint8Array(MAX_KEY_BYTES).fill(0xff);
    const value = new Uint8Array(3_000_000).map((_, i) => i * 31);
    await store.put(key, value);
    const found = await store.get(key);
    equal(found !== undefined && compareBytes(found, value), 0);
    await store.put(bytes(0), bytes());
    equal(await keysOf(store), `00,${toHex(key)}`);
    equal(await keysOf(store, { reverse: true }), `${toHex(key)},00`);
  }),
  check('refuses misuse with a code', async (store) => {
    await refused('STORE_BAD_KEY', () => store.get(bytes()));
    await refused('STORE_BAD_KEY', () => store.put(new Uint8Array(MAX_KEY_BYTES + 1), bytes()));
    await refused('STORE_BAD_KEY', () => store.delete(bytes()));
    await refused('STORE_BAD_KEY', () => collect(store, { gte: bytes() }));
    await refused('STORE_BAD_RANGE', () => collect(store, { gte: bytes(1), gt: bytes(1) }));
    await refused('STORE_BAD_RANGE', () => collect(store, { lte: bytes(1), lt: bytes(1) }));
    await refused('STORE_BAD_RANGE', () => collect(store, { limit: -1 }));
    await refused('STORE_BAD_RANGE', () => collect(store, { limit: 0.5 }));
    await refused('STORE_BAD_RANGE', () => collect(store, { limit: Number.NaN }));
  }),
  check('a snapshot stays as it was', async (store) => {
    if (store.snapshot === null) return;
    await store.batch(Array.from({ length: 600 }, (_, i) => put(bytes(i >> 8, i & 255), bytes(1))));
    const snapshot = store.snapshot();
    await store.batch([put(bytes(0, 0), bytes(2)), put(bytes(0, 0, 1), bytes(2)), remove(bytes(0, 1))]);
    await store.put(bytes(9), bytes(9));
    const second = store.snapshot();
    await store.delete(bytes(9));
    equal(await valueAt(snapshot, bytes(0, 0)), '01');
    equal(await valueAt(snapshot, bytes(0, 1)), '01');
    equal((await collect(snapshot)).length, 600);
    equal(await valueAt(second, bytes(9)), '09');
    equal((await collect(second)).length, 601);
    equal((await collect(store)).length, 600);
    snapshot.close();
    snapshot.close();
    await refused('STORE_CLOSED', () => snapshot.get(bytes(1)));
    equal(await valueAt(second, bytes(0, 0)), '02');
    second.close();
  }),
  {
    name: 'closing waits for writes and ends everything',
    async run(open) {
      const store = await open();
      const write = store.put(bytes(1), bytes(1));
      await store.close();
      await write;
      await store.close();
      await refused('STORE_CLOSED', () => store.get(bytes(1)));
      await refused('STORE_CLOSED', () => store.put(bytes(1), bytes(1)));
      await refused('STORE_CLOSED', () => collect(store));
      if (store.snapshot) await refused('STORE_CLOSED', async () => store.snapshot?.());
    },
  },
  check('agrees with a plain map under mixed writes', async (store) => {
    const model = new Map<string, string>();
    let state = 12_345;
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    for (let round = 0; round < 60; round++) {
      const operations = Array.from({ length: 1 + next(60) }, () => {
        const key = Uint8Array.from({ length: 1 + next(3) }, () => next(6));
        return next(3) === 0 ? remove(key) : put(key, bytes(next(256)));
      });
      await store.batch(operations);
      for (const operation of operations) {
        if (operation.kind === 'put') model.set(toHex(operation.key), toHex(operation.value));
        else model.delete(toHex(operation.key));
      }
    }
    const expected = [...model].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${value}`);
    const found = (await collect(store)).map(([key, value]) => `${toHex(key)}=${toHex(value)}`);
    equal(found.join(), expected.join());
  }),
];

function check(name: string, run: (store: KeyValueStore) => Promise<void>): StoreCheck {
  return {
    name,
    async run(open) {
      const store = await open();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    },
  };
}

async function collect(view: Pick<KeyValueStore, 'range'>, range?: KeyRange): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of view.range(range)) entries.push(entry);
  return entries;
}

async function keysOf(store: KeyValueStore, range?: KeyRange): Promise<string> {
  return (await collect(store, range)).map(([key]) => toHex(key)).join();
}

async function valueAt(view: Pick<KeyValueStore, 'get'>, key: Uint8Array): Promise<string | undefined> {
  const value = await view.get(key);
  return value && toHex(value);
}

function fromKey(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

async function refused(code: string, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (isEventideError(error, code)) return;
    throw new Error(`expected ${code}, found ${String(error)}`, { cause: error });
  }
  throw new Error(`expected ${code}, found a result`);
}

function equal(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`expected ${String(expected)}, found ${String(found)}`);
}
