import { toHex } from '@eventide/base';
import { createMemoryStore, type KeyValueStore } from '@eventide/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from '../testing/assemble.ts';
import { deployAll, failureOf, idOf, openTestVm, PLENTY, receiptOf, testQueries } from '../testing/engine.ts';
import { intermediary, reader, readerMethods } from '../testing/reentrantContracts.ts';
import { createVm, type Vm } from '../vm.ts';
import type { CommitState } from './commit.ts';
import { contractKey } from './contractTree.ts';
import { importRemote, type RemoteContract } from './importRemote.ts';
import { contractRoot, type PageNode, pageAt } from './pageTree.ts';
import type { PageSource } from './remoteTree.ts';

const PAGES = 12;
/** `put` writes a word, `get` gives one, `copy` moves 100 bytes over, `undo` writes and fails, `grow` adds pages; arguments are addresses. */
const cells = assemble({
  memories: [PAGES],
  argumentBuffer: 0,
  functions: {
    put: { code: 'i32.const 0 i32.load i32.const 0 i32.load 4 i32.store i32.const 0' },
    get: { code: 'i32.const 0 i32.const 0 i32.load i32.load i32.store i32.const 4' },
    copy: { code: 'i32.const 0 i32.load i32.const 0 i32.load 4 i32.const 100 memory.copy i32.const 0' },
    undo: { code: 'i32.const 0 i32.load i32.const 0 i32.load 4 i32.store unreachable' },
    grow: { code: 'i32.const 1 memory.grow drop i32.const 0' },
  },
});
const words = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

/** What a state told of itself elsewhere, counted. */
function sourceOf(state: CommitState): PageSource & { readonly asked: string[] } {
  const asked: string[] = [];
  const contract = (id: Uint8Array) => state.contract(toHex(id));
  return {
    asked,
    children(id, { level, first }) {
      let node: PageNode | undefined = contract(id)?.tree.root;
      for (let at = 7; at >= level; at--) node = node?.children?.[Math.floor(first / 4 ** at) % 4];
      return [0, 1, 2, 3].map((i) => node?.children?.[i]?.hash ?? new Uint8Array(32));
    },
    page(id, index) {
      asked.push(`${id[0]}:${index}`);
      const tree = contract(id)?.tree;
      return (tree && pageAt(tree, index)) ?? new Uint8Array();
    },
    code(id) {
      asked.push(`${id[0]}:code`);
      return contract(id)?.bytecode ?? new Uint8Array();
    },
  };
}

function listOf(state: CommitState): RemoteContract[] {
  return [...state.contracts().values()].map(({ id, owner, pages, tree }) => ({
    id,
    owner,
    pages,
    position: state.place(contractKey(id))?.position ?? 0,
    root: contractRoot(tree),
    wide: false,
  }));
}

const openRemote = (store: KeyValueStore, source: PageSource): Promise<Vm> =>
  createVm({ store, hostQueries: testQueries, keptMemories: 8, source });

async function remoteOf(state: CommitState, store: KeyValueStore = createMemoryStore()) {
  const source = sourceOf(state);
  await importRemote(store, source, listOf(state), state.root);
  return { vm: await openRemote(store, source), source, store };
}

/** Every page of contract 1 but the last two holds something; contract 2 is never called. */
async function origin(): Promise<{ readonly vm: Vm; readonly root: Uint8Array }> {
  const vm = await openTestVm();
  const session = vm.openSession(undefined);
  deployAll(session, [cells, cells]);
  for (const id of [1, 2])
    for (let page = 1; page < PAGES - 2; page++)
      receiptOf(session.call(idOf(id), 'put', words(page * 65_536 + 8, page), PLENTY));
  return { vm, root: await session.commit() };
}

