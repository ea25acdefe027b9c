import { fromHex } from '@eventide/base';
import { type Bench, loadVectors } from '@eventide/testkit';
import { decodeTx } from '@eventide/tx';
import { decodeFeed, eventToJson } from './contract.ts';
import { transferAbi } from './transfer/abi.ts';
import { archiveTransaction } from './transfer/convert.ts';

export const area = 'abi';

export async function run(bench: Bench): Promise<void> {
  const { notes } = loadVectors<{ readonly notes: readonly { readonly archived_leaf_height_7: string }[] }>(
    'transactions/notes',
  );
  const leaf = fromHex(notes[1]?.archived_leaf_height_7 ?? '');
  const { transactions } = loadVectors<{ readonly transactions: readonly { readonly tx: string }[] }>(
    'transactions/phoenix',
  );
  const tx = decodeTx(fromHex(transactions[1]?.tx ?? ''), { strict: true });
  const { steps } = loadVectors<{
    readonly steps: readonly { readonly events: readonly { readonly topic: string; readonly data: string }[] }[];
  }>('transactions/contract_io');
  const event = steps.flatMap(({ events }) => events).find(({ topic }) => topic === 'moonlight');
  const eventBytes = fromHex(event?.data ?? '');
  const many = { operations: 50 };
  await bench.measure('decode a note leaf', () => repeat(50, () => decodeFeed(transferAbi, 'sync', leaf)), many);
  await bench.measure('archive a Phoenix transaction', () => repeat(50, () => archiveTransaction(tx)), many);
  await bench.measure(
    'Moonlight event to JSON',
    () => repeat(50, () => eventToJson(transferAbi, 'moonlight', eventBytes)),
    many,
  );
}

function repeat(count: number, run: () => unknown): void {
  for (let i = 0; i < count; i++) run();
}
