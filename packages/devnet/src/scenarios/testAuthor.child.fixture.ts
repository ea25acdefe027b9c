/**
 * Somebody's test, as a process of its own: `write <folder> <epochs>` pays, goes back twice, skips and dumps; `read <folder>` goes on
 * from the dump. Prints one JSON object. `--expose-gc` is needed.
 */
import { fromHex, parseDusk, toHex } from '@eventide/base';
import { getBalance, sendPublic, waitForTx } from '@eventide/sdk';
import { createDevnet } from '../solo/createDevnet.ts';
import type { Devnet } from '../solo/devnet.ts';

export type Told = {
  /** State root after so many payments, of each round; then after each revert. */
  readonly paid: readonly string[];
  readonly reverted: readonly string[];
  readonly balances: readonly string[];
  /** Bytes in use after each revert. */
  readonly usedBytes: readonly number[];
  /** Of every block. */
  readonly hashes: readonly string[];
  readonly receipts: readonly string[];
};

const PAYMENTS = 20;
/** The memory after the first is compared with that after the last. */
const ROUNDS = 2;
const [how, folder = '', epochs = '0', ...ids] = process.argv.slice(2);

const rootOf = (net: Devnet): string => toHex(net.door.ledger.tip().block.header.stateHash);

async function pay(net: Devnet, count: number): Promise<string[]> {
  const from = await net.wallet('alice');
  const to = (await net.wallet('bob')).account;
  const sent: string[] = [];
  for (let i = 0; i < count; i++) {
    const { id } = await sendPublic(net.client, { from, to, value: parseDusk('1') });
    await waitForTx(net.client, id, { until: 'final' });
    sent.push(id);
  }
  return sent;
}

function usedBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function hashesOf(net: Devnet): Promise<string[]> {
  const hashes: string[] = [];
  for (let at = 0n; at <= net.door.ledger.tip().block.header.height; at++)
    hashes.push(toHex((await net.door.ledger.at(at))?.block.header.hash as Uint8Array));
  return hashes;
}

/** What the node says of a transaction, as text. */
async function receipt(net: Devnet, id: string): Promise<string> {
  const { gasSpent, error, blockHeight, blockHash } = (await net.door.ledger.spent(fromHex(id))) ?? {};
  return [id, gasSpent, error ?? 'ok', blockHeight, blockHash && toHex(blockHash)].join(' ');
}

async function write(): Promise<Told & { readonly ids: readonly string[] }> {
  const net = await createDevnet({ seed: 7, accounts: 2 });
  const clean = net.snapshot('clean');
  const told = { paid: [] as string[], reverted: [] as string[], balances: [] as string[], usedBytes: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    await pay(net, PAYMENTS);
    told.paid.push(rootOf(net));
    await net.revert(clean);
    told.reverted.push(rootOf(net));
    told.balances.push(String((await getBalance(net.client, { profile: await net.wallet('bob') })).public));
    told.usedBytes.push(usedBytes());
  }
  const ids = await pay(net, 3);
  await net.skip(epochs === '0' ? { blocks: 20n } : { epochs: BigInt(epochs) });
  ids.push(...(await pay(net, 1)));
  await net.dump(folder);
  const receipts = await Promise.all(ids.map((id) => receipt(net, id)));
  const hashes = await hashesOf(net);
  await net.close();
  return { ...told, ids, hashes, receipts };
}

async function read(): Promise<Partial<Told>> {
  const net = await createDevnet({ load: folder });
  const receipts = await Promise.all(ids.map((id) => receipt(net, id)));
  const hashes = await hashesOf(net);
  await pay(net, 1);
  const again = await createDevnet({ seed: 7, accounts: 2 });
  await pay(again, 3);
  const paid = (await hashesOf(again)).slice(0, 4);
  await Promise.all([net.close(), again.close()]);
  return { receipts, hashes, paid };
}

process.stdout.write(JSON.stringify(how === 'write' ? await write() : await read()));
