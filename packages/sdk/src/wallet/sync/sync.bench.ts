import { phoenixPublicKey, phoenixViewKey, StdRng } from '@eventide/crypto';
import { derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { mnemonicSeed } from '@eventide/crypto/keys/mnemonic';
import { createMemoryStore } from '@eventide/store';
import type { Bench } from '@eventide/testkit/bench';
import { createClient } from '../../client.ts';
import { foreignEntries, ModelNode, noteFor } from '../../modelNode.fixture.ts';
import { nodeScanner } from '../../nodeOnly/nodeScanner.ts';
import { inProcess } from '../../transports/inProcess.ts';
import { ALICE, TEST_COST } from '../../world.fixture.ts';
import { createWallet } from '../openWallet.ts';
import { leavesOf } from '../scan/compactNote.ts';
import { scanPage } from '../scan/scanner.ts';
import { appendLeaves, edgeRoot, emptyEdge } from '../tree/noteTree.ts';
import { syncWallet } from './syncWallet.ts';

export const area = 'sdk';

const NOTES = Number(process.env.EVENTIDE_BENCH_NOTES ?? 100_000);
const PAGE = 5_000;

export async function run(bench: Bench): Promise<void> {
  const { randomBytes } = new StdRng(new Uint8Array(32).fill(3));
  const secret = derivePhoenixSecretKey(mnemonicSeed(ALICE), 0);
  const node = new ModelNode({ tree: false });
  for (let left = NOTES; left > 0; left -= PAGE) {
    node.addEntries(foreignEntries(PAGE - 1, node.noteCount, node.height + 1, randomBytes));
    node.add([noteFor(phoenixPublicKey(secret), 1_000_000_000n, randomBytes)]);
  }
  const page = node.blocks.find(({ notes }) => notes.length > 0)?.notes as Uint8Array;
  const once = { runs: 3, warmup: 1, operations: PAGE };
  const view = phoenixViewKey(secret);
  const trial = await bench.measure('trial and leaf of a foreign note, one thread', () => scanPage([view], page), once);
  bench.figure('100,000 foreign notes on one core', Math.round(trial.perOperationNs / 1e2) / 1e2, 's');
  // Of the processor alone, so that other programs of the machine do not count.
  const cpu = processorSeconds(() => scanPage([view], page)) * (100_000 / PAGE);
  bench.figure('the same, processor time', Math.round(cpu * 10) / 10, 's');
  await bench.measure('leaf of a note', () => leavesOf(page), once);
  const leaves = leavesOf(page);
  await bench.measure('leaf into the tree', () => appendLeaves(emptyEdge(), leaves, []), once);

  let edge = emptyEdge();
  for (const { notes } of node.blocks) edge = appendLeaves(edge, leavesOf(notes), []);
  node.knownRoot = edgeRoot(edge);
  const scanner = nodeScanner();
  const client = createClient({ transport: inProcess(node), scanner });
  const before = process.cpuUsage();
  const cold = await bench.measure(
    `cold sync of ${NOTES} notes, ${NOTES / PAGE} of them own`,
    async () => {
      const wallet = await createWallet({ store: createMemoryStore(), password: '', cost: TEST_COST, mnemonic: ALICE });
      const { found } = await syncWallet(client, { wallet });
      if (found !== NOTES / PAGE) throw new Error(`found ${found}`);
      await wallet.close();
    },
    { runs: 1, warmup: 0 },
  );
  bench.figure('cold sync', Math.round(cold.medianMs / 10) / 100, 's');
  bench.figure('the same, processor time of all threads', seconds(process.cpuUsage(before)), 's');
  await scanner.close();
}

function processorSeconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return seconds(process.cpuUsage(before));
}

function seconds({ user, system }: NodeJS.CpuUsage): number {
  return Math.round((user + system) / 1e4) / 1e2;
}
