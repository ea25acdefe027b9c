import { toHex } from '@eventide/base';
import type { KeyValueStore } from '@eventide/store';
import { ModuleError, VmError } from '../errors.ts';
import { PAGE_BYTES } from '../limits.ts';
import { acceptModule } from '../module/accept.ts';
import { blake3 } from './blake3.ts';
import { CommitState, type ContractState, emptyState, type Place } from './commit.ts';
import { contractKey } from './contractTree.ts';
import { contractRoot, emptyPageTree, withPages } from './pageTree.ts';
import { StateStore } from './stateStore.ts';

/** A contract from elsewhere. Of it only pages and position are part of the root. Spec: 04 §8 */
export type ImportedContract = {
  readonly id: Uint8Array;
  readonly owner: Uint8Array;
  readonly bytecode: Uint8Array;
  /** Length of its memory in wasm pages. */
  readonly pages: number;
  /** In the tree of contracts, from 1 on. */
  readonly position: number;
  /** Pages that were ever written, in any order. */
  readonly written: readonly { readonly index: number; readonly bytes: Uint8Array }[];
};

const VERSION = 1n;

/**
 * Brings a whole state into an empty store, as a commit under its root. Nothing is trusted: modules are validated, and all hashes are
 * computed from the pages.
 * @throws VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT, VM_COMMIT_ORDER if the store has a state
 * Spec: 04 §8.6
 */
export async function importState(
  store: KeyValueStore,
  imported: Iterable<ImportedContract>,
  root: Uint8Array,
): Promise<void> {
  const states = new StateStore(store, false);
  const { main: present, commits } = await states.open();
  if (present !== emptyState || commits.length > 0) throw new VmError('VM_COMMIT_ORDER', { what: 'store has a state' });
  const contracts = Array.from(imported, (each) => ({ contract: stateOf(each), position: each.position }));
  const state = expectState(contracts, root);
  if (contracts.length > 0) await states.writeCommit({ state, base: emptyState.root, version: VERSION });
}

/** The state of contracts at their positions, from nothing. @throws VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT if it has another root */
export function expectState(
  listed: readonly { readonly contract: ContractState; readonly position: number }[],
  root: Uint8Array,
): CommitState {
  const contracts = new Map<string, ContractState>();
  const places = new Map<number, Place>();
  for (const { contract, position } of listed) {
    const id = toHex(contract.id);
    const key = contractKey(contract.id);
    const other = places.get(key);
    if (other !== undefined && other.position !== position) throw malformed('position', id);
    places.set(key, { position, root: contractRoot(contract.tree) });
    contracts.set(id, contract);
  }
  const positions = [...places.values()].map(({ position }) => position).sort((a, b) => a - b);
  if (positions.some((position, i) => position !== i + 1)) throw malformed('positions', toHex(root));
  const state = new CommitState(emptyState, contracts, places);
  if (toHex(state.root) !== toHex(root))
    throw new VmError('VM_SNAPSHOT_ROOT', { expected: toHex(root), computed: toHex(state.root) });
  return state;
}

/** Puts changed contracts on top of a state; of each only the pages that were written. @throws VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT */
export async function addState(
  states: StateStore,
  { base, root, version }: { readonly base: CommitState; readonly root: Uint8Array; readonly version: bigint },
  changed: readonly ImportedContract[],
): Promise<void> {
  const contracts = new Map<string, ContractState>();
  const places = new Map<number, Place>();
  for (const contract of changed) {
    const state = stateOf(contract, version, base.contract(toHex(contract.id)));
    places.set(contractKey(contract.id), { position: contract.position, root: contractRoot(state.tree) });
    contracts.set(toHex(contract.id), state);
  }
  const state = new CommitState(base, contracts, places);
  if (toHex(state.root) !== toHex(root))
    throw new VmError('VM_SNAPSHOT_ROOT', { expected: toHex(root), computed: toHex(state.root) });
  await states.writeCommit({ state, base: base.root, version });
}

function stateOf(
  { id, owner, bytecode, pages, written }: ImportedContract,
  version: bigint = VERSION,
  below?: ContractState,
): ContractState {
  const name = toHex(id);
  const leaves = written
    .map(({ index, bytes }) => {
      if (bytes.length !== PAGE_BYTES) throw malformed('page size', name);
      return { index, hash: blake3(bytes), leaf: { bytes, version } };
    })
    .sort((a, b) => a.index - b.index);
  const blank = below?.tree ?? emptyPageTree(isWide(bytecode, name));
  const tree = leaves.length > 0 ? withPages(blank, leaves) : blank;
  return { id, owner, bytecode, bytecodeVersion: below?.bytecodeVersion ?? version, pages, tree, version };
}

function isWide(bytecode: Uint8Array, where: string): boolean {
  try {
    return acceptModule(bytecode).wide;
  } catch (error) {
    if (error instanceof ModuleError) throw malformed(`bytecode: ${error.code}`, where);
    throw error;
  }
}

/** Something of a state from elsewhere is not as it should be. */
export function malformed(what: string, where: string): VmError {
  return new VmError('VM_SNAPSHOT_MALFORMED', { what, where });
}
