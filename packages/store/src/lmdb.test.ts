import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bytesToIntBe } from '@eventide/base';
import { afterEach, describe, expect, test } from 'vitest';
import { storeChecks } from './compliance.ts';
import type { KeyValueStore } from './keyValueStore.ts';
import { openLmdbStore } from './lmdb.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'eventide-store-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const writer = fileURLToPath(new URL('./lmdbWriter.fixture.ts', import.meta.url));

describe('lmdb store', () => {
  test.each(storeChecks)('$name', ({ run }) => run(async () => openLmdbStore({ path: newFolder() })));

  test('what was written is there after opening again', async () => {
    const path = newFolder();
    const first = openLmdbStore({ path });
    await first.put(Uint8Array.of(1), Uint8Array.of(2));
    await first.close();
    const second = openLmdbStore({ path });
    expect(await second.get(Uint8Array.of(1))).toEqual(Uint8Array.of(2));
    await second.close();
  });

  test('a folder that cannot be used is a fault', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, 'not a folder');
    expect(() => openLmdbStore({ path: join(file, 'below') })).toThrowCode('FAULT_DISK');
  });

  test('a file that is no database, or whose beginning is damaged, is a fault and stays as it is', async () => {
    const path = newFolder();
    const store = openLmdbStore({ path });
    await store.put(Uint8Array.of(1), Uint8Array.of(2));
    await store.close();
    const file = join(path, 'data.mdb');
    const good = readFileSync(file);
    const damaged = (...places: number[]): Buffer => {
      const bytes = Buffer.from(good);
      for (const at of places) bytes.fill(0xa5, at, at + 64);
      return bytes;
    };
    for (const bytes of [damaged(0), damaged(4096), good.subarray(0, 100), Buffer.alloc(65_536, 0xa5)]) {
      writeFileSync(file, bytes);
      expect(() => openLmdbStore({ path })).toThrowCode('FAULT_DISK');
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }
    writeFileSync(file, good);
    const again = openLmdbStore({ path });
    expect(await again.get(Uint8Array.of(1))).toEqual(Uint8Array.of(2));
    await again.close();
  });

  test.each([1, 3, 8, 20])(
    'kill −9 after %i batches leaves a complete batch, at least the last one reported',
    async (after) => {
      const path = newFolder();
      const child = spawn(process.execPath, [writer, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      const reported = await killAfter(child, after);
      const store = openLmdbStore({ path });
      expect(await completeBatch(store)).toBeGreaterThanOrEqual(reported);
      await store.put(Uint8Array.of(9), Uint8Array.of(9));
      await store.close();
    },
  );

  test('a full disk is a fault and leaves a complete batch', async () => {
    const path = newFolder();
    const limited = `trap '' XFSZ; ulimit -f 4096; exec "$0" "$1" "$2"`;
    const child = spawn('/bin/sh', ['-c', limited, process.execPath, writer, path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let last = '';
    let reported = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (/^\d+$/.test(line)) reported = Number(line);
      last = line;
    }
    expect(last).toBe('FAULT_DISK');
    const store = openLmdbStore({ path });
    expect(await completeBatch(store)).toBeGreaterThanOrEqual(reported);
    await store.close();
  });
});

/** Kills the writer at once when it has reported so many batches; the last number it reported. */
async function killAfter(child: ChildProcess, batches: number): Promise<number> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let reported = 0;
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    reported = Number(line);
    if (reported >= batches) child.kill('SIGKILL');
  }
  await exited;
  return reported;
}

/** The number of the batch in the store; throws if entries of different batches are mixed. */
async function completeBatch(store: KeyValueStore): Promise<number> {
  const batches = new Set<number>();
  let entries = 0;
  for await (const [, value] of store.range()) {
    batches.add(Number(bytesToIntBe(value.subarray(0, 4))));
    entries++;
  }
  expect(batches.size).toBe(1);
  const batch = [...batches][0] as number;
  expect(entries).toBe(200 + batch);
  return batch;
}
