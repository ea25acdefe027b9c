import { toHex } from '@eventide/base';
import { createMemoryStore, type KeyValueStore } from '@eventide/store';
import { describe, expect, test } from 'vitest';
import type { Session } from './session.ts';
import { blake3 } from './state/blake3.ts';
import { stateRoot, withRoots } from './state/contractTree.ts';
import { contractRoot, emptyPageTree, type PageTree, pagesOf, withPages } from './state/pageTree.ts';
import { assemble } from './testing/assemble.ts';
import { deployAll, idOf, OWNER, openTestVm, PLENTY, receiptOf } from './testing/engine.ts';
import { createVm, type Vm } from './vm.ts';

const NONE = new Uint8Array();
/** `put` writes its 8 bytes (address, value); `get` gives the word at its address; `zero` writes a zero to page 2. */
const cell = assemble({
  memories: [4],
  argumentBuffer: 0,
  imports: ['owner'],
  data: [{ offset: 65_536, bytes: [...idOf(2)] }],
  functions: {
    put: { code: 'i32.const 0 i32.load i32.const 0 i32.load 4 i32.store i32.const 0' },
    get: { code: 'i32.const 0 i32.const 0 i32.load i32.load i32.store i32.const 4' },
    zero: { code: 'i32.const 131072 i32.const 0 i32.store8 i32.const 0' },
    read: { code: 'i32.const 196608 i32.load drop i32.const 0' },
    touchOther: { code: 'i32.const 65536 call 0 drop i32.const 0' },
    grow: { code: 'i32.const 5 memory.grow drop i32.const 0' },
  },
});

const put = (session: Session, at: number, value: number, id = 1): void => {
  receiptOf(session.call(idOf(id), 'put', new Uint8Array(Uint32Array.of(at, value).buffer), PLENTY));
};
const get = (session: Session, at: number, id = 1): number => {
  const { data } = receiptOf(session.call(idOf(id), 'get', new Uint8Array(Uint32Array.of(at).buffer), PLENTY));
  return new DataView(data.buffer).getUint32(0, true);
};

async function commitPut(vm: Vm, base: Uint8Array | undefined, at: number, value: number): Promise<Uint8Array> {
  const session = vm.openSession(base);
  if (!base) deployAll(session, [cell]);
  put(session, at, value);
  return session.commit();
}

async function reopened(store: KeyValueStore): Promise<Vm> {
  return openTestVm(store);
}

describe('04 §8.3 root of a session', () => {
  test('is that of the pages written, computed by hand', async () => {
    const session = (await openTestVm()).openSession(undefined);
    deployAll(session, [cell]);
    receiptOf(session.call(idOf(1), 'zero', NONE, PLENTY));
    receiptOf(session.call(idOf(1), 'read', NONE, PLENTY));
    const data = new Uint8Array(65_536);
    data.set(idOf(2));
    const pages = [data, new Uint8Array(65_536)].map((bytes, i) => ({
      index: i + 1,
      hash: blake3(bytes),
      leaf: { bytes, version: 1n },
    }));
    const root = contractRoot(withPages(emptyPageTree(false), pages));
    expect(toHex(session.root())).toBe(toHex(stateRoot(withRoots(undefined, [{ position: 1, root }]))));
  });

  test('does not change by asking, by a failed call, or by reading', async () => {
    const session = (await openTestVm()).openSession(undefined);
    deployAll(session, [cell]);
    const root = session.root();
    session.call(idOf(1), 'zero', NONE, 1n);
    session.call(idOf(1), 'read', NONE, PLENTY);
    expect(session.root()).toEqual(root);
  });

  test('new contracts take their positions in order of ids', async () => {
    const [a, b] = [await openTestVm(), await openTestVm()].map((vm) => vm.openSession(undefined));
    for (const [session, ids] of [
      [a, [1, 2]],
      [b, [2, 1]],
    ] as const) {
      for (const id of ids) session?.deploy({ id: idOf(id), bytecode: cell, owner: OWNER, gasLimit: PLENTY });
    }
    expect(a?.root()).toEqual(b?.root());
  });

  test('04 §8.4 a merely loaded contract of a colliding key puts its root back', async () => {
    const vm = await openTestVm();
    const low = idOf(2);
    const high = new Uint8Array(32);
    high[4] = 2;
    const session = vm.openSession(undefined);
    session.deploy({ id: low, bytecode: cell, owner: OWNER, gasLimit: PLENTY });
    session.deploy({ id: high, bytecode: cell, owner: OWNER, gasLimit: PLENTY });
    session.deploy({ id: idOf(1), bytecode: cell, owner: OWNER, gasLimit: PLENTY });
    session.call(low, 'zero', NONE, PLENTY);
    const first = await session.commit();
    const toucher = vm.openSession(first);
    receiptOf(toucher.call(idOf(1), 'touchOther', NONE, PLENTY));
    const touched = await toucher.commit();
    const place = vm.state(touched).place(2);
    const lowTree = vm.state(touched).contract(toHex(low))?.tree;
    const highTree = vm.state(touched).contract(toHex(high))?.tree;
    expect(vm.state(first).place(2)?.root).not.toEqual(contractRoot(highTree as PageTree));
    expect(place?.root).toEqual(contractRoot(lowTree as PageTree));
    expect(vm.state(first).place(2)?.root).toEqual(contractRoot(lowTree as PageTree));
  });
});

