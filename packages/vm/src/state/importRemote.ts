import type { KeyValueStore } from '@eventide/store';
import { VmError } from '../errors.ts';
import { emptyState } from './commit.ts';
import { expectState } from './importState.ts';
import { type PageSource, remoteTree, withRemoteCode } from './remoteTree.ts';
import { StateStore } from './stateStore.ts';

/** A contract that stays elsewhere. Of it only root and position are part of the state's root. */
export type RemoteContract = {
  readonly id: Uint8Array;
  readonly owner: Uint8Array;
  /** Length of its memory in wasm pages. */
  readonly pages: number;
  /** In the tree of contracts, from 1 on. */
  readonly position: number;
  /** Of its pages; zeros if none was ever written. */
  readonly root: Uint8Array;
  /** Its memory is addressed with 64 bits: another shape of tree. */
  readonly wide: boolean;
};

const VERSION = 1n;

/**
 * Makes a state the finalised one of an empty store, by the roots of its contracts alone: pages and codes come from the source when
 * they are first needed, which every engine on this store has to be given. Costs what the list of contracts does.
 * @throws VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT, VM_COMMIT_ORDER if the store has a state
 * Spec: 13 §3.2, 04 §8
 */
export async function importRemote(
  store: KeyValueStore,
  source: PageSource,
  contracts: readonly RemoteContract[],
  root: Uint8Array,
): Promise<void> {
  const states = new StateStore(store, false, source);
  const { main, commits } = await states.open();
  if (main !== emptyState || commits.length > 0) throw new VmError('VM_COMMIT_ORDER', { what: 'store has a state' });
  const state = expectState(
    contracts.map(({ id, owner, pages, position, root: pagesRoot, wide }) => ({
      position,
      contract: withRemoteCode(source, {
        id,
        owner,
        bytecodeVersion: VERSION,
        pages,
        tree: remoteTree(source, id, { root: pagesRoot, wide, version: VERSION }),
        version: VERSION,
      }),
    })),
    root,
  );
  if (contracts.length > 0) await states.writeRemote(state, VERSION);
}
