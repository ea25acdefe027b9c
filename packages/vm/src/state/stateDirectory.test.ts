import { mkdtemp, readFile, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { createMemoryStore } from '@eventide/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assemble } from '../testing/assemble.ts';
import { deployAll, idOf, OWNER, openTestVm, PLENTY } from '../testing/engine.ts';
import { createVm } from '../vm.ts';
import { exportStateDirectory } from './exportState.ts';
import { importNextState, importStateDirectory } from './stateDirectory.ts';

const NONE: Uint8Array = new Uint8Array();
const counter = assemble({
  memories: [4],
  functions: {
    step: { code: 'i32.const 65536 i32.const 65536 i32.load i32.const 1 i32.add i32.store i32.const 0' },
  },
});
const wide = assemble({
  wide: true,
  memories: [5],
  functions: { step: { code: 'i64.const 196608 i32.const 9 i32.store i32.const 0' } },
});

let folder = '';
let first: Uint8Array = NONE;
let second: Uint8Array = NONE;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eventide-import-'));
  const vm = await openTestVm();
  const genesis = vm.openSession(undefined);
  deployAll(genesis, [counter, wide]);
  genesis.call(idOf(1), 'step', NONE, PLENTY);
  first = await genesis.commit();
  const next = vm.openSession(first);
  next.call(idOf(2), 'step', NONE, PLENTY);
  second = await next.commit();
  await exportStateDirectory(folder, vm.state(first));
  await exportStateDirectory(folder, vm.state(second), vm.state(first));
});

afterAll(() => rm(folder, { recursive: true }));

const file = (...parts: string[]): string => join(folder, 'main', ...parts);
const memoryPage = (): string => file('memory', toHex(idOf(1)), toHex(first), '1');

async function withFile(path: string, content: Uint8Array, run: () => Promise<void>): Promise<void> {
  const before = await readFile(path);
  await writeFile(path, content);
  await run().finally(() => writeFile(path, before));
}

const refused = (code: string): Promise<void> =>
  expect(importStateDirectory(createMemoryStore(), folder, second)).rejects.toMatchObject({ code }) as Promise<void>;

test('04 §8.6 every commit of a directory comes in and goes on', async () => {
  for (const root of [first, second]) {
    const store = createMemoryStore();
    await importStateDirectory(store, folder, root);
    const vm = await createVm({ store, hostQueries: () => undefined, verifyPages: true });
    const contract = vm.state(root).contract(toHex(idOf(2)));
    expect([contract?.pages, contract?.owner]).toEqual([5, OWNER]);
    await vm.finalize(root);
    const session = vm.openSession(root);
    expect(session.call(idOf(2), 'step', NONE, PLENTY).ok).toBe(true);
    expect(session.root()).toEqual(second);
    session.close();
  }
});

test('04 §8.6 an unknown root, changed bytes and a missing page give another root', async () => {
  await expect(importStateDirectory(createMemoryStore(), folder, idOf(9))).rejects.toMatchObject({
    code: 'VM_SNAPSHOT_ROOT',
  });
  await withFile(memoryPage(), new Uint8Array(65_536).fill(1), () => refused('VM_SNAPSHOT_ROOT'));
  await withFile(memoryPage(), NONE, async () => {
    await unlink(memoryPage());
    await refused('VM_SNAPSHOT_ROOT');
  });
});

test('04 §8.6 files of the wrong size or kind, bad code, positions and bases are refused', async () => {
  const id = toHex(idOf(1));
  const malformed = (): Promise<void> => refused('VM_SNAPSHOT_MALFORMED');
  await withFile(memoryPage(), NONE, malformed);
  await withFile(memoryPage(), NONE, async () => {
    await truncate(memoryPage(), 2 ** 36);
    await malformed();
  });
  await withFile(memoryPage(), NONE, async () => {
    await unlink(memoryPage());
    await symlink('/dev/zero', memoryPage());
    await malformed().finally(() => unlink(memoryPage()));
  });
  await withFile(file('bytecode', id), Uint8Array.of(0, 1), malformed);
  await withFile(file('bytecode', `${id}.m`), new Uint8Array(40), malformed);
  const owner = new Uint8Array(40);
  owner.set(idOf(1));
  owner.fill(0xff, 36);
  await withFile(file('bytecode', `${id}.m`), owner, malformed);
  const element = file('leaf', id, toHex(first), 'element');
  const place = new Uint8Array(64);
  for (const position of [0, 2, 7]) {
    place[0] = 1;
    place[8] = position;
    await withFile(element, place, malformed);
  }
  await withFile(element, NONE, malformed);
  const loop = new Uint8Array(44);
  loop[8] = 1;
  loop.set(second, 9);
  await withFile(file(toHex(first), 'base'), loop, malformed);
});

test('04 §8.6 a store that has a state takes no import', async () => {
  const store = createMemoryStore();
  await importStateDirectory(store, folder, first);
  await expect(importStateDirectory(store, folder, second)).rejects.toMatchObject({ code: 'VM_COMMIT_ORDER' });
});

test('04 §8.6 a commit comes in on top of the one it builds on', async () => {
  const store = createMemoryStore();
  await importStateDirectory(store, folder, first);
  await importNextState(store, folder, second);
  const vm = await createVm({ store, hostQueries: () => undefined, verifyPages: true });
  expect(vm.commitRoots.map(toHex)).toEqual([first, second].map(toHex));
  expect(toHex(vm.baseOf(second) ?? NONE)).toBe(toHex(first));
  await vm.finalize(first);
  await vm.finalize(second);
  expect(toHex(vm.mainRoot)).toBe(toHex(second));
});

test('04 §8.6 not on top of another one', async () => {
  await expect(importNextState(createMemoryStore(), folder, second)).rejects.toMatchObject({
    code: 'VM_SNAPSHOT_MALFORMED',
  });
});
