import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workPrices } from '@eventide/params';
import { openLmdbStore } from '@eventide/store/lmdb';
import type { Bench } from '@eventide/testkit';
import { deployAll, idOf, PLENTY } from '@eventide/vm/testing/engine';
import { hostileContract, times } from '@eventide/vm/testing/hostileContract';
import { createVm } from '@eventide/vm/vm';

export const area = 'execution';

const BLOCK_GAS = 3e9;
const RUNS = 3;
const METHODS: readonly (readonly [method: string, times: number])[] = [
  ['fill', 20_000],
  ['copy', 10_000],
  ['tables', 2_000],
  ['pages', 3_000],
  ['calls', 5_000],
  ['dirtyCalls', 50],
  ['ids', 50_000],
  ['callers', 50_000],
  ['owners', 50_000],
  ['events', 50_000],
];

/** Seconds of processor that a block holds which does nothing but one kind of work, its state on disk included. */
export async function run(bench: Bench): Promise<void> {
  for (const prices of [undefined, workPrices]) {
    const folder = mkdtempSync(join(tmpdir(), 'eventide-hostile-'));
    const store = openLmdbStore({ path: folder });
    const vm = await createVm({ store, hostQueries: () => undefined });
    const first = vm.openSession(undefined);
    const contract = hostileContract(idOf(2));
    deployAll(first, [contract, contract]);
    let root = await first.commit();
    for (const [method, count] of METHODS) {
      let best = Number.POSITIVE_INFINITY;
      let gas = 0;
      for (let i = 0; i < RUNS; i++) {
        const before = process.cpuUsage();
        const session = vm.openSession(root, { workPrices: prices });
        const result = session.call(idOf(1), method, times(count), PLENTY);
        if (!result.ok) throw new Error(`${method}: ${result.failure.kind}`);
        gas = Number(result.receipt.gasSpent);
        root = await session.commit();
        const { user, system } = process.cpuUsage(before);
        best = Math.min(best, (user + system) / 1e6);
      }
      bench.figure(
        `${prices ? 'priced' : 'free'}: block full of ${method}`,
        (best * BLOCK_GAS) / gas,
        's of processor',
      );
    }
    await vm.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
}
