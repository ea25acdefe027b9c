import type { Metrics } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blockCodec } from '@eventide/ledger';
import type { NodeEvent } from '../api/nodeDoor.ts';

const SECONDS = [0.1, 0.5, 1, 2, 4, 8, 12, 20, 40, 80];

/** Counts what happens on the chain, under the reference's names and our own. Spec: 08 §4.7 */
export function countEvents(metrics: Metrics): (event: NodeEvent) => void {
  const label = (kind: string) => metrics.counter({ name: `dusk_block_${kind}`, help: `Blocks that became ${kind}.` });
  const transactions = metrics.counter({ name: 'dusk_txn_count', help: 'Transactions in accepted blocks.' });
  const reverts = metrics.counter({ name: 'dusk_revert_count', help: 'Blocks taken off the chain.' });
  const fallbacks = metrics.counter({ name: 'dusk_fallback_count', help: 'Changes to another branch.' });
  const slashed = metrics.histogram({
    name: 'dusk_slashed_count',
    help: 'Punished provisioners of a block.',
    buckets: [0, 1, 2, 4, 8],
  });
  const iterations = metrics.histogram({
    name: 'dusk_block_iter',
    help: 'Iteration of a block.',
    buckets: [0, 1, 2, 4, 8, 16, 32],
  });
  const times = metrics.histogram({ name: 'dusk_block_time', help: 'Seconds between two blocks.', buckets: SECONDS });
  const sizes = metrics.histogram({
    name: 'dusk_block_disk_size',
    help: 'Bytes of a block.',
    buckets: [1e3, 1e4, 1e5, 1e6],
  });
  const tip = metrics.gauge({ name: 'eventide_chain_tip_height', help: 'Height of the tip.' });
  const final = metrics.gauge({ name: 'eventide_chain_final_height', help: 'Height of the newest final block.' });
  const gas = metrics.counter({ name: 'eventide_chain_gas_total', help: 'Gas spent in accepted blocks.' });
  let before: bigint | undefined;
  let reverted = false;
  return (event) => {
    if (event.kind === 'accepted') {
      const { header, faults } = event.block;
      transactions.add(event.spent.length);
      gas.add(Number(event.spent.reduce((sum, { gasSpent }) => sum + gasSpent, 0n)));
      label(event.label.kind).add();
      iterations.observe(header.iteration);
      slashed.observe(faults.length + header.failedIterations.filter((entry) => entry !== undefined).length);
      sizes.observe(encode(blockCodec, event.block).length);
      if (before !== undefined) times.observe(Number(header.timestampSec - before));
      before = header.timestampSec;
      tip.set(Number(header.height));
      if (reverted) fallbacks.add();
      reverted = false;
    } else if (event.kind === 'labelled') {
      label(event.label.kind).add();
      if (event.label.kind === 'Final') final.set(Number(event.height));
    } else if (event.kind === 'reverted') {
      reverts.add();
      reverted = true;
    }
  };
}
