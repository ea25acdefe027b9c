import { toHex } from '@eventide/base';
import type { KeyValueStore } from '@eventide/store';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { importRemote, importState } from '@eventide/vm';
import { fetchContracts, fetchState } from './fetchState.ts';
import type { Origin } from './origin.ts';
import type { OriginCode } from './originNetwork.ts';
import { originRoutes } from './originRoutes.ts';
import { openPageCache } from './pageCache.ts';
import { type PageThread, startPageThread } from './pageThread.ts';
import type { ForkOptions } from './takeover.ts';

export type BroughtState = {
  /** The contracts of the genesis at least. */
  readonly codes: readonly OriginCode[];
  /** Where pages come from; undefined if all are here. */
  readonly thread: PageThread | undefined;
};

type BringOptions = {
  readonly pages: 'ahead' | 'read' | 'start';
  readonly folder: string;
} & Pick<ForkOptions, 'onProgress' | 'signal'>;

const GENESIS = [TRANSFER_CONTRACT, STAKE_CONTRACT].map(toHex);

/**
 * Brings the state of the origin's block into an empty store: whole, or by the roots of its contracts, so that it costs what their list
 * does whatever they hold.
 * @throws DevnetError DEVNET_FORK_STATE, DEVNET_FORK_HEIGHT; NetworkError
 * Spec: 13 §3.2, 14 §9
 */
export async function bringState(
  store: KeyValueStore,
  { client, block }: Origin,
  { pages, folder, onProgress, signal }: BringOptions,
): Promise<BroughtState> {
  const root = block.stateHash;
  const routes = originRoutes(client, { signal });
  const cache = openPageCache(folder);
  if (pages === 'start') {
    const contracts = await fetchState(routes, root, cache, onProgress);
    await importState(store, contracts, root);
    return { codes: contracts, thread: undefined };
  }
  cache.trim();
  const contracts = await fetchContracts(routes, root);
  const codes: OriginCode[] = [];
  for (const contract of contracts)
    if (GENESIS.includes(toHex(contract.id))) codes.push({ ...contract, bytecode: await routes.code(root, contract) });
  const thread = startPageThread({
    url: client.transport.url,
    root,
    contracts,
    codes: new Map(codes.map(({ id, bytecode }) => [toHex(id), bytecode])),
    folder,
    ahead: pages === 'ahead',
  });
  try {
    const remote = contracts.map(({ height, ...contract }) => ({ ...contract, wide: height > NARROW_LEVELS }));
    await importRemote(store, thread, remote, root);
  } catch (error) {
    await thread.close();
    throw error;
  }
  return { codes, thread };
}

/** Of the page tree of a memory that is addressed with 32 bits. Spec: 04 §8.1 */
const NARROW_LEVELS = 8;
