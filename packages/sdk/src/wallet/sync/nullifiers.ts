import { decodeFeed, transferAbi } from '@eventide/abi';
import { bytesToIntLe, concatBytes, intToBytesLe, isEventideError } from '@eventide/base';
import type { Fr } from '@eventide/crypto/fields/fr';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import { feedContract } from '../../calls/contract.ts';
import { query } from '../../calls/query.ts';
import { hexOf } from '../../chain/read.ts';
import type { Client } from '../../client.ts';
import { asList, asObject, asText, asU64, parseExact } from '../../json.ts';

/** A nullifier the chain has, and where if a block told it. */
export type SeenNullifier = { readonly nullifier: Fr; readonly height: bigint | null; readonly txId: string | null };

const SCALAR = 32;
const BLOCKS_PER_QUESTION = 200n;
/** Blocks behind up to which asking by blocks is cheaper than the whole feed. */
const MAX_BY_BLOCKS = 4_000n;

/**
 * All nullifiers that came after height `after`, up to `to`: block by block when few blocks are missing, else the whole set, which is
 * compared here. Own nullifiers are never named to anybody. `whole` is true for the set.
 * Spec: 13 §4, 05 §4.2
 */
export async function* nullifiersAfter(
  client: Client,
  after: bigint | null,
  to: bigint,
  signal?: AbortSignal,
): AsyncGenerator<{
  readonly whole: boolean;
  readonly done: bigint;
  readonly total: bigint;
  readonly seen: readonly SeenNullifier[];
}> {
  if (after !== null && to - after <= MAX_BY_BLOCKS) {
    try {
      yield* byBlocks(client, after, to, signal);
      return;
    } catch (error) {
      // A node that keeps no old blocks: the feed has everything.
      if (!isEventideError(error, 'NETWORK_REFUSED')) throw error;
    }
  }
  yield* wholeSet(client, signal);
}

async function* byBlocks(
  client: Client,
  after: bigint,
  to: bigint,
  signal?: AbortSignal,
): AsyncGenerator<{
  readonly whole: boolean;
  readonly done: bigint;
  readonly total: bigint;
  readonly seen: readonly SeenNullifier[];
}> {
  for (let from = after + 1n; from <= to; from += BLOCKS_PER_QUESTION) {
    const last = from + BLOCKS_PER_QUESTION - 1n < to ? from + BLOCKS_PER_QUESTION - 1n : to;
    const text = `query { blockTxs(range: [${from}, ${last}]) { id blockHeight tx { txType json } } }`;
    const txs = asList((await query(client.transport, text, { signal })).blockTxs, 'blockTxs');
    const seen = txs.flatMap((json): SeenNullifier[] => {
      const spent = asObject(json, 'blockTxs');
      const tx = asObject(spent.tx, 'tx');
      const body = asObject(parseExact(asText(tx.json, 'tx.json')), 'tx.json');
      if (body.nullifiers === undefined || body.nullifiers === null) return [];
      const height = asU64(spent.blockHeight, 'blockHeight');
      const txId = asText(spent.id, 'id');
      return asList(body.nullifiers, 'nullifiers').map((it) => ({
        nullifier: bytesToIntLe(hexOf(it, 'nullifiers')),
        height,
        txId,
      }));
    });
    yield { whole: false, done: last - after, total: to - after, seen };
  }
}

async function* wholeSet(
  client: Client,
  signal?: AbortSignal,
): AsyncGenerator<{
  readonly whole: boolean;
  readonly done: bigint;
  readonly total: bigint;
  readonly seen: readonly SeenNullifier[];
}> {
  let done = 0n;
  const all = concatBytes(intToBytesLe(0n, 8), intToBytesLe(0n, 8));
  for await (const chunk of feedContract(client.transport, TRANSFER_CONTRACT, 'sync_nullifiers', all, SCALAR, {
    signal,
  })) {
    const seen: SeenNullifier[] = [];
    for (let at = 0; at < chunk.length; at += SCALAR) {
      const nullifier = decodeFeed(transferAbi, 'sync_nullifiers', chunk.subarray(at, at + SCALAR));
      seen.push({ nullifier, height: null, txId: null });
    }
    done += BigInt(seen.length);
    yield { whole: true, done, total: done, seen };
  }
}
