import type { Codec } from '@eventide/codec';
import { describe, expect, test } from 'vitest';
import { createMemoryStore } from './memory.ts';
import { createTable, type TableRange, u64Key } from './table.ts';

const text: Codec<string> = {
  write(w, value) {
    w.bytes32(new TextEncoder().encode(value));
  },
  read: (r) => r.text(r.length32(100)),
};
const blocks = createTable({ name: 'blocks', id: 7, key: u64Key, value: text });
const others = createTable({ name: 'others', id: 8, key: u64Key, value: text });

describe('table', () => {
  test('keys sort as numbers, tables do not touch each other', async () => {
    const store = createMemoryStore();
    await store.batch([
      ...[300n, 2n, 0n, 2n ** 64n - 1n].map((height) => blocks.put(height, `block ${height}`)),
      others.put(1n, 'other'),
    ]);
    const heights = async (range?: TableRange<bigint>): Promise<bigint[]> => {
      const found: bigint[] = [];
      for await (const [height] of blocks.range(store, range)) found.push(height);
      return found;
    };
    expect(await heights()).toEqual([0n, 2n, 300n, 2n ** 64n - 1n]);
    expect(await heights({ reverse: true, limit: 2 })).toEqual([2n ** 64n - 1n, 300n]);
    expect(await heights({ gt: 2n })).toEqual([300n, 2n ** 64n - 1n]);
    expect(await heights({ gte: 2n, lt: 300n })).toEqual([2n]);
    expect(await heights({ lte: 2n })).toEqual([0n, 2n]);
    expect(await blocks.get(store, 300n)).toBe('block 300');
    expect(await blocks.get(store, 1n)).toBe(undefined);
    await store.batch([blocks.delete(300n)]);
    expect(await blocks.get(store, 300n)).toBe(undefined);
    expect(await others.get(store, 1n)).toBe('other');
    await expect(heights({ gt: 1n, gte: 1n })).rejects.toThrowCode('STORE_BAD_RANGE');
  });

  test('reads from snapshots', async () => {
    const store = createMemoryStore();
    await store.batch([blocks.put(1n, 'before')]);
    const snapshot = store.snapshot?.();
    await store.batch([blocks.put(1n, 'after')]);
    expect(snapshot && (await blocks.get(snapshot, 1n))).toBe('before');
    snapshot?.close();
  });

  test('bytes that do not decode are a fault of the disk', async () => {
    const store = createMemoryStore();
    const { key } = blocks.put(1n, '');
    await store.put(key, Uint8Array.of(1, 2));
    await expect(blocks.get(store, 1n)).rejects.toThrowCode('FAULT_DISK');
    await store.put(Uint8Array.of(7, 1), Uint8Array.of());
    const first = blocks.range(store)[Symbol.asyncIterator]().next();
    await expect(first).rejects.toThrowCode('FAULT_DISK');
  });

  test.each([-1, 255, 0.5])('refuses id %s', (id) => {
    expect(() => createTable({ name: 'bad', id, key: u64Key, value: text })).toThrow(RangeError);
  });
});
