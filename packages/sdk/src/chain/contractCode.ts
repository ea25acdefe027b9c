import { concatBytes, fromHex } from '@eventide/base';
import { post } from '../calls/post.ts';
import { query } from '../calls/query.ts';
import type { Client } from '../client.ts';
import { asObject } from '../json.ts';
import type { ReadOptions } from './actions.ts';
import { hexOf } from './read.ts';

/** Longest code a transaction can carry, and some. */
const MOST_CODE_BYTES = 1 << 26;

/**
 * The code of a contract as a node of ours has it in the newest state. Nothing ties it to the state root: see `contractId` for what does
 * tie it to the id. Nodes of other make do not serve it.
 * @throws NetworkError NETWORK_UNSUPPORTED, NETWORK_REFUSED (`status` 404: no such contract); TextError for a bad id
 * Spec: 14 §9
 */
export async function getContractCode(client: Client, id: string, options: ReadOptions = {}): Promise<Uint8Array> {
  const contract = fromHex(id, 32);
  const root = await newestStateRoot(client, options);
  const response = await post(client.transport, '/on/eventide/contract_code', {
    body: concatBytes(root, contract),
    binary: true,
    signal: options.signal,
  });
  return response.bytes(MOST_CODE_BYTES);
}

/** State root of the newest block, 32 bytes. */
export async function newestStateRoot(client: Client, options: ReadOptions): Promise<Uint8Array> {
  const tip = await query(client.transport, 'query { block(height: -1) { header { stateHash } } }', options);
  return hexOf(asObject(asObject(tip.block, 'block').header, 'header').stateHash, 'header.stateHash');
}
