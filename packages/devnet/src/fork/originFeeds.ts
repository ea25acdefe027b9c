import { decodeFeed, decodeReturn, encodeArgument, stakeAbi, transferAbi } from '@eventide/abi';
import { equalBytes, fromHex, isEventideError, toHex } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { CryptoError } from '@eventide/crypto';
import { isValidG2 } from '@eventide/crypto/bls12-381/group';
import { decodeG2Raw } from '@eventide/crypto/bls12-381/raw';
import type { FedState } from '@eventide/execution';
import { type Client, getTip } from '@eventide/sdk';
import { feedContract, readContract } from '@eventide/sdk/calls/contract';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { DevnetError } from '../errors.ts';
import { badState } from './originRoutes.ts';

/** What one node holds in memory: 147 MB of notes. */
const MOST_NOTES = 200_000;
const MOST = { sync_nullifiers: 400_000, sync_accounts: 200_000, sync_contract_balances: 65_536, stakes: 10_000 };
/** Readings of all that is small, until no block came between. */
const TRIES = 5;
const NONE = new Uint8Array(0);

/** A state as its feeders told it, the block it is of, and the root that the tree of its notes must have. */
export type OriginFeeds = { readonly fed: FedState; readonly hash: string; readonly notesRoot: bigint };

/** How far a reading is. */
export type FeedProgress = { readonly notes: number; readonly nullifiers: number; readonly accounts: number };

/**
 * Reads what the genesis contracts of a node of Rusk feed. It tells its newest state only: notes, which are never taken back, come first,
 * the rest between two looks at the tip that see the same block.
 * @throws DevnetError DEVNET_FORK_STATE for what contradicts itself, is too large, or changes with every reading; NetworkError
 * Spec: 13 §3.2, 08 §4.2
 */
export async function originFeeds(
  client: Client,
  onProgress: (progress: FeedProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<OriginFeeds> {
  const { transport } = client;
  const notes: FedState['notes'][number][] = [];
  const feed = async <T>(
    contract: Uint8Array,
    name: keyof typeof MOST | 'sync',
    argument: Uint8Array,
    read: (item: Uint8Array) => T,
  ): Promise<T[]> => {
    const abi = name === 'stakes' ? stakeAbi.methods.stakes : transferAbi.methods[name];
    const size = abi.feeds?.archive.layout.size ?? 0;
    const most = name === 'sync' ? MOST_NOTES : MOST[name];
    const items: T[] = [];
    for await (const chunk of feedContract(transport, contract, name, argument, size, { signal })) {
      for (let at = 0; at < chunk.length; at += size) items.push(reading(name, () => read(chunk.slice(at, at + size))));
      if (items.length > most) throw badState({ feed: name, most });
    }
    return items;
  };
  const moreNotes = async (): Promise<void> => {
    const range = encodeArgument(transferAbi, 'sync', [BigInt(notes.length), 0n]);
    for (const { blockHeight: height, note } of await feed(TRANSFER_CONTRACT, 'sync', range, (item) =>
      decodeFeed(transferAbi, 'sync', item),
    )) {
      if (note.pos !== BigInt(notes.length)) throw badState({ feed: 'sync', position: notes.length });
      notes.push({ height, note });
    }
    if (notes.length > MOST_NOTES) throw badState({ feed: 'sync', most: MOST_NOTES });
  };
  const all = encodeArgument(transferAbi, 'sync', [0n, 0n]);
  await moreNotes();
  for (let tries = 1; tries <= TRIES; tries++) {
    const before = await getTip(client, { signal });
    const nullifiers = await feed(TRANSFER_CONTRACT, 'sync_nullifiers', all, (item) =>
      decodeFeed(transferAbi, 'sync_nullifiers', item),
    );
    const accounts = await feed(TRANSFER_CONTRACT, 'sync_accounts', all, (item) => {
      const [, key] = decodeFeed(transferAbi, 'sync_accounts', item);
      // The contract takes the bytes as they are.
      if (!isValidG2(decodeG2Raw(typeof key === 'string' ? fromHex(key) : key)))
        throw badState({ feed: 'sync_accounts' });
      return item;
    });
    const balances = await feed(TRANSFER_CONTRACT, 'sync_contract_balances', all, (item) =>
      decodeFeed(transferAbi, 'sync_contract_balances', item),
    );
    const stakes = await feed(STAKE_CONTRACT, 'stakes', NONE, (item) => {
      const [keys, data] = decodeFeed(stakeAbi, 'stakes', item);
      return { keys, data };
    });
    await moreNotes();
    const root = await readContract(transport, TRANSFER_CONTRACT, 'root', NONE, { signal });
    onProgress({ notes: notes.length, nullifiers: nullifiers.length, accounts: accounts.length });
    if ((await getTip(client, { signal })).hash !== before.hash) continue;
    const fed = { notes, nullifiers, accounts, balances, stakes };
    expectBacked(fed);
    return { fed, hash: before.hash, notesRoot: reading('root', () => decodeReturn(transferAbi, 'root', root)) };
  }
  throw badState({ reason: 'blocks came faster than the state was read', tries: TRIES });
}

/** Everything that is staked lies in the balance of the stake contract. Spec: 05 §5.1 */
function expectBacked({ balances, stakes }: FedState): void {
  const staked = stakes.reduce(
    (sum, { data }) => sum + (data.amount ? data.amount.value + data.amount.locked : 0n),
    0n,
  );
  const balance = balances.find(([contract]) => equalBytes(contract, STAKE_CONTRACT))?.[1] ?? 0n;
  if (staked !== balance)
    throw badState({ contract: toHex(STAKE_CONTRACT), staked: String(staked), balance: String(balance) });
}

/** @throws DevnetError DEVNET_FORK_STATE for bytes that are no value */
function reading<T>(feed: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isEventideError(cause, 'DEVNET_FORK_STATE') || !(cause instanceof CodecError || cause instanceof CryptoError))
      throw cause;
    throw new DevnetError('DEVNET_FORK_STATE', { feed, reason: 'the answer has another form' }, { cause });
  }
}
