import { fromHex } from '@eventide/base';
import { type Bench, loadVectors } from '@eventide/testkit';
import { decodeArchive, encodeArchive } from './archive.ts';
import { genesisTypes } from './genesis.fixture.ts';

export const area = 'codec';

const CALLS = 500;

/** Archives of a transaction, against copying their bytes and against JSON of the same value. */
export async function run(bench: Bench): Promise<void> {
  const { steps } = loadVectors<{ steps: readonly { fn: string; arg: string }[] }>('contracts/wasm-trace');
  const bytes = fromHex(steps.find(({ fn }) => fn === 'spend_and_execute')?.arg ?? '');
  const type = genesisTypes.Transaction;
  const value = decodeArchive(type, bytes);
  const json = JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? part.toString() : part));
  const times = (fn: () => unknown) => (): void => {
    for (let i = 0; i < CALLS; i++) fn();
  };
  const options = { operations: CALLS };
  const decoded = await bench.measure(
    'rkyv: check and read a transaction',
    times(() => decodeArchive(type, bytes)),
    options,
  );
  await bench.measure(
    'rkyv: write a transaction',
    times(() => encodeArchive(type, value)),
    options,
  );
  const parsed = await bench.measure(
    'yardstick: JSON.parse of the same value',
    times(() => JSON.parse(json)),
    options,
  );
  bench.ratio('rkyv read / JSON.parse', decoded, parsed, { atMost: 1 });
  bench.figure('rkyv: size of the archive', bytes.length, 'bytes');
}
