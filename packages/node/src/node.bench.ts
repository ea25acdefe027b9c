import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '@eventide/codec';
import { type BlsSecretKey, blsPublicKey, blsPublicKeyCodec } from '@eventide/crypto';
import { defaultOverlayOptions, defaultUdpOptions, type KadcastNodeOptions } from '@eventide/kadcast';
import type { Bench } from '@eventide/testkit';
import { alice, DUSK, nextEvent, payment, soloOptions, testGenesis } from './start/node.fixture.ts';
import type { NodeGenesis } from './start/nodeOptions.ts';
import { startNode } from './start/startNode.ts';

export const area = 'node';

const BLOCKS = Number(process.env.EVENTIDE_BENCH_BLOCKS ?? 300);
/** More of them where a start executes them again: a code that runs for the first time is slow. */
const BLOCKS_ON_DISK = 3 * BLOCKS;
const PAYMENTS = Number(process.env.EVENTIDE_BENCH_PAYMENTS ?? 1_000);
const UDP = 21_900;

/**
 * A node alone makes empty blocks, a second one catches them up over UDP, a third one executes those on its disk again; then payments
 * through mempool and blocks.
 */
export async function run(bench: Bench): Promise<void> {
  const genesis = await testGenesis();
  const first = await startNode(
    soloOptions(genesis, { kadcast: kadcast(0), startPeers: { count: 0, waitMs: 0 }, finality: 'instant' }),
  );
  await first.production.produce(20);
  const made = await timed(() => first.production.produce(BLOCKS));
  bench.figure('empty blocks made by a node alone', (1_000 * BLOCKS) / made, 'blocks/s');
  const path = mkdtempSync(join(tmpdir(), 'eventide-bench-'));
  const second = await startNode({
    ...soloOptions(genesis, { production: { kind: 'consensus' }, kadcast: kadcast(1) }),
    storage: { kind: 'disk', path },
    verifierThreads: 1,
    provisioner: undefined,
  });
  const warm = await nextEvent(second, 'accepted', ({ block }) => block.header.height === 20n);
  const left = BLOCKS + 20 - Number(warm.block.header.height);
  const caught = await timed(() =>
    nextEvent(second, 'accepted', ({ block }) => block.header.height === BigInt(BLOCKS + 20)),
  );
  bench.figure('empty blocks caught up from a peer', (1_000 * left) / caught, 'blocks/s');
  bench.figure('validate and accept an empty block', caught / left, 'ms');
  await second.close();
  rmSync(path, { recursive: true });
  await first.close();
  await fromDisk(bench, genesis);
  await payments(bench);
}

/** Blocks are on disk, their states are not: what a start does after the state was lost or restored from an older copy. */
async function fromDisk(bench: Bench, genesis: NodeGenesis): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'eventide-bench-'));
  const [path, older] = [join(folder, 'node'), join(folder, 'older')];
  try {
    const options = soloOptions(genesis, { storage: { kind: 'disk', path } });
    const produce = async (blocks: number): Promise<void> => {
      const node = await startNode(options);
      await node.production.produce(blocks);
      await node.close();
    };
    await produce(20);
    cpSync(`${path}/state`, older, { recursive: true });
    await produce(BLOCKS_ON_DISK);
    const open = await timed(async () => (await startNode(options)).close());
    rmSync(`${path}/state`, { recursive: true });
    cpSync(older, `${path}/state`, { recursive: true });
    const remade = await timed(async () => (await startNode(options)).close());
    bench.figure('empty blocks caught up from disk', (1_000 * BLOCKS_ON_DISK) / (remade - open), 'blocks/s');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Many senders, so that nothing waits for a nonce. */
async function payments(bench: Bench): Promise<void> {
  const genesis = await testGenesis();
  const node = await startNode(soloOptions(genesis, { verifierThreads: 1, finality: 'instant' }));
  const senders = Array.from({ length: 100 }, (_, i): BlsSecretKey => 10_000n + BigInt(i));
  let nonce = 0n;
  for (const sender of senders) {
    await node.door.mempool.submit(
      payment({ from: alice, to: blsPublicKey(sender), value: 9n * DUSK, nonce: ++nonce }),
    );
  }
  await node.production.produce(1);
  const each = Math.ceil(PAYMENTS / senders.length);
  const txs = Array.from({ length: each }, (_, i) =>
    senders.map((from) =>
      payment({ from, value: 1n, nonce: BigInt(i + 1), gas: { gasLimit: 10_000_000n, gasPrice: 1n } }),
    ),
  ).flat();
  const admitted = await timed(() => Promise.all(txs.map((bytes) => node.door.mempool.submit(bytes))));
  bench.figure('payments admitted', (1_000 * txs.length) / admitted, 'tx/s');
  let executed = 0;
  const stop = node.door.subscribe((event) => {
    if (event.kind === 'accepted') executed += event.spent.length;
  });
  const ran = await timed(async () => {
    while (executed < txs.length && node.door.mempool.size > 0) await node.production.produce(1);
  });
  stop();
  bench.figure('payments executed', (1_000 * executed) / ran, 'tx/s');
  bench.figure('payments admitted and executed', (1_000 * executed) / (admitted + ran), 'tx/s');
  const { balance } = await node.door.state.account(encode(blsPublicKeyCodec, blsPublicKey(alice)));
  if (executed !== txs.length) throw new Error(`only ${executed} of ${txs.length} executed, alice has ${balance}`);
  await node.close();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

function kadcast(index: number): KadcastNodeOptions {
  const publicAddress = `127.0.0.1:${UDP + index}`;
  return {
    overlay: {
      ...defaultOverlayOptions,
      networkId: 224,
      publicAddress,
      bootstrappingNodes: [`127.0.0.1:${UDP}`],
      difficulty: 8,
    },
    udp: { ...defaultUdpOptions, listen: { host: '127.0.0.1', port: UDP + index } },
  };
}
