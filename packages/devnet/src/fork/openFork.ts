import { join } from 'node:path';
import { isEventideError } from '@eventide/base';
import { createQueryCache, provisionersAt, takeOverState } from '@eventide/execution';
import type { Header } from '@eventide/ledger';
import type { ImportedContract } from '@eventide/vm';
import { importState } from '@eventide/vm';
import { createVm } from '@eventide/vm/vm';
import { type LocalAccount, type LocalAccounts, localAccounts } from '../accounts/localAccounts.ts';
import { DevnetError } from '../errors.ts';
import { cacheFolder } from '../genesis/projectFolder.ts';
import { createSoloStores, type SoloStores } from '../solo/soloStore.ts';
import { fetchState } from './fetchState.ts';
import { forkBlocks } from './forkBlocks.ts';
import { type Origin, openOrigin } from './origin.ts';
import { type OriginNetwork, originNetwork } from './originNetwork.ts';
import { originRoutes } from './originRoutes.ts';
import { openPageCache } from './pageCache.ts';
import { type Fork, type ForkOptions, takeoverOf, withOwnFirst, writeBlocks } from './takeover.ts';

/** Without a given height the newest final block is taken again when its state goes while it is fetched. */
const TRIES = 4;
/**
 * Fetches the state of a network and puts two blocks on top of it, which give a local provisioner a stake and the local faucet money, and
 * put off when the stakes of the origin count. All else stays as it is. What is sent to the fork never reaches the origin.
 * Of a node of Rusk, which hands out no state, the genesis contracts are put together from what they feed.
 * @throws DevnetError DEVNET_FORK_UNSUPPORTED, DEVNET_FORK_HEIGHT, DEVNET_FORK_STATE; NetworkError
 * Spec: 13 §3.2
 */
export async function openFork(options: ForkOptions): Promise<Fork> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryFork(options);
    } catch (error) {
      if (options.height !== undefined || tries === TRIES || !isEventideError(error, 'DEVNET_FORK_HEIGHT')) throw error;
    }
  }
}

async function tryFork(options: ForkOptions): Promise<Fork> {
  const { url, height, proofs, seed, cache = join(cacheFolder(), 'fork'), onProgress, signal } = options;
  const origin = await openOrigin(url, height, signal);
  if (origin.protocol === 'rusk-1.6') return ruskFork(origin, options);
  const stores = createSoloStores();
  try {
    const routes = originRoutes(origin.client, signal);
    const contracts = await fetchState(routes, origin.block.stateHash, openPageCache(cache), onProgress);
    const rules = originNetwork(origin.genesis, origin.chainId, contracts, proofs);
    const { accounts, blocks } = await buildState(stores, origin, contracts, rules, seed);
    await writeBlocks(stores, origin, blocks);
    const { text, network, code } = rules;
    const { height: at, hash, timestampSec } = origin.block;
    return {
      genesis: {
        accounts,
        text,
        network,
        code,
        initArgument: undefined,
        header: origin.genesis,
        image: new Uint8Array(),
      },
      stores,
      height: at,
      hash,
      timestampSec,
    };
  } catch (error) {
    await stores.ledger.close();
    await stores.state.close();
    throw error;
  } finally {
    origin.client.close();
  }
}

async function buildState(
  { state }: SoloStores,
  { block }: Origin,
  contracts: readonly ImportedContract[],
  { network }: OriginNetwork,
  seed: number,
): Promise<{ readonly accounts: LocalAccounts; readonly blocks: readonly Header[] }> {
  await importState(state, contracts, block.stateHash);
  const vm = await createVm({ store: state, hostQueries: () => undefined });
  try {
    const engine = { vm, network, cache: createQueryCache() };
    const stakes = provisionersAt(engine, block.stateHash);
    const accounts = withOwnFirst(localAccounts(seed), stakes);
    const root = await takeOverState(engine, block.stateHash, takeoverOf(accounts, stakes, block.height + 1n));
    await vm.finalize(block.stateHash);
    const own = accounts.provisioners[0] as LocalAccount;
    return { accounts, blocks: forkBlocks(block, root, network, own, provisionersAt(engine, root)) };
  } finally {
    await vm.close();
  }
}

async function ruskFork(origin: Origin, options: ForkOptions): Promise<Fork> {
  try {
    if (options.height !== undefined)
      throw new DevnetError('DEVNET_FORK_HEIGHT', {
        height: String(options.height),
        reason: 'a node of Rusk tells its newest state only',
      });
    const { openRuskFork } = await import('./openRuskFork.ts');
    return await openRuskFork(origin, options);
  } finally {
    origin.client.close();
  }
}
