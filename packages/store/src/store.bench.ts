import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { intToBytesBe } from '@eventide/base';
import type { Bench, BenchResult } from '@eventide/testkit';
import type { KeyValueStore, Operation } from './keyValueStore.ts';
import { openLmdbStore } from './lmdb.ts';
import { createMemoryStore } from './memory.ts';

export const area = 'store';

const ENTRIES = 10_000;
const VALUE_BYTES = 200;

/** Batches, single reads and ranges of both drivers of Node, against appending the same bytes to a file. */
export async function run(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'eventide-bench-'));
  const lmdb = openLmdbStore({ path: folder });
  const memory = createMemoryStore();
  try {
    const onDisk = await measureStore(bench, 'lmdb', lmdb);
    await measureStore(bench, 'memory', memory);
    const bytes = new Uint8Array(ENTRIES * (8 + VALUE_BYTES));
    const file = await bench.measure(
      'yardstick: write and fsync the same bytes to a file',
      () => {
        const handle = openSync(join(folder, 'yardstick'), 'w');
        writeSync(handle, bytes);
        fsyncSync(handle);
        closeSync(handle);
      },
      { operations: ENTRIES },
    );
    bench.ratio('lmdb batch / file', onDisk, file);
  } finally {
    await lmdb.close();
    await memory.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureStore(bench: Bench, name: string, store: KeyValueStore): Promise<BenchResult> {
  const value = new Uint8Array(VALUE_BYTES);
  const keys = Array.from({ length: ENTRIES }, (_, i) => intToBytesBe(BigInt((i * 7919) % ENTRIES), 8));
  const operations = keys.map((key): Operation => ({ kind: 'put', key, value }));
  const options = { operations: ENTRIES };
  const batch = await bench.measure(
    `${name}: batch of ${ENTRIES} puts, per put`,
    () => store.batch(operations),
    options,
  );
  const get = async (): Promise<void> => {
    for (const key of keys) await store.get(key);
  };
  await bench.measure(`${name}: get`, get, options);
  const range = async (): Promise<number> => {
    let count = 0;
    for await (const _ of store.range()) count++;
    return count;
  };
  await bench.measure(`${name}: range over all, per entry`, range, options);
  return batch;
}
