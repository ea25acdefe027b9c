import { once } from 'node:events';
import type { KeyValueStore } from '@eventide/store';
import { openLmdbStore } from '@eventide/store/lmdb';
import { createVm } from '../vm.ts';
import { assemble } from './assemble.ts';

/** A counter that also fills pages, so that a commit takes a while. */
export const crashContract: Uint8Array = assemble({
  memories: [24],
  functions: {
    step: {
      locals: 'i32',
      code: `i32.const 65536 i32.const 65536 i32.load i32.const 1 i32.add i32.store
             i32.const 131072 local.set 1
             loop 0x40
               local.get 1 i32.const 65536 i32.load i32.store
               local.get 1 i32.const 65536 i32.add local.tee 1 i32.const 1572864 i32.lt_u br_if 0
             end
             i32.const 0 i32.const 65536 i32.load i32.store i32.const 4`,
    },
  },
});

export const crashContractId: Uint8Array = new Uint8Array(32).fill(1);

/** What the writer waits for on its standard input, so that it can be started ahead of its turn. */
export type CrashOrder = {
  /** Folder of the store. */
  readonly path: string;
  /** The process kills itself when the store has looked at so many fields of operations; null: somebody else kills it. */
  readonly dieAtStep: number | null;
};

/** Commits and finalises without end, and says so after each; for a test that kills the process. */
async function run({ path, dieAtStep }: CrashOrder): Promise<never> {
  const store = openLmdbStore({ path });
  const watched = dieAtStep === null ? store : dyingStore(store, dieAtStep);
  const vm = await createVm({ store: watched, hostQueries: () => undefined });
  let tip = vm.commitRoots.at(-1) ?? (vm.mainRoot.some((byte) => byte !== 0) ? vm.mainRoot : undefined);
  for (;;) {
    const session = vm.openSession(tip);
    if (!tip)
      session.deploy({ id: crashContractId, bytecode: crashContract, owner: new Uint8Array(), gasLimit: 10n ** 6n });
    const result = session.call(crashContractId, 'step', new Uint8Array(), 10n ** 6n);
    if (!result.ok) throw new Error(result.failure.kind);
    tip = await session.commit();
    const count = new DataView(result.receipt.data.buffer).getUint32(0, true);
    process.stdout.write(`${count}\n`);
    const [oldest] = vm.commitRoots;
    if (oldest && vm.commitRoots.length > 1) await vm.finalize(oldest);
  }
}

/** A store under which the process dies while an operation is checked, or within the transaction that writes it. */
function dyingStore(store: KeyValueStore, dieAtStep: number): KeyValueStore {
  let steps = 0;
  const watch = <T extends object>(operation: T): T =>
    new Proxy(operation, {
      get(target, name) {
        if (++steps >= dieAtStep) process.kill(process.pid, 'SIGKILL');
        return Reflect.get(target, name);
      },
    });
  return { ...store, batch: (operations) => store.batch(operations.map(watch)) };
}

if (process.argv[2] === 'write') {
  const [order] = (await once(process.stdin, 'data')) as [Buffer];
  await run(JSON.parse(order.toString()));
}
