import { intToBytesLe } from '@eventide/base';
import { buildFixture } from '@eventide/contract-sdk/fixtureContracts.fixture';
import { localnet, rulesAt } from '@eventide/params';
import { createMemoryStore } from '@eventide/store/memory';
import type { Bench } from '@eventide/testkit';
import { createVm } from '@eventide/vm/vm';
import { createHostQueries } from './hostQueries/hostQueries.ts';
import { createQueryCache } from './hostQueries/queryCache.ts';

export const area = 'execution';

/** Blocks of 400 new nullifiers, few or a million spent: in the set of the transfer contract, and in an ordered map beside it. */
export async function run(bench: Bench): Promise<void> {
  await blocks(bench, 'growing set', 'spend_many', 1.5);
  await blocks(bench, 'ordered map', 'fill', undefined);
}

async function blocks(bench: Bench, what: string, method: string, atMost: number | undefined): Promise<void> {
  const { wasm } = await buildFixture('containers');
  const id = new Uint8Array(32).fill(7);
  const hostQueries = createHostQueries(rulesAt(localnet, 0n), createQueryCache());
  const vm = await createVm({ store: createMemoryStore(), hostQueries });
  const first = vm.openSession(undefined);
  const deployed = first.deploy({ id, bytecode: wasm, owner: new Uint8Array(32), gasLimit: 10n ** 9n });
  if (!deployed.ok) throw new Error(deployed.failure.kind);
  let root = await first.commit();
  await vm.finalize(root);
  let [pages, counting] = [0, false];
  const block = async (count: number): Promise<void> => {
    const session = vm.openSession(root);
    const result = session.call(id, method, intToBytesLe(BigInt(count), 8), 10n ** 15n);
    if (!result.ok) throw new Error(result.failure.kind);
    const next = await session.commit();
    if (counting) pages = vm.diff(root, next).contracts.reduce((sum, contract) => sum + contract.pages.length, 0);
    root = next;
    await vm.finalize(root);
  };
  const countPages = async (): Promise<void> => {
    counting = true;
    await block(400);
    counting = false;
    bench.figure('  pages it writes', pages, 'pages');
  };
  await block(10_000);
  const few = await bench.measure(`${what}: block of 400 nullifiers, 10^4 spent`, () => block(400));
  await countPages();
  for (let i = 0; i < 99; i++) await block(10_000);
  const many = await bench.measure(`${what}: block of 400 nullifiers, 10^6 spent`, () => block(400));
  await countPages();
  bench.ratio(`${what}: block at 10^6 nullifiers / at 10^4`, many, few, atMost === undefined ? {} : { atMost });
  await vm.close();
}
