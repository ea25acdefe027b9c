import { toHex } from '@eventide/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { storeChecks } from './compliance.ts';
import { createHeldStore, type HeldStore } from './heldStore.ts';
import type { KeyRange, KeyValueStore, Operation } from './keyValueStore.ts';
import { createMemoryStore } from './memory.ts';

function holding(): HeldStore {
  const store = createHeldStore(createMemoryStore());
  store.hold = true;
  return store;
}

async function all(store: KeyValueStore, range: KeyRange = {}): Promise<string[]> {
  const entries: string[] = [];
  for await (const [key, value] of store.range(range)) entries.push(`${toHex(key)}=${toHex(value)}`);
  return entries;
}

const key = fc.uint8Array({ minLength: 1, maxLength: 2, max: 6 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key, value: fc.uint8Array({ maxLength: 2 }) }),
  fc.record({ kind: fc.constant('delete' as const), key }),
);
const step = fc.record({
  operations: fc.array(operation, { maxLength: 8 }),
  hold: fc.boolean(),
  range: fc.record({ gte: key, lt: key, reverse: fc.boolean(), limit: fc.nat({ max: 6 }) }, { requiredKeys: [] }),
});

describe('a store that keeps batches back', () => {
  test.each(storeChecks)('holding: $name', ({ run }) => run(async () => holding()));
  test.each(storeChecks)('not holding: $name', ({ run }) => run(async () => createHeldStore(createMemoryStore())));

  test('reads as one that writes at once, whatever it holds; what is below is some earlier moment of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const model = createMemoryStore();
        const below = createMemoryStore();
        const store = createHeldStore(below);
        const moments = [await all(model)];
        let reached = 0;
        for (const { operations, hold, range } of steps) {
          store.hold = hold;
          await model.batch(operations);
          await store.batch(operations);
          moments.push(await all(model));
          expect(await all(store, range)).toEqual(await all(model, range));
          const snapshot = store.snapshot?.();
          const seen: string[] = [];
          for await (const [k, v] of snapshot?.range() ?? []) seen.push(`${toHex(k)}=${toHex(v)}`);
          snapshot?.close();
          expect(seen).toEqual(moments.at(-1));
          const there = (await all(below)).join();
          reached = moments.findIndex((moment, i) => i >= reached && moment.join() === there);
          expect(reached).toBeGreaterThanOrEqual(0);
          if (!hold && operations.length > 0) expect(there).toBe(moments.at(-1)?.join());
        }
        await store.flush();
        expect(await all(below)).toEqual(moments.at(-1));
      }),
      { numRuns: 150 },
    );
  });

  test('what could not be written stays kept', async () => {
    const below = createMemoryStore();
    let full = true;
    const store = createHeldStore({
      ...below,
      batch: (operations) => (full ? Promise.reject(new Error('disk full')) : below.batch(operations)),
    });
    store.hold = true;
    await store.put(Uint8Array.of(1), Uint8Array.of(2));
    await expect(store.flush()).rejects.toThrow('disk full');
    expect(await store.get(Uint8Array.of(1))).toEqual(Uint8Array.of(2));
    full = false;
    await store.flush();
    expect(await below.get(Uint8Array.of(1))).toEqual(Uint8Array.of(2));
  });

  test('does not keep without bound', async () => {
    const below = createMemoryStore();
    const store = createHeldStore(below);
    store.hold = true;
    const value = new Uint8Array(8 * 1024 * 1024);
    for (let i = 1; i <= 5; i++) await store.put(Uint8Array.of(i), value);
    expect((await below.get(Uint8Array.of(1)))?.length).toBe(value.length);
  });

  test('writes what it keeps when it is closed', async () => {
    const below = createMemoryStore();
    const store = createHeldStore({ ...below, close: async () => undefined });
    store.hold = true;
    await store.put(Uint8Array.of(1), Uint8Array.of(2));
    expect(await below.get(Uint8Array.of(1))).toBeUndefined();
    await store.close();
    expect(await below.get(Uint8Array.of(1))).toEqual(Uint8Array.of(2));
  });
});
