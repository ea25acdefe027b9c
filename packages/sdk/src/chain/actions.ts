import type { Lux } from '@eventide/base';
import { post } from '../calls/post.ts';
import { query } from '../calls/query.ts';
import type { Client } from '../client.ts';
import { NetworkError } from '../errors.ts';
import { asList, asNumber, asObject, asText, asU64, type Json, type JsonObject, parseExact } from '../json.ts';
import {
  BLOCK_FIELDS,
  hexOf,
  readBlock,
  readSpentTx,
  readWaitingTx,
  SPENT_TX_FIELDS,
  WAITING_TX_FIELDS,
} from './read.ts';
import type { BlockId, BlockInfo, BlockRef, TxInfo } from './types.ts';

export type ReadOptions = { readonly signal?: AbortSignal | undefined };

/** Blocks one question may ask for. Spec: 08 §5.1 */
const MAX_BLOCKS = 200n;

/** The node's own words about itself. Spec: 08 §4.1 */
export async function getNodeInfo(client: Client, options: ReadOptions = {}): Promise<JsonObject> {
  return asObject(parseExact(await textOf(client, '/on/node/info', options)), 'node/info');
}

/** Height of the newest block. */
export async function getHeight(client: Client, options: ReadOptions = {}): Promise<bigint> {
  return (await getTip(client, options)).height;
}

/** Newest block and newest final block, height and hash. Spec: 08 §5.1 */
export async function getTip(
  client: Client,
  options: ReadOptions = {},
): Promise<BlockRef & { readonly final: BlockRef }> {
  const data = await query(client.transport, 'query { lastBlockPair { json } }', options);
  const json = asObject(data.lastBlockPair, 'lastBlockPair').json;
  const pair = asObject(typeof json === 'string' ? parseExact(json) : json, 'lastBlockPair.json');
  return { ...refOf(pair.last_block, 'last_block'), final: refOf(pair.last_finalized_block, 'last_finalized_block') };
}

/** A block with its transactions; null if the chain has none there. Spec: 08 §5.1 */
export async function getBlock(client: Client, id: BlockId, options: ReadOptions = {}): Promise<BlockInfo | null> {
  const which =
    typeof id === 'bigint'
      ? `height: ${id}`
      : id === 'tip'
        ? 'height: -1'
        : id === 'final'
          ? `hash: "${(await getTip(client, options)).final.hash}"`
          : `hash: "${checkHash(id)}"`;
  const data = await query(client.transport, `query { block(${which}) { ${BLOCK_FIELDS} } }`, options);
  return data.block === null || data.block === undefined ? null : readBlock(data.block);
}

/** Blocks `from` to `to`, ascending, in questions of at most 200. Ends at the tip. Spec: 08 §5.1 */
export async function getBlocks(
  client: Client,
  range: { readonly from: bigint; readonly to: bigint },
  options: ReadOptions = {},
): Promise<BlockInfo[]> {
  const blocks: BlockInfo[] = [];
  for (let from = range.from; from <= range.to; from += MAX_BLOCKS) {
    const to = from + MAX_BLOCKS - 1n < range.to ? from + MAX_BLOCKS - 1n : range.to;
    const text = `query { blocks(range: [${from}, ${to}]) { ${BLOCK_FIELDS} } }`;
    const page = asList((await query(client.transport, text, options)).blocks, 'blocks').map(readBlock);
    blocks.push(...page);
    if (BigInt(page.length) < to - from + 1n) break;
  }
  return blocks.sort((a, b) => (a.height < b.height ? -1 : 1));
}

/** A transaction by its id, executed or waiting; null if the node knows none. Spec: 08 §5.1 */
export async function getTx(client: Client, id: string, options: ReadOptions = {}): Promise<TxInfo | null> {
  const hash = checkHash(id);
  const text = `query { tx(hash: "${hash}") { ${SPENT_TX_FIELDS} } mempoolTx(hash: "${hash}") { ${WAITING_TX_FIELDS} } }`;
  const data = await query(client.transport, text, options);
  if (data.tx !== null && data.tx !== undefined) return readSpentTx(data.tx);
  return data.mempoolTx === null || data.mempoolTx === undefined ? null : readWaitingTx(data.mempoolTx);
}

/** The newest executed transactions, at most 200, newest block first. Spec: 08 §5.1 */
export async function getTransactions(
  client: Client,
  { last, signal }: { readonly last: number } & ReadOptions,
): Promise<TxInfo[]> {
  const data = await query(client.transport, `query { transactions(last: ${last}) { ${SPENT_TX_FIELDS} } }`, {
    signal,
  });
  return asList(data.transactions, 'transactions').map(readSpentTx);
}

/** What waits for a block, best fee first. Spec: 08 §5.1 */
export async function getMempool(client: Client, options: ReadOptions = {}): Promise<TxInfo[]> {
  const data = await query(client.transport, `query { mempoolTxs { ${WAITING_TX_FIELDS} } }`, options);
  return asList(data.mempoolTxs, 'mempoolTxs').map(readWaitingTx);
}

