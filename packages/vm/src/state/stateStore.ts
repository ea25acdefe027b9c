import { equalBytes, toHex } from '@eventide/base';
import type { KeyValueStore, Operation, ReadView } from '@eventide/store';
import { VmError } from '../errors.ts';
import { blake3 } from './blake3.ts';
import { CommitState, type ContractState, emptyState, type Place } from './commit.ts';
import { contractKey } from './contractTree.ts';
import { contractRoot, emptyPageTree, type PageLeaf, type PageTree, pagesOf, withPages } from './pageTree.ts';
import {
  bytecodeKey,
  type CommitRecord,
  type ContractRecord,
  decodeCommit,
  decodeContract,
  decodeLeaf,
  decodeMeta,
  decodePlace,
  decodeRemote,
  encodeCommit,
  encodeContract,
  encodeLeaf,
  encodeMeta,
  encodePlace,
  encodeRemote,
  idKey,
  leafKey,
  metaKey,
  PREFIX,
  pageKey,
  placeKey,
} from './records.ts';
import { type PageSource, remoteTree, withRemoteCode } from './remoteTree.ts';
import { type FreshLeaf, freshLeaves, type Insertion } from './sparseTree.ts';

const FORMAT = 1;

/** A commit that is not final: its delta on disk, its whole state in memory. */
export type OpenCommit = { readonly state: CommitState; readonly base: Uint8Array; readonly version: bigint };

export type OpenedState = {
  readonly main: CommitState;
  readonly commits: readonly OpenCommit[];
  readonly nextVersion: bigint;
};

/**
 * The states on disk: one main state, and a delta per unfinalised commit. Every change is one batch of the store, so a process
 * that dies at any moment reopens at the last complete change. Spec: 04 §8.5
 */
export class StateStore {
  readonly #store: KeyValueStore;

  readonly #verifyPages: boolean;

  readonly #source: PageSource | undefined;

  /** `source`: of what a state holds elsewhere. */
  constructor(store: KeyValueStore, verifyPages: boolean, source?: PageSource) {
    this.#store = store;
    this.#verifyPages = verifyPages;
    this.#source = source;
  }

  /** Reads everything. @throws VmError VM_STATE_CORRUPT if trees and roots do not agree */
  open(): Promise<OpenedState> {
    return this.reopen({ main: emptyState, commits: [], nextVersion: 1n });
  }

  /** Reads what differs from what is known, as of one moment where the store has snapshots. @throws as `open` */
  async reopen(known: OpenedState): Promise<OpenedState> {
    const snapshot = this.#store.snapshot?.();
    try {
      return await this.#read(snapshot ?? this.#store, known);
    } finally {
      snapshot?.close();
    }
  }

  async #read(view: ReadView, known: OpenedState): Promise<OpenedState> {
    const bytes = await view.get(metaKey());
    if (!bytes) return { main: emptyState, commits: [], nextVersion: 1n };
    const meta = decodeMeta(bytes);
    if (meta.format !== FORMAT) throw new VmError('VM_STATE_CORRUPT', { what: 'unknown format', format: meta.format });
    const states = new Map([known.main, ...known.commits.map(({ state }) => state)].map((s) => [toHex(s.root), s]));
    const main = states.get(toHex(meta.mainRoot)) ?? (await this.#readMain(view, known.main));
    expectRoot(main, meta.mainRoot);
    const commits = await this.#readCommits(view, main, states);
    return { main, commits, nextVersion: meta.nextVersion };
  }

  /** Makes a state the main state of an empty store whose pages and codes stay elsewhere. */
  async writeRemote(state: CommitState, version: bigint): Promise<void> {
    const operations: Operation[] = [];
    for (const contract of state.delta.contracts.values()) {
      put(operations, idKey(PREFIX.contract, contract.id), encodeContract(recordOf(contract)));
      const root = contractRoot(contract.tree);
      put(operations, idKey(PREFIX.remote, contract.id), encodeRemote({ root, version }));
    }
    for (const [key, place] of state.delta.places) put(operations, placeKey(key), encodePlace(place));
    await this.#write(operations, { mainRoot: state.root, nextVersion: version + 1n });
  }

  /** Stores a new commit. */
  async writeCommit({ state, base, version }: OpenCommit): Promise<void> {
    const operations: Operation[] = [];
    const contracts = [...state.delta.contracts.values()].map((contract) => {
      const leaves = [...freshPages(state, contract)];
      for (const { index, leaf } of leaves) put(operations, pageKey(contract.id, index, version), leaf.bytes);
      if (contract.bytecodeVersion === version) put(operations, bytecodeKey(contract.id, version), contract.bytecode);
      const { id } = contract;
      return { ...recordOf(contract), id, leaves: leaves.map(({ index, hash }) => ({ index: BigInt(index), hash })) };
    });
    const places = [...state.delta.places].map(([key, place]) => ({ key, ...place }));
    put(operations, idKey(PREFIX.commit, state.root), encodeCommit({ base, version, contracts, places }));
    await this.#write(operations, { mainRoot: await this.#mainRoot(), nextVersion: version + 1n });
  }

