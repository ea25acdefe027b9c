import { compareBytes } from '@eventide/base';
import { type ContractTree, contractKey, stateRoot, withRoots } from './contractTree.ts';
import { contractRoot, type PageTree } from './pageTree.ts';

/** One contract in one commit. */
export type ContractState = {
  readonly id: Uint8Array;
  /** Opaque bytes given at deployment. */
  readonly owner: Uint8Array;
  readonly bytecode: Uint8Array;
  /** Commit that deployed it. */
  readonly bytecodeVersion: bigint;
  /** Length of the memory in wasm pages. */
  readonly pages: number;
  readonly tree: PageTree;
  /** Commit that last changed it; with the id it names the content of the memory. */
  readonly version: bigint;
};

/** Where the root of a key stands, and which one. Of contracts with equal keys the last put in counts. Spec: 04 §8.2, §8.4 */
export type Place = { readonly position: number; readonly root: Uint8Array };

/**
 * An immutable state: what was put in since the state below, and the whole contract tree. Look-ups walk down.
 * Spec: 04 §8.5
 */
export class CommitState {
  readonly root: Uint8Array;
  readonly tree: ContractTree;
  /** Number of keys placed. */
  readonly placed: number;
  #below: CommitState | undefined;
  #contracts: ReadonlyMap<string, ContractState>;
  #places: ReadonlyMap<number, Place>;
  #layers: number;

  constructor(
    below: CommitState | undefined,
    contracts: ReadonlyMap<string, ContractState>,
    places: ReadonlyMap<number, Place>,
  ) {
    this.#below = below;
    this.#contracts = contracts;
    this.#places = places;
    this.tree = withRoots(below?.tree, [...places.values()]);
    this.root = stateRoot(this.tree);
    let added = 0;
    for (const key of places.keys()) if (below?.place(key) === undefined) added++;
    this.placed = (below?.placed ?? 0) + added;
    this.#layers = (below ? below.#layers : 0) + 1;
  }

  contract(id: string): ContractState | undefined {
    for (let state: CommitState | undefined = this; state; state = state.#below) {
      const found = state.#contracts.get(id);
      if (found) return found;
    }
    return undefined;
  }

  /** The contract as it stands in the state below. */
  contractBelow(id: string): ContractState | undefined {
    return this.#below?.contract(id);
  }

  place(key: number): Place | undefined {
    for (let state: CommitState | undefined = this; state; state = state.#below) {
      const found = state.#places.get(key);
      if (found) return found;
    }
    return undefined;
  }

  /** All contracts by hex id. */
  contracts(): Map<string, ContractState> {
    const all = this.#below?.contracts() ?? new Map<string, ContractState>();
    for (const [id, state] of this.#contracts) all.set(id, state);
    return all;
  }

  /** What this state put on top of the one below: changed contracts, and the places of all that were loaded. */
  get delta(): {
    readonly contracts: ReadonlyMap<string, ContractState>;
    readonly places: ReadonlyMap<number, Place>;
  } {
    return { contracts: this.#contracts, places: this.#places };
  }

  /** Folds the states below into this one once there are more than `most`; the content stays the same. */
  flatten(most: number): void {
    if (this.#layers <= most) return;
    this.#contracts = this.contracts();
    this.#places = this.#allPlaces();
    this.#below = undefined;
    this.#layers = 1;
  }

  #allPlaces(): Map<number, Place> {
    const all = this.#below ? this.#below.#allPlaces() : new Map<number, Place>();
    for (const [key, place] of this.#places) all.set(key, place);
    return all;
  }
}

export const emptyState: CommitState = new CommitState(undefined, new Map(), new Map());

/**
 * The state after a session: for every contract it loaded, in order of the id bytes, the root goes to its place; new keys
 * get the next free position. `changed` are the contracts whose content differs. Spec: 04 §8.3
 */
export function nextState(
  base: CommitState,
  loaded: readonly { readonly id: Uint8Array; readonly tree: PageTree }[],
  changed: ReadonlyMap<string, ContractState>,
): CommitState {
  const places = new Map<number, Place>();
  let next = 1 + base.placed;
  for (const { id, tree } of loaded.toSorted((a, b) => compareBytes(a.id, b.id))) {
    const key = contractKey(id);
    const position = (places.get(key) ?? base.place(key))?.position ?? next++;
    places.set(key, { position, root: contractRoot(tree) });
  }
  return new CommitState(base, changed, places);
}
