import type { Bench } from '@eventide/testkit';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const area = 'codec';

const VALUES = 100_000;

/** Cursors against a bare DataView over the same integers. */
export async function run(bench: Bench): Promise<void> {
  const bytes = new Uint8Array(8 * VALUES).map((_, i) => i * 7);
  const options = { operations: VALUES };
  const read = await bench.measure(
    'Reader.u64',
    () => {
      const r = new Reader(bytes);
      let sum = 0n;
      for (let i = 0; i < VALUES; i++) sum ^= r.u64();
      return sum;
    },
    options,
  );
  const bare = await bench.measure(
    'yardstick: DataView.getBigUint64',
    () => {
      const view = new DataView(bytes.buffer);
      let sum = 0n;
      for (let i = 0; i < VALUES; i++) sum ^= view.getBigUint64(8 * i, true);
      return sum;
    },
    options,
  );
  bench.ratio('Reader.u64 / DataView', read, bare, { atMost: 2 });
  await bench.measure(
    'Writer.u64',
    () => {
      const w = new Writer();
      for (let i = 0; i < VALUES; i++) w.u64(7n);
      return w.finish();
    },
    options,
  );
}