describe('04 §8.5 commits', () => {
  test('a session sees its base, not its siblings', async () => {
    const vm = await openTestVm();
    const first = await commitPut(vm, undefined, 1 << 17, 1);
    const left = await commitPut(vm, first, 1 << 17, 2);
    const right = await commitPut(vm, first, 1 << 17, 3);
    for (const [root, value] of [
      [first, 1],
      [left, 2],
      [right, 3],
      [first, 1],
    ] as const) {
      const session = vm.openSession(root);
      expect(get(session, 1 << 17)).toBe(value);
      session.close();
    }
  });

  test('closing without commit leaves no trace', async () => {
    const vm = await openTestVm();
    const first = await commitPut(vm, undefined, 1 << 17, 1);
    const session = vm.openSession(first);
    put(session, 1 << 17, 9);
    session.close();
    const again = vm.openSession(first);
    expect(get(again, 1 << 17)).toBe(1);
  });

  test('two sessions on one base do not see each other', async () => {
    const vm = await openTestVm();
    const first = await commitPut(vm, undefined, 1 << 17, 1);
    const [a, b] = [vm.openSession(first), vm.openSession(first)];
    put(a, 1 << 17, 5);
    expect(get(b, 1 << 17)).toBe(1);
    expect(get(a, 1 << 17)).toBe(5);
  });

  test('an unknown base is refused', async () => {
    const vm = await openTestVm();
    expect(() => vm.openSession(new Uint8Array(32).fill(9))).toThrowCode('VM_BASE_UNKNOWN');
  });

  test('the same root twice is one commit', async () => {
    const vm = await openTestVm();
    const first = await commitPut(vm, undefined, 1 << 17, 1);
    const again = await commitPut(vm, undefined, 1 << 17, 1);
    expect(again).toEqual(first);
    expect(vm.commitRoots.length).toBe(1);
  });

  test('finalise in order, reopen, go on', async () => {
    const store = createMemoryStore();
    let vm = await openTestVm(store);
    const first = await commitPut(vm, undefined, 1 << 17, 1);
    const second = await commitPut(vm, first, (1 << 17) + 4, 2);
    const third = await commitPut(vm, second, 3 << 16, 3);
    await expect(vm.finalize(second)).rejects.toThrowCode('VM_COMMIT_ORDER');
    await vm.finalize(first);
    await vm.finalize(second);
    await expect(vm.finalize(first)).rejects.toThrowCode('VM_COMMIT_UNKNOWN');
    vm = await reopened(store);
    expect(vm.mainRoot).toEqual(second);
    expect(vm.commitRoots).toEqual([third]);
    const session = vm.openSession(third);
    expect([get(session, 1 << 17), get(session, (1 << 17) + 4), get(session, 3 << 16)]).toEqual([1, 2, 3]);
    session.close();
    const fourth = await commitPut(vm, third, 1 << 17, 4);
    await vm.finalize(third);
    await vm.finalize(fourth);
    expect((await reopened(store)).mainRoot).toEqual(fourth);
  });

  test('finalising drops what contradicts it, and keeps no old pages', async () => {
    const store = createMemoryStore();
    const vm = await openTestVm(store);
    const first = await commitPut(vm, undefined, 1 << 17, 1);
    const good = await commitPut(vm, first, 1 << 17, 2);
    const bad = await commitPut(vm, first, 1 << 17, 3);
    await commitPut(vm, bad, 1 << 17, 4);
    await vm.finalize(first);
    await vm.finalize(good);
    expect(vm.commitRoots).toEqual([]);
    let pages = 0;
    for await (const [key] of store.range({ gte: Uint8Array.of(0x70), lt: Uint8Array.of(0x71) }))
      pages += key.length > 0 ? 1 : 0;
    const state = vm.state(good).contract(toHex(idOf(1)));
    expect(pages).toBe([...pagesOf(state?.tree as PageTree)].length);
  });

  test('delete: refused under other commits, deferred while held', async () => {
    const store = createMemoryStore();
    const vm = await openTestVm(store);
    const first = await commitPut(vm, undefined, 1 << 17, 1);
    const second = await commitPut(vm, first, 1 << 17, 2);
    await expect(vm.deleteCommit(first)).rejects.toThrowCode('VM_COMMIT_IN_USE');
    const held = vm.openSession(second);
    await vm.deleteCommit(second);
    expect(get(held, 1 << 17)).toBe(2);
    held.close();
    await vm.close();
    expect(vm.commitRoots).toEqual([first]);
    await expect(vm.deleteCommit(second)).rejects.toThrowCode('VM_COMMIT_UNKNOWN');
    expect((await reopened(store)).commitRoots).toEqual([first]);
  });

  test('memory length is part of a commit, though not of its root', async () => {
    const vm = await openTestVm();
    const session = vm.openSession(undefined);
    deployAll(session, [cell]);
    receiptOf(session.call(idOf(1), 'grow', NONE, PLENTY));
    const root = await session.commit();
    expect(vm.state(root).contract(toHex(idOf(1)))?.pages).toBe(9);
  });

  test('a damaged store is found at opening', async () => {
    const store = createMemoryStore();
    const vm = await openTestVm(store);
    const root = await commitPut(vm, undefined, 1 << 17, 1);
    await vm.finalize(root);
    for await (const [key, value] of store.range({ gte: Uint8Array.of(0x6c), lt: Uint8Array.of(0x6d) })) {
      value[0] = (value[0] as number) ^ 1;
      await store.put(key, value);
    }
    await expect(reopened(store)).rejects.toThrowCode('VM_STATE_CORRUPT');
  });

  test('a damaged page is found when pages are verified', async () => {
    const store = createMemoryStore();
    const root = await commitPut(await openTestVm(store), undefined, 1 << 17, 1);
    for await (const [key, value] of store.range({ gte: Uint8Array.of(0x70), lt: Uint8Array.of(0x71) })) {
      value[5] = (value[5] as number) ^ 1;
      await store.put(key, value);
    }
    const options = { store, hostQueries: () => undefined };
    expect((await createVm(options)).commitRoots).toEqual([root]);
    await expect(createVm({ ...options, verifyPages: true })).rejects.toThrowCode('VM_STATE_CORRUPT');
  });
});

