import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isEventideError, toHex } from '@eventide/base';
import type { Header } from '@eventide/ledger';
import { openSnapshot } from '@eventide/node/backup/snapshot';
import type { KeyValueStore } from '@eventide/store';
import { importStateDirectory } from '@eventide/vm';
import { createVm } from '@eventide/vm/vm';
import { DevnetError } from '../errors.ts';
import { createSoloStores } from '../solo/soloStore.ts';
import { openOrigin } from './origin.ts';
import { type OriginCode, originNetwork } from './originNetwork.ts';
import { ruskNetwork } from './ruskNetwork.ts';
import { type Ground, standOn } from './standOn.ts';
import type { Fork, ForkOptions } from './takeover.ts';

/** Chain ids that an archive may be of, which does not tell: the local one first. */
const CHAIN_IDS = [224, ...Array.from({ length: 255 }, (_, i) => i + 1).filter((id) => id !== 224)];

/**
 * Goes on from a state in a folder, exactly: a snapshot of ours holds the blocks that it stands on and needs nobody; a state directory of
 * the reference has none, so that the node of a url tells them. Every root is computed from the pages.
 * @throws DevnetError DEVNET_FORK_UNSUPPORTED, DEVNET_FORK_STATE, DEVNET_FORK_HEIGHT; NodeError NODE_BACKUP; VmError VM_SNAPSHOT_MALFORMED,
 * VM_SNAPSHOT_ROOT; NetworkError
 * Spec: 13 §3.2, 04 §8.6
 */
export async function openArchiveFork(options: ForkOptions & { readonly archive: string }): Promise<Fork> {
  const stores = createSoloStores();
  try {
    const found = await bringArchive(stores.state, options);
    const { genesis, block, protocol, chainIds } = found;
    const codes = await codesOf(stores.state, block.stateHash);
    const { proofs, seed } = options;
    const rules =
      protocol === 'eventide'
        ? originNetwork(genesis, chainIds, codes, proofs)
        : await ruskNetwork(genesis, codes, { proofs, seed });
    return await standOn(stores, { genesis, block, rules }, seed);
  } catch (error) {
    await stores.ledger.close();
    await stores.state.close();
    throw error;
  }
}

type Archived = Pick<Ground, 'genesis' | 'block'> & {
  readonly protocol: 'eventide' | 'rusk-1.6';
  readonly chainIds: readonly number[];
};

async function bringArchive(
  store: KeyValueStore,
  { archive, url, height, signal }: ForkOptions & { readonly archive: string },
): Promise<Archived> {
  const snapshot = await openSnapshot(archive);
  if (snapshot !== undefined) {
    const { genesis, block } = snapshot;
    if (height !== undefined && height !== block.height)
      throw new DevnetError('DEVNET_FORK_HEIGHT', {
        height: String(height),
        reason: `the archive holds the state of block ${block.height}`,
      });
    await snapshot.bringState(store);
    return { genesis, block, protocol: isOfRusk(genesis) ? 'rusk-1.6' : 'eventide', chainIds: CHAIN_IDS };
  }
  if (url === undefined)
    throw new DevnetError('DEVNET_FORK_UNSUPPORTED', {
      archive,
      reason: 'a state directory of the reference has no blocks',
      possible: 'with the url of a node that tells them: --fork',
    });
  const origin = await openOrigin(url, height, signal);
  try {
    await importStateDirectory(store, archive, origin.block.stateHash);
    const { genesis, block, protocol, chainId } = origin;
    return { genesis, block, protocol, chainIds: [chainId] };
  } catch (cause) {
    const { height: at, stateHash } = origin.block;
    // States have folders, but for the finalised one, which only its root can tell from others.
    const isHeld = existsSync(join(archive, 'main', toHex(stateHash)));
    if (isHeld || !(isEventideError(cause) && cause.code.startsWith('VM_SNAPSHOT_'))) throw cause;
    throw new DevnetError(
      'DEVNET_FORK_HEIGHT',
      { height: String(at), reason: 'the archive does not hold the state of this block' },
      { cause },
    );
  } finally {
    origin.client.close();
  }
}

/** Networks of the reference commit to no parameters. Spec: 14 §8 */
function isOfRusk({ prevBlockHash }: Header): boolean {
  return prevBlockHash.every((byte) => byte === 0);
}

async function codesOf(store: KeyValueStore, root: Uint8Array): Promise<readonly OriginCode[]> {
  const vm = await createVm({ store, hostQueries: () => undefined });
  try {
    return [...vm.state(root).contracts().values()];
  } finally {
    await vm.close();
  }
}
