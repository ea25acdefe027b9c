import { post } from '../calls/post.ts';
import type { Client } from '../client.ts';
import { checkHash, type ReadOptions } from './actions.ts';
import { hexOf } from './read.ts';

/** Larger than any block a node accepts, with its envelopes. Spec: 06 §1 */
const MOST_BLOCK_BYTES = 4 * 1024 * 1024;

/**
 * The bytes of a block of the chain as a node of ours keeps them, with its faults; `blockCodec` of `@eventide/ledger` reads them. Nodes of
 * other make do not serve them.
 * @throws NetworkError NETWORK_UNSUPPORTED, NETWORK_REFUSED (`status` 404 for a block the node does not have)
 * Spec: 14 §9, 06 §4.3
 */
export async function getBlockBytes(client: Client, hash: string, options: ReadOptions = {}): Promise<Uint8Array> {
  const response = await post(client.transport, '/on/eventide/block', {
    body: hexOf(checkHash(hash), 'hash'),
    binary: true,
    signal: options.signal,
  });
  return response.bytes(MOST_BLOCK_BYTES);
}
