import type { Bench } from '@eventide/testkit';
import { runBlock } from './runBlock.ts';
import { blockOf, moonlight, openWorld } from './world.fixture.ts';

export const area = 'execution';

const TRANSFERS = 1000;

/** A block of payments on our genesis contracts: executed with all its signatures, settled, and committed to memory. */
export async function run(bench: Bench): Promise<void> {
  const transactions = Array.from({ length: TRANSFERS }, (_, i) =>
    moonlight({ nonce: BigInt(i + 1), value: 1n, gas: { gasLimit: 3_000_000n, gasPrice: 1n } }),
  );
  const world = await openWorld();
  const started = performance.now();
  const outcome = runBlock(world.engine, blockOf(world, { transactions }));
  if (!outcome.ok) throw new Error(outcome.reason);
  bench.figure(`runBlock of ${TRANSFERS} Moonlight transfers`, performance.now() - started, 'ms');
  bench.figure('gas of such a block', Number(outcome.block.gasSpent), 'gas');
  const executed = performance.now();
  await outcome.block.commit();
  bench.figure('commit of its state, in memory', performance.now() - executed, 'ms');
  await world.engine.vm.close();
}
