import { join } from 'node:path';
import { isEventideError } from '@eventide/base';
import { DevnetError } from '../errors.ts';
import { cacheFolder } from '../genesis/projectFolder.ts';
import { isServedHere } from '../solo/servedHere.ts';
import { createSoloStores } from '../solo/soloStore.ts';
import { bringState } from './bringState.ts';
import { type Origin, openOrigin } from './origin.ts';
import { originNetwork } from './originNetwork.ts';
import type { PageThread } from './pageThread.ts';
import { standOn } from './standOn.ts';
import type { Fork, ForkOptions } from './takeover.ts';

/** Without a given height the newest final block is taken again when its state goes while it is fetched. */
const TRIES = 4;
/**
 * Takes the state of a network and goes on from it: from an archive of it, from a node of Eventide page by page, or, of a node of Rusk,
 * which hands out no state, with the genesis contracts put together from what they feed. What is sent to the fork never reaches the origin.
 * @throws DevnetError DEVNET_BAD_OPTION, DEVNET_FORK_UNSUPPORTED, DEVNET_FORK_HEIGHT, DEVNET_FORK_STATE, DEVNET_FORK_ORIGIN; NetworkError;
 * of archives NodeError NODE_BACKUP, VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT
 * Spec: 13 §3.2
 */
export async function openFork(options: ForkOptions): Promise<Fork> {
  if (options.archive !== undefined) {
    const { openArchiveFork } = await import('./openArchiveFork.ts');
    return openArchiveFork({ ...options, archive: options.archive });
  }
  const { url } = options;
  if (url === undefined)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'fork', expected: 'a url or an archive' });
  for (let tries = 1; ; tries++) {
    try {
      return await tryFork(url, options);
    } catch (error) {
      if (options.height !== undefined || tries === TRIES || !isEventideError(error, 'DEVNET_FORK_HEIGHT')) throw error;
    }
  }
}

async function tryFork(url: string, options: ForkOptions): Promise<Fork> {
  const { height, proofs, seed, cache = join(cacheFolder(), 'fork'), onProgress, signal } = options;
  const origin = await openOrigin(url, height, signal);
  if (origin.protocol === 'rusk-1.6') return ruskFork(origin, options);
  const { genesis, block, chainId } = origin;
  const stores = createSoloStores();
  // An origin in this process could not answer while the engine stands still for its pages.
  const pages = isServedHere(url) ? 'start' : (options.pages ?? 'ahead');
  let thread: PageThread | undefined;
  try {
    const brought = await bringState(stores.state, origin, { pages, folder: cache, onProgress, signal });
    thread = brought.thread;
    const rules = originNetwork(genesis, [chainId], brought.codes, proofs);
    return await standOn(stores, { genesis, block, rules, pages: thread }, seed);
  } catch (error) {
    await thread?.close();
    await stores.ledger.close();
    await stores.state.close();
    throw error;
  } finally {
    origin.client.close();
  }
}

async function ruskFork(origin: Origin, options: ForkOptions): Promise<Fork> {
  try {
    if (options.height !== undefined)
      throw new DevnetError('DEVNET_FORK_HEIGHT', {
        height: String(options.height),
        reason: 'a node of Rusk tells its newest state only; an archive of it may hold others',
      });
    const { openRuskFork } = await import('./openRuskFork.ts');
    return await openRuskFork(origin, options);
  } finally {
    origin.client.close();
  }
}
