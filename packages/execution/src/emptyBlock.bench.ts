import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareBytes } from '@eventide/base';
import type { BlsSecretKey } from '@eventide/crypto';
import { openLmdbStore } from '@eventide/store/lmdb';
import type { Bench } from '@eventide/testkit';
import { type BlockOutcome, runBlock } from './runBlock.ts';
import { blockOf, keyBytes, openWorld, type World } from './world.fixture.ts';

export const area = 'execution';

/** Voters of a block: two committees of 64 credits drawn from many leave about so many different keys. */
const VOTERS = 96;
const CREDITS = 128;

/** What an empty block costs beyond its header (see the bench of consensus): rewards for all voters, the new root, the disk. */
export async function run(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'eventide-bench-'));
  const provisioners = Array.from({ length: VOTERS }, (_, i): BlsSecretKey => BigInt(i + 17));
  const store = openLmdbStore({ path: folder });
  const world = await openWorld({ provisioners, store });
  try {
    await measureChain(bench, world, provisioners);
  } finally {
    await world.engine.vm.close();
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** Every block stands on the one before, as in a chain. */
async function measureChain(
  bench: Bench,
  { engine, root }: World,
  provisioners: readonly BlsSecretKey[],
): Promise<void> {
  const keys = provisioners.map(keyBytes).sort(compareBytes);
  const voters = keys.map((key, i) => ({ key, credits: i < CREDITS - VOTERS ? 2 : 1 }));
  let [height, previousRoot] = [1n, root];
  let executed: Extract<BlockOutcome, { ok: true }>['block'] | undefined;
  const execute = (): void => {
    executed?.close();
    const outcome = runBlock(engine, blockOf({ engine, root: previousRoot }, { height, voters, generator: keys[0]! }));
    if (!outcome.ok) throw new Error(outcome.reason);
    executed = outcome.block;
  };
  await bench.measure(`empty block: rewards of ${VOTERS} voters, root and filter`, execute, { runs: 25 });
  await bench.measure(
    'empty block: the same, and its state on disk',
    async () => {
      execute();
      previousRoot = (await executed?.commit()) as Uint8Array;
      executed = undefined;
      height++;
    },
    { runs: 25 },
  );
}