/** Prices of waiting transactions, in lux per gas; all 1 when nothing waits. Spec: 08 §3 */
export type GasPrice = { readonly average: Lux; readonly max: Lux; readonly median: Lux; readonly min: Lux };

/** Spec: 08 §3 */
export async function getGasPrice(
  client: Client,
  { maxTransactions, signal }: { readonly maxTransactions?: number | undefined } & ReadOptions = {},
): Promise<GasPrice> {
  const body = maxTransactions === undefined ? undefined : String(maxTransactions);
  const json = asObject(parseExact(await textOf(client, '/on/blocks/gas-price', { signal, body })), 'gas-price');
  return {
    average: asU64(json.average, 'average'),
    max: asU64(json.max, 'max'),
    median: asU64(json.median, 'median'),
    min: asU64(json.min, 'min'),
  };
}

/** A stake as the node lists it. Spec: 08 §3 */
export type ProvisionerInfo = {
  /** Base58 of the consensus key. */
  readonly account: string;
  readonly amount: Lux;
  readonly locked: Lux;
  readonly eligibility: bigint;
  readonly reward: Lux;
  readonly faults: number;
  readonly hardFaults: number;
  readonly owner: { readonly account: string } | { readonly contract: string };
};

/** Everybody with a stake. Spec: 08 §3 */
export async function getProvisioners(client: Client, options: ReadOptions = {}): Promise<ProvisionerInfo[]> {
  const list = asList(parseExact(await textOf(client, '/on/node/provisioners', options)), 'provisioners');
  return list.map((json) => {
    const entry = asObject(json, 'provisioner');
    const owner = asObject(entry.owner, 'owner');
    return {
      account: asText(entry.key, 'key'),
      amount: asU64(entry.amount, 'amount'),
      locked: asU64(entry.locked_amt, 'locked_amt'),
      eligibility: asU64(entry.eligibility, 'eligibility'),
      reward: asU64(entry.reward, 'reward'),
      faults: asNumber(entry.faults, 'faults'),
      hardFaults: asNumber(entry.hard_faults, 'hard_faults'),
      owner:
        owner.Contract === undefined
          ? { account: asText(owner.Account, 'owner.Account') }
          : { contract: asText(owner.Contract, 'owner.Contract') },
    };
  });
}

/** An event a contract emitted. */
export type EventInfo = {
  readonly contract: string;
  readonly topic: string;
  readonly data: Uint8Array;
  /** The transaction, or the block hash for rewards and slashes. */
  readonly origin: string;
};

/** All contract events of a block, in order; needs a node with an archive. Spec: 08 §5.1 */
export async function getEvents(
  client: Client,
  block: bigint | string,
  options: ReadOptions = {},
): Promise<EventInfo[]> {
  const which = typeof block === 'bigint' ? `height: ${block}` : `hash: "${checkHash(block)}"`;
  const data = await query(client.transport, `query { contractEvents(${which}) { json } }`, options);
  if (data.contractEvents === null || data.contractEvents === undefined) return [];
  const json = asObject(data.contractEvents, 'contractEvents').json;
  const list = asList(typeof json === 'string' ? parseExact(json) : json, 'contractEvents.json');
  return list.map((item) => {
    const event = asObject(item, 'event');
    return {
      contract: asText(event.source, 'source'),
      topic: asText(event.topic, 'topic'),
      data: hexOf(event.data, 'data'),
      origin: asText(event.origin, 'origin'),
    };
  });
}

/** Any query of the node's schema; the data object, numbers exact. Spec: 08 §5 */
export async function queryGraphql(
  client: Client,
  text: string,
  options: ReadOptions & { readonly variables?: Readonly<Record<string, string | number | boolean>> | undefined } = {},
): Promise<JsonObject> {
  return query(client.transport, text, options);
}

/** True if the chain has this block at this height. Spec: 08 §5.1 */
export async function checkBlock(
  client: Client,
  { height, hash }: BlockRef,
  options: ReadOptions = {},
): Promise<boolean> {
  const text = `query { checkBlock(height: ${height}, hash: "${checkHash(hash)}") }`;
  return (await query(client.transport, text, options)).checkBlock === true;
}

/** Lower-case hex of 32 bytes. @throws NetworkError NETWORK_REFUSED */
export function checkHash(text: string): string {
  const hash = text.toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  throw new NetworkError('NETWORK_REFUSED', { reason: 'not a hash of 64 hex characters' });
}

async function textOf(
  client: Client,
  path: string,
  options: ReadOptions & { readonly body?: string | undefined },
): Promise<string> {
  return (await post(client.transport, path, options)).text();
}

function refOf(json: Json | undefined, at: string): BlockRef {
  const [height, hash] = asList(json, at);
  return { height: asU64(height, at), hash: asText(hash, at) };
}