describe('13 §3.2 a state whose pages are elsewhere', () => {
  test('costs nothing until it is read, and then the pages that are', async () => {
    const { vm: whole, root } = await origin();
    const { vm, source } = await remoteOf(whole.state(root));
    expect(toHex(vm.mainRoot)).toBe(toHex(root));
    expect(source.asked).toEqual([]);
    const session = vm.openSession(root);
    expect(receiptOf(session.call(idOf(1), 'get', words(5 * 65_536 + 8), PLENTY)).data).toEqual(words(5));
    expect(source.asked).toEqual(['1:code', '1:0', '1:5']);
    receiptOf(session.call(idOf(1), 'get', words(5 * 65_536 + 8), PLENTY));
    expect(source.asked).toHaveLength(3);
    session.close();
    // The memory is kept for the next session on the same state.
    const next = vm.openSession(root);
    receiptOf(next.call(idOf(1), 'get', words(5 * 65_536 + 8), PLENTY));
    expect(source.asked).toHaveLength(3);
  });

  const step = fc.record({
    method: fc.constantFrom('put', 'get', 'copy', 'undo', 'grow'),
    contract: fc.integer({ min: 1, max: 2 }),
    to: fc.integer({ min: 1, max: PAGES * 65_536 - 200 }),
    other: fc.integer({ min: 1, max: PAGES * 65_536 - 200 }),
    ends: fc.boolean(),
  });

  test('calls answer, cost and change the same as where all is held; so after opening again', async () => {
    const { vm: whole, root } = await origin();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 16 }), async (steps) => {
        const remote = await remoteOf(whole.state(root));
        let vms = [whole, remote.vm] as const;
        let roots: readonly Uint8Array[] = [root, root];
        let sessions = vms.map((vm, i) => vm.openSession(roots[i]));
        for (const { method, contract, to, other, ends } of steps) {
          const [here, there] = sessions.map((session) =>
            session.call(idOf(contract), method, words(to, other), PLENTY),
          );
          expect(there).toEqual(here);
          const now = sessions.map((session) => toHex(session.root()));
          expect(now[1]).toBe(now[0]);
          if (!ends) continue;
          roots = await Promise.all(sessions.map((session) => session.commit()));
          vms = [whole, await openRemote(remote.store, remote.source)];
          sessions = vms.map((vm, i) => vm.openSession(roots[i]));
        }
        for (const session of sessions) session.close();
      }),
      { numRuns: 8 },
    );
  });

  test.each(readerMethods.filter((name) => name.length > 1))(
    'reads after an undone frame count alike: %s',
    async (method) => {
      const whole = await openTestVm();
      const first = whole.openSession(undefined);
      deployAll(first, [reader, intermediary]);
      const root = await first.commit();
      const { vm } = await remoteOf(whole.state(root));
      const [here, there] = [whole, vm].map((each) => {
        const session = each.openSession(root);
        const result = session.call(idOf(1), method, new Uint8Array(), PLENTY);
        return { result, root: toHex(session.root()) };
      });
      expect(there).toEqual(here);
    },
  );

  test('final states stay readable, and what was written does not come from elsewhere again', async () => {
    const { vm: whole, root } = await origin();
    const { vm, source, store } = await remoteOf(whole.state(root));
    const session = vm.openSession(root);
    receiptOf(session.call(idOf(1), 'put', words(3 * 65_536, 77), PLENTY));
    const next = await session.commit();
    await vm.finalize(next);
    source.asked.length = 0;
    const again = await openRemote(store, source);
    const reading = again.openSession(next);
    expect(receiptOf(reading.call(idOf(1), 'get', words(3 * 65_536), PLENTY)).data).toEqual(words(77));
    expect(source.asked).toEqual(['1:code']);
  });

  test('what cannot be had ends the call with its own error, and is asked for again', async () => {
    const { vm: whole, root } = await origin();
    const state = whole.state(root);
    const honest = sourceOf(state);
    let gone = true;
    const source: PageSource = {
      ...honest,
      page(id, index, hash) {
        if (gone && index === 4) throw new TypeError('gone');
        return honest.page(id, index, hash);
      },
    };
    const store = createMemoryStore();
    await importRemote(store, source, listOf(state), root);
    const vm = await openRemote(store, source);
    for (const method of ['get', 'put']) {
      const session = vm.openSession(root);
      receiptOf(session.call(idOf(1), 'put', words(2 * 65_536, 9), PLENTY));
      expect(() => session.call(idOf(1), method, words(4 * 65_536 + 8, 1), PLENTY)).toThrow('gone');
      session.close();
    }
    gone = false;
    const session = vm.openSession(root);
    expect(receiptOf(session.call(idOf(1), 'get', words(4 * 65_536 + 8), PLENTY)).data).toEqual(words(4));
    expect(receiptOf(session.call(idOf(1), 'get', words(2 * 65_536), PLENTY)).data).toEqual(words(0));
    expect(failureOf(session.call(idOf(1), 'undo', words(65_536, 1), PLENTY)).kind).toBe('unknown');
    expect(toHex(session.root())).not.toBe(toHex(root));
  });

  test.each<[string, (honest: PageSource) => Partial<PageSource>]>([
    ['a page', ({ page }) => ({ page: (...words) => page(...words).map((byte, i) => (i === 99 ? byte ^ 1 : byte)) })],
    ['a short page', ({ page }) => ({ page: (...words) => page(...words).subarray(1) })],
    [
      'a node',
      ({ children }) => ({ children: (...words) => children(...words).map((hash) => hash.map((byte) => byte ^ 1)) }),
    ],
    ['a short node', ({ children }) => ({ children: (...words) => children(...words).slice(1) })],
  ])('%s that has not its hash', async (_, lie) => {
    const { vm: whole, root } = await origin();
    const state = whole.state(root);
    const honest = sourceOf(state);
    const source = { ...honest, ...lie(honest) };
    const store = createMemoryStore();
    await importRemote(store, source, listOf(state), root);
    const session = (await openRemote(store, source)).openSession(root);
    expect(() => session.call(idOf(1), 'get', words(65_536), PLENTY)).toThrow(/VM_STATE_CORRUPT/);
  });

  test('roots that do not lead to the state', async () => {
    const { vm: whole, root } = await origin();
    const state = whole.state(root);
    const list = listOf(state);
    const bring = (contracts: readonly RemoteContract[], store = createMemoryStore()) =>
      importRemote(store, sourceOf(state), contracts, root);
    const code = (name: string) => expect.objectContaining({ code: name });
    await expect(bring(list.slice(1))).rejects.toEqual(code('VM_SNAPSHOT_MALFORMED'));
    const others = list.map((each) => ({ ...each, root: each.root.map((byte) => byte ^ 1) }));
    await expect(bring(others)).rejects.toEqual(code('VM_SNAPSHOT_ROOT'));
    const store = createMemoryStore();
    await bring(list, store);
    await expect(bring(list, store)).rejects.toEqual(code('VM_COMMIT_ORDER'));
  });
});
