import type { Bench } from '../bench.ts';
import { Simulation } from './simulation.ts';

export const area = 'simulation';

/** Blocks of the long chain, and of the stretches at its ends that are compared. A hundred thousand take some minutes. */
const LONG = BigInt(process.env.EVENTIDE_BENCH_BLOCKS ?? 20_000);
const STRETCH = 1_000n;
/** Rounds of the large network; the first one, which warms up, is not counted. */
const ROUNDS = BigInt(process.env.EVENTIDE_BENCH_ROUNDS ?? 10);

const once = { runs: 1, warmup: 0 };

/** Whole nodes with transparent signatures: what the chain itself costs, and that it does not grow with the chain. */
export async function run(bench: Bench): Promise<void> {
  const alone = new Simulation({ seed: 1, nodes: 1, minBlockTimeSec: 1 });
  const reach = (height: bigint) => () => alone.run(1e12, () => alone.settledHeight >= height);
  await bench.measure(`one node, blocks 1 to ${STRETCH}, warming up`, reach(STRETCH), once);
  const early = await bench.measure(`one node, the next ${STRETCH}`, reach(2n * STRETCH), once);
  await bench.measure(`one node, on to ${LONG - STRETCH}`, reach(LONG - STRETCH), once);
  const late = await bench.measure(`one node, the ${STRETCH} before ${LONG}`, reach(LONG), once);
  bench.ratio(`cost of a block at ${LONG} / at ${2n * STRETCH}`, late, early);
  bench.figure(
    'what could grow in its chain',
    Object.values(alone.nodes[0]?.chain?.sizes ?? {}).reduce((a, b) => a + b),
    'entries',
  );
  const many = new Simulation({ seed: 2, nodes: 200 });
  many.run(1e9, () => many.settledHeight >= 1n);
  const before = many.counts.delivered;
  const rounds = await bench.measure(
    `200 nodes, ${ROUNDS} final rounds`,
    () => many.run(1e9, () => many.settledHeight > ROUNDS),
    { ...once, operations: Number(ROUNDS) },
  );
  bench.figure('a thousand such rounds', rounds.perOperationNs / 1e6, 's');
  bench.figure('messages per second', ((many.counts.delivered - before) * 1_000) / rounds.medianMs, '1/s');
}
