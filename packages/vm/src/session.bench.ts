import type { Bench } from '@eventide/testkit';
import { assemble } from './testing/assemble.ts';
import { deployAll, idOf, openTestVm, PLENTY } from './testing/engine.ts';

export const area = 'vm';

const CALLS = 10_000;
const NONE = new Uint8Array();

const counter = assemble({
  memories: [2],
  functions: {
    increment: { code: 'i32.const 65536 i32.const 65536 i32.load i32.const 1 i32.add i32.store i32.const 0' },
  },
});

/** Writes to 100 pages; `insert` adds a 32-byte record at the end of a growing list. */
const writer = assemble({
  memories: [1024],
  functions: {
    hundred: {
      locals: 'i32',
      code: `i32.const 65536 local.set 1
             loop 0x40
               local.get 1 local.get 1 i32.load i32.const 1 i32.add i32.store
               local.get 1 i32.const 65536 i32.add local.tee 1 i32.const 6619136 i32.lt_u br_if 0
             end i32.const 0`,
    },
    insert: {
      locals: 'i32 i32',
      code: `i32.const 65536 i32.load local.set 1 i32.const 0 i32.load local.set 2
             loop 0x40
               local.get 1 i32.const 5 i32.shl i32.const 131072 i32.add local.get 1 i32.store
               local.get 1 i32.const 1 i32.add local.set 1
               local.get 2 i32.const 1 i32.sub local.tee 2 br_if 0
             end i32.const 65536 local.get 1 i32.store i32.const 0`,
    },
  },
});

/** Calls, state roots and commits. Spec: 04 §8, §9.4 */
export async function run(bench: Bench): Promise<void> {
  const vm = await openTestVm();
  const session = vm.openSession(undefined);
  deployAll(session, [counter, writer]);
  const calls = (): void => {
    for (let i = 0; i < CALLS; i++) session.call(idOf(1), 'increment', NONE, PLENTY);
  };
  const measured = await bench.measure('contract call (counter)', calls, { operations: CALLS });
  bench.figure('contract calls per second', Math.round(1e9 / measured.perOperationNs), 'calls/s');
  let root = await session.commit();
  const hundred = async (): Promise<void> => {
    const block = vm.openSession(root);
    block.call(idOf(2), 'hundred', NONE, PLENTY);
    const start = performance.now();
    block.root();
    roots.push(performance.now() - start);
    root = await block.commit();
    await vm.finalize(root).catch(() => undefined);
  };
  const roots: number[] = [];
  await bench.measure('block that touches 100 pages: call, root, commit', hundred);
  bench.figure(
    'state root of 100 pages, median',
    Number(roots.sort((a, b) => a - b)[roots.length >> 1]?.toFixed(2)),
    'ms',
  );
  const insert = async (count: number): Promise<void> => {
    const block = vm.openSession(root);
    block.call(idOf(2), 'insert', new Uint8Array(Uint32Array.of(count).buffer), PLENTY);
    root = await block.commit();
  };
  const few = await bench.measure('block of 100 records, empty list', () => insert(100));
  await insert(1_000_000);
  const many = await bench.measure('block of 100 records, 10^6 in the list', () => insert(100));
  bench.ratio('block cost: 10^6 records / none', many, few, { atMost: 1.5 });
}
