import { equalBytes, fromHex, isEventideError } from '@eventide/base';
import { emptyAttestation, type Header, headerFromJson, headerHash } from '@eventide/ledger';
import { type BlockId, type BlockInfo, type Client, createClient, getBlock, getNodeInfo, http } from '@eventide/sdk';
import { verifyBlock } from '@eventide/sdk/verify';
import { DevnetError } from '../errors.ts';
import { badState } from './originRoutes.ts';

/** A node that is forked, and the block its fork stands on. */
export type Origin = {
  readonly client: Client;
  readonly chainId: number;
  /** Of `rusk-1.6` are the nodes of the reference, which tell no state, and ours that run by its rules. */
  readonly protocol: 'eventide' | 'rusk-1.6';
  readonly genesis: Header;
  readonly block: Header;
};

const SIGNATURE_BYTES = 48;

/**
 * Asks a node who it is and for the block to fork at: that height, else its newest final one. The header's hash, its place and, as far
 * as the stakes of now can tell, generator and votes are checked. The client is the caller's to close.
 * @throws DevnetError DEVNET_FORK_UNSUPPORTED, DEVNET_FORK_HEIGHT, DEVNET_FORK_STATE; NetworkError
 * Spec: 13 §3.2, 14 §9
 */
export async function openOrigin(url: string, height: bigint | undefined, signal?: AbortSignal): Promise<Origin> {
  const transport = http(url);
  const info = await getNodeInfo(createClient({ transport }), { signal });
  const own = info.eventide as { readonly protocol?: unknown; readonly srs?: unknown } | null | undefined;
  const protocol = own?.protocol === 'eventide' ? 'eventide' : 'rusk-1.6';
  if (own && protocol === 'eventide' && own.srs !== 'local-1')
    throw new DevnetError('DEVNET_FORK_UNSUPPORTED', {
      url,
      reason: `setup parameters ${own.srs}`,
      possible: 'networks of protocol eventide with the setup parameters local-1, and nodes of Rusk',
    });
  const chainId = Number(info.chain_id);
  const client = createClient({ transport, network: { chainId } });
  try {
    const genesis = headerOf(await expectBlock(client, 0n, signal));
    const found = await expectBlock(client, height ?? 'final', signal);
    if (found.label.kind !== 'Final')
      throw new DevnetError('DEVNET_FORK_HEIGHT', { height: String(found.height), reason: 'the block is not final' });
    const block = headerOf(found);
    const wrong = (await verifyBlock(client, found.hash, { signal })).find(({ ok }) => ok === false);
    if (wrong !== undefined) throw badState({ block: found.hash, check: wrong.check, why: wrong.why ?? 'false' });
    return { client, chainId, protocol, genesis, block };
  } catch (error) {
    client.close();
    throw error;
  }
}

/** The header of a block, whose hash is checked. @throws DevnetError DEVNET_FORK_HEIGHT, DEVNET_FORK_STATE; NetworkError */
export async function blockOf(client: Client, hash: string, signal: AbortSignal | undefined): Promise<Header> {
  return headerOf(await expectBlock(client, hash, signal));
}

async function expectBlock(client: Client, id: BlockId, signal: AbortSignal | undefined): Promise<BlockInfo> {
  const block = await getBlock(client, id, { signal });
  if (block === null)
    throw new DevnetError('DEVNET_FORK_HEIGHT', { height: String(id), reason: 'the node has no such block' });
  return block;
}

/** The header without its attestation, which nodes do not tell. */
function headerOf({ hash, headerJson }: BlockInfo): Header {
  try {
    const hashable = headerFromJson(headerJson);
    const bytes = fromHex(hash);
    if (!equalBytes(headerHash(hashable), bytes)) throw badState({ block: hash, check: 'hash' });
    return { ...hashable, hash: bytes, att: emptyAttestation(), signature: new Uint8Array(SIGNATURE_BYTES) };
  } catch (cause) {
    if (!isEventideError(cause, 'CODEC_INVALID')) throw cause;
    throw new DevnetError('DEVNET_FORK_STATE', { block: hash, reason: 'the header cannot be read' }, { cause });
  }
}