  /** Makes a commit on the main state the main state, and drops others that contradict it. */
  async finalize(commit: OpenCommit, dropped: readonly OpenCommit[], nextVersion: bigint): Promise<void> {
    const operations: Operation[] = [];
    for (const contract of commit.state.delta.contracts.values()) {
      put(operations, idKey(PREFIX.contract, contract.id), encodeContract(recordOf(contract)));
      for (const { index, hash, leaf, before } of freshPages(commit.state, contract)) {
        if (before?.leaf) remove(operations, pageKey(contract.id, index, before.leaf.version));
        put(operations, leafKey(contract.id, index), encodeLeaf({ hash, version: leaf.version }));
      }
    }
    for (const [key, place] of commit.state.delta.places) put(operations, placeKey(key), encodePlace(place));
    remove(operations, idKey(PREFIX.commit, commit.state.root));
    for (const other of dropped) removeCommit(operations, other);
    await this.#write(operations, { mainRoot: commit.state.root, nextVersion });
  }

  async deleteCommit(commit: OpenCommit): Promise<void> {
    const operations: Operation[] = [];
    removeCommit(operations, commit);
    await this.#store.batch(operations);
  }

  async #write(operations: Operation[], meta: { mainRoot: Uint8Array; nextVersion: bigint }): Promise<void> {
    put(operations, metaKey(), encodeMeta({ format: FORMAT, ...meta }));
    await this.#store.batch(operations);
  }

  async #mainRoot(): Promise<Uint8Array> {
    const bytes = await this.#store.get(metaKey());
    return bytes ? decodeMeta(bytes).mainRoot : emptyState.root;
  }

  /** Contracts and pages that did not change are those of `before`. */
  async #readMain(view: ReadView, before: CommitState): Promise<CommitState> {
    const places = new Map<number, Place>();
    for await (const [key, value] of entries(view, PREFIX.place)) places.set(readU32(key, 1), decodePlace(value));
    const contracts = new Map<string, ContractState>();
    for await (const [key, value] of entries(view, PREFIX.contract)) {
      const id = key.slice(1);
      const record = decodeContract(value);
      const known = before.contract(toHex(id));
      if (known?.version === record.version) {
        contracts.set(toHex(id), known);
        continue;
      }
      const pages = new Map(known && [...pagesOf(known.tree)].map(({ index, leaf }) => [index, leaf]));
      const leaves: Insertion<PageLeaf>[] = [];
      for await (const [leafKeyBytes, leafBytes] of entries(view, PREFIX.leaf, id)) {
        const { hash, version } = decodeLeaf(leafBytes);
        const index = readU32(leafKeyBytes, 33);
        const page = pages.get(index);
        leaves.push(
          page?.version === version ? { index, hash, leaf: page } : await this.#leaf(view, id, index, hash, version),
        );
      }
      const below = await this.#first(view, id, record.wide);
      contracts.set(toHex(id), await this.#contract(view, id, record, known, below, leaves));
    }
    const main = new CommitState(emptyState, contracts, places);
    expectPlaces(main);
    return main;
  }

  async #readCommits(
    view: ReadView,
    main: CommitState,
    known: ReadonlyMap<string, CommitState>,
  ): Promise<OpenCommit[]> {
    const records = new Map<string, { root: Uint8Array; record: CommitRecord }>();
    for await (const [key, value] of entries(view, PREFIX.commit)) {
      const root = key.slice(1);
      records.set(toHex(root), { root, record: decodeCommit(value) });
    }
    const states = new Map<string, CommitState>([
      [toHex(emptyState.root), emptyState],
      [toHex(main.root), main],
    ]);
    const commits: OpenCommit[] = [];
    const ordered = [...records.values()].sort((a, b) => (a.record.version < b.record.version ? -1 : 1));
    for (const { root, record } of ordered) {
      const base = states.get(toHex(record.base));
      if (!base) throw new VmError('VM_STATE_CORRUPT', { what: 'commit without base', root: toHex(root) });
      const state = known.get(toHex(root)) ?? (await this.#readDelta(view, base, record));
      expectRoot(state, root);
      states.set(toHex(root), state);
      commits.push({ state, base: record.base, version: record.version });
    }
    return commits;
  }

  async #readDelta(view: ReadView, base: CommitState, record: CommitRecord): Promise<CommitState> {
    const contracts = new Map<string, ContractState>();
    for (const { id, leaves, ...fields } of record.contracts) {
      const insertions: Insertion<PageLeaf>[] = [];
      for (const { index, hash } of leaves)
        insertions.push(await this.#leaf(view, id, Number(index), hash, record.version));
      const key = toHex(id);
      const below = base.contract(key);
      const tree = below?.tree ?? emptyPageTree(fields.wide);
      contracts.set(key, await this.#contract(view, id, fields, below, tree, insertions));
    }
    const state = new CommitState(base, contracts, new Map(record.places.map(({ key, ...place }) => [key, place])));
    expectPlaces(state);
    return state;
  }

  /** The page tree that leaves in the store are put on. */
  async #first(view: ReadView, id: Uint8Array, wide: boolean): Promise<PageTree> {
    const bytes = this.#source && (await view.get(idKey(PREFIX.remote, id)));
    return this.#source && bytes ? remoteTree(this.#source, id, { ...decodeRemote(bytes), wide }) : emptyPageTree(wide);
  }

  async #contract(
    view: ReadView,
    id: Uint8Array,
    record: ContractRecord,
    before: ContractState | undefined,
    below: PageTree,
    leaves: readonly Insertion<PageLeaf>[],
  ): Promise<ContractState> {
    const { owner, bytecodeVersion, pages, version } = record;
    const fields = { id, owner, bytecodeVersion, pages: Number(pages), tree: withPages(below, leaves), version };
    const source = below.remote ? this.#source : undefined;
    if (source !== undefined) return withRemoteCode(source, fields);
    const known = before?.bytecodeVersion === bytecodeVersion ? before.bytecode : undefined;
    const bytecode = known ?? (await view.get(bytecodeKey(id, bytecodeVersion)));
    if (!bytecode) throw new VmError('VM_STATE_CORRUPT', { what: 'bytecode missing', id: toHex(id) });
    return { ...fields, bytecode };
  }

  async #leaf(
    view: ReadView,
    id: Uint8Array,
    index: number,
    hash: Uint8Array,
    version: bigint,
  ): Promise<Insertion<PageLeaf>> {
    const bytes = await view.get(pageKey(id, index, version));
    if (!bytes) throw new VmError('VM_STATE_CORRUPT', { what: 'page missing', id: toHex(id), page: index });
    if (this.#verifyPages && !equalBytes(blake3(bytes), hash)) {
      throw new VmError('VM_STATE_CORRUPT', { what: 'page content', id: toHex(id), page: index });
    }
    return { index, hash, leaf: { bytes, version } };
  }
}

