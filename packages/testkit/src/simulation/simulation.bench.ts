import type { Bench } from '../bench.ts';
import { Simulation } from './simulation.ts';

export const area = 'simulation';

/** Whole nodes with transparent signatures: what the chain itself costs, and that it does not grow with the chain. */
export async function run(bench: Bench): Promise<void> {
  const alone = new Simulation({ seed: 1, nodes: 1, minBlockTimeSec: 1 });
  const blocks = async (name: string, to: bigint): Promise<number> => {
    const result = await bench.measure(name, () => alone.run(1e12, () => alone.settledHeight >= to), {
      runs: 1,
      warmup: 0,
    });
    return result.medianMs;
  };
  const early = await blocks('one node, blocks 1 to 1,000', 1_000n);
  await blocks('one node, blocks 1,000 to 9,000', 9_000n);
  const late = await blocks('one node, blocks 9,000 to 10,000', 10_000n);
  bench.figure('cost of a block at 10,000 over one at the start', late / early, 'ratio');
  const many = new Simulation({ seed: 2, nodes: 200 });
  const network = await bench.measure(
    '200 nodes, 3 final rounds',
    () => many.run(1e9, () => many.settledHeight >= 3n),
    {
      runs: 1,
      warmup: 0,
    },
  );
  bench.figure(
    'messages per second of machine time, 200 nodes',
    (many.counts.delivered * 1_000) / network.medianMs,
    '1/s',
  );
}