test('the difference between two states', async () => {
  const vm = await openTestVm();
  const first = await commitPut(vm, undefined, 1 << 17, 1);
  const second = await commitPut(vm, first, 3 << 16, 0x0102);
  const { contracts } = vm.diff(first, second);
  expect(contracts.length).toBe(1);
  expect(contracts[0]).toMatchObject({ kind: 'changed', pagesBefore: 4, pagesAfter: 4 });
  const page = contracts[0]?.pages.find(({ index }) => index === 3);
  expect(page).toMatchObject({ before: undefined, changedBytes: 2 });
  expect(vm.diff(second, second).contracts).toEqual([]);
  expect(vm.diff(new Uint8Array(32), first).contracts[0]?.kind).toBe('added');
});

describe('a second engine that only reads', () => {
  test('takes over commits, finalised states and deletions; what did not change is kept', async () => {
    const store = createMemoryStore();
    const writer = await openTestVm(store);
    const reader = await openTestVm(store);
    const first = await commitPut(writer, undefined, 8, 1);
    expect(() => reader.openSession(first)).toThrowCode('VM_BASE_UNKNOWN');
    await reader.refresh();
    const bytecode = reader.state(first).contract(toHex(idOf(1)))?.bytecode;
    let root = first;
    for (let step = 2; step <= 40; step++) {
      const next = await commitPut(writer, root, 8 * step, step);
      expect(toHex(writer.baseOf(next) ?? NONE)).toBe(toHex(root));
      await writer.finalize(root);
      // Sometimes several states are final before the reader looks again.
      if (step % 3 !== 0) await reader.refresh();
      root = next;
    }
    await reader.refresh();
    expect(toHex(reader.mainRoot)).toBe(toHex(writer.mainRoot));
    expect(reader.commitRoots.map(toHex)).toEqual(writer.commitRoots.map(toHex));
    expect(reader.state(root).contract(toHex(idOf(1)))?.bytecode).toBe(bytecode);
    const session = reader.openSession(root);
    expect([get(session, 8), get(session, 16), get(session, 320)]).toEqual([1, 2, 40]);
    session.close();
    await writer.deleteCommit(root);
    await reader.refresh();
    expect(reader.commitRoots).toEqual([]);
  });
});