function entries(
  view: ReadView,
  prefix: number,
  id: Uint8Array = new Uint8Array(),
): AsyncIterable<readonly [Uint8Array, Uint8Array]> {
  const gte = idKey(prefix, id);
  const lt = gte.slice();
  let last = lt.length - 1;
  while (lt[last] === 0xff) last--;
  lt[last] = (lt[last] as number) + 1;
  return view.range({ gte, lt: lt.subarray(0, last + 1) });
}

/** Pages that `state` wrote to `contract`. */
function freshPages(state: CommitState, { id, tree }: ContractState): Iterable<FreshLeaf<PageLeaf>> {
  return freshLeaves(state.contractBelow(toHex(id))?.tree.root, tree.root, tree.shape);
}

function recordOf({ owner, bytecodeVersion, pages, tree, version }: ContractState): ContractRecord {
  return { owner, bytecodeVersion, pages: BigInt(pages), wide: tree.shape.height > 8, version };
}

function removeCommit(operations: Operation[], { state, version }: OpenCommit): void {
  for (const contract of state.delta.contracts.values()) {
    for (const { index } of freshPages(state, contract)) remove(operations, pageKey(contract.id, index, version));
    if (contract.bytecodeVersion === version) remove(operations, bytecodeKey(contract.id, version));
  }
  remove(operations, idKey(PREFIX.commit, state.root));
}

/** The root at a place is that of one of the contracts with its key. */
function expectPlaces(state: CommitState): void {
  const roots = new Map<number, string[]>();
  for (const { id, tree } of state.delta.contracts.values()) {
    const key = contractKey(id);
    roots.set(key, [...(roots.get(key) ?? []), toHex(contractRoot(tree))]);
  }
  for (const [key, candidates] of roots) {
    const place = state.delta.places.get(key);
    if (!place || !(candidates.includes(toHex(place.root)) || collides(state, key, place.root))) {
      throw new VmError('VM_STATE_CORRUPT', { what: 'contract root', key });
    }
  }
}

/** Did a contract with this key that was only loaded put its root there? Spec: 04 §8.4 */
function collides(state: CommitState, key: number, root: Uint8Array): boolean {
  return [...state.contracts().values()].some(
    (c) => contractKey(c.id) === key && equalBytes(contractRoot(c.tree), root),
  );
}

function expectRoot(state: CommitState, root: Uint8Array): void {
  if (toHex(state.root) !== toHex(root)) {
    throw new VmError('VM_STATE_CORRUPT', { what: 'root', stored: toHex(root), computed: toHex(state.root) });
  }
}

function put(operations: Operation[], key: Uint8Array, value: Uint8Array): void {
  operations.push({ kind: 'put', key, value });
}

function remove(operations: Operation[], key: Uint8Array): void {
  operations.push({ kind: 'delete', key });
}

function readU32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}
