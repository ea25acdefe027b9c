import { createBlsSigner } from '@eventide/consensus';
import type { Bench } from '@eventide/testkit';
import { buildMoonlight, encodeTx } from '@eventide/tx';
import { createDevnet } from './solo/createDevnet.ts';
import type { Devnet } from './solo/devnet.ts';

export const area = 'devnet';

const PAYMENTS_EACH = 40;
const gas = { gasLimit: 10_000_000n, gasPrice: 1n };

/** A network in process: how soon it is there, what an empty block costs, and what goes through a whole node. */
export async function run(bench: Bench): Promise<void> {
  await (await createDevnet()).close();
  await bench.measure('createDevnet and close, warm', async () => (await createDevnet()).close(), {
    runs: 5,
    warmup: 1,
  });
  const net = await createDevnet({ mine: { kind: 'manual' } });
  try {
    await skipped(bench, net);
    await throughput(bench, net);
    const here = net.snapshot();
    await net.mine(10);
    await bench.measure('revert of 10 blocks', () => net.revert(here), { runs: 5, warmup: 1 });
    bench.figure('memory of the process', Math.round(process.memoryUsage().rss / 1_048_576), 'MiB');
  } finally {
    await net.close();
  }
}

/** Empty blocks against what four signatures cost, which no block of one key can do without. */
async function skipped(bench: Bench, net: Devnet): Promise<void> {
  const { secretKey } = net.accounts.provisioners[0] as (typeof net.accounts.provisioners)[number];
  const signer = createBlsSigner(secretKey, () => 'V2');
  const message = new Uint8Array(32);
  const next = (): Uint8Array => {
    new DataView(message.buffer).setUint32(0, signed++);
    return message.slice();
  };
  let signed = 0;
  const one = await bench.measure('one signature', () => signer.sign(1n, next()), { warmup: 300 });
  const two = await bench.measure('two signatures at once', () => signer.signTwo?.(1n, [next(), next()]), {
    warmup: 300,
  });
  const block = await bench.measure('empty block of one node', () => net.skip({ blocks: 200n }), {
    operations: 200,
    runs: 5,
    warmup: 1,
  });
  bench.ratio('two signatures at once / one', two, one);
  bench.ratio('empty block / two of its four signatures', block, two);
  bench.figure('empty blocks per second', Math.round(1e9 / block.perOperationNs), '1/s');
}

/** Signed payments of ten accounts: into the mempool, then blocks until none is left. Processor time of the whole process. */
async function throughput(bench: Bench, net: Devnet): Promise<void> {
  const [first] = net.accounts.users;
  const signed = net.accounts.users.flatMap((from) =>
    Array.from({ length: PAYMENTS_EACH }, (_, i) =>
      encodeTx(
        buildMoonlight({
          chainId: net.genesis.network.chainId,
          from: from.secretKey,
          to: (first as typeof from).publicKey,
          value: 1n,
          gas,
          nonce: BigInt(i + 1),
        }),
      ),
    ),
  );
  const before = process.cpuUsage();
  const started = performance.now();
  const results = await Promise.all(signed.map((bytes) => net.door.mempool.submit(bytes)));
  const refused = results.find(({ ok }) => !ok);
  if (refused !== undefined) throw new Error(JSON.stringify(refused));
  let blocks = 0;
  while (net.door.mempool.size > 0) {
    await net.mine();
    blocks++;
  }
  const { user, system } = process.cpuUsage(before);
  const cpuSeconds = (user + system) / 1e6;
  bench.figure('public payments through a node', signed.length, `in ${blocks} blocks`);
  bench.figure('  per second of processor time', Math.round(signed.length / cpuSeconds), '1/s');
  bench.figure('  per second on the clock', Math.round((signed.length * 1_000) / (performance.now() - started)), '1/s');
}
