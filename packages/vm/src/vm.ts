import { toHex } from '@eventide/base';
import type { KeyValueStore } from '@eventide/store';
import { type CompiledContract, compileContract } from './compile.ts';
import type { LoadedContract } from './contract.ts';
import { VmError } from './errors.ts';
import type { HostQueries } from './hostQueries.ts';
import { MemoryCache } from './memoryCache.ts';
import { Session, type SessionOptions } from './session.ts';
import type { SessionChanges } from './state/changes.ts';
import { type CommitState, emptyState } from './state/commit.ts';
import { diffStates, type StateDiff } from './state/diff.ts';
import type { PageSource } from './state/remoteTree.ts';
import { type OpenCommit, StateStore } from './state/stateStore.ts';

export type VmOptions = {
  /** Where commits live. */
  readonly store: KeyValueStore;
  readonly hostQueries: HostQueries;
  /** Hash every page when opening and compare; slow. Default false: the store's transactions are trusted. */
  readonly verifyPages?: boolean | undefined;
  /** Where pages and codes of a state come from that was brought in by its roots alone. */
  readonly source?: PageSource | undefined;
  /** Memories kept alive between sessions, 4 GiB of address space each (resident: their pages). Default 64. */
  readonly keptMemories?: number | undefined;
};

/** Finalised layers folded into one after so many; bounds look-ups. */
const MOST_LAYERS = 32;

/** Opens the engine on a store. @throws VmError VM_STATE_CORRUPT; FaultError FAULT_DISK */
export async function createVm(options: VmOptions): Promise<Vm> {
  const states = new StateStore(options.store, options.verifyPages === true, options.source);
  const { main, commits, nextVersion } = await states.open();
  return new Vm(options, states, main, commits, nextVersion);
}

type HeldCommit = OpenCommit & { holds: number; deleting: boolean };

/** Contract states and the sessions on them. One writer; sessions read immutable states. Spec: 04 §5, §8 */
export class Vm {
  readonly #hostQueries: HostQueries;
  readonly #states: StateStore;
  readonly #memories: MemoryCache;
  /** By bytecode, for each price of bulk operators. */
  readonly #compiled = new Map<number, WeakMap<Uint8Array, CompiledContract>>();
  readonly #commits = new Map<string, HeldCommit>();
  readonly #sessions = new Set<Session>();
  #main: CommitState;
  #nextVersion: bigint;
  /** Changes of the store, one after the other. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    options: VmOptions,
    states: StateStore,
    main: CommitState,
    commits: readonly OpenCommit[],
    nextVersion: bigint,
  ) {
    this.#hostQueries = options.hostQueries;
    this.#states = states;
    this.#memories = new MemoryCache(options.keptMemories ?? 64);
    this.#main = main;
    this.#nextVersion = nextVersion;
    for (const commit of commits) this.#register(commit);
  }

  /** Root of the finalised state; 32 zero bytes at first. */
  get mainRoot(): Uint8Array {
    return this.#main.root.slice();
  }

  /** Roots of commits that are not finalised, oldest first. */
  get commitRoots(): Uint8Array[] {
    return [...this.#commits.values()].map(({ state }) => state.root.slice());
  }

  /** Root that a commit builds on; undefined for the finalised state and unknown roots. */
  baseOf(root: Uint8Array): Uint8Array | undefined {
    return this.#commits.get(toHex(root))?.base.slice();
  }

  /**
   * Takes over what another engine wrote to the same store meanwhile: for engines that only read. What did not change is kept, code
   * and pages included. Sessions under way keep their state.
   * @throws VmError VM_STATE_CORRUPT; FaultError FAULT_DISK
   */
  refresh(): Promise<void> {
    return this.#enqueue(async () => {
      const known = { main: this.#main, commits: [...this.#commits.values()], nextVersion: this.#nextVersion };
      const opened = await this.#states.reopen(known);
      const before = new Map(this.#commits);
      this.#commits.clear();
      for (const commit of opened.commits) {
        const key = toHex(commit.state.root);
        const held = before.get(key);
        if (held) this.#commits.set(key, held);
        else this.#register(commit);
      }
      this.#main = opened.main;
      this.#main.flatten(MOST_LAYERS);
      this.#nextVersion = opened.nextVersion;
    });
  }

  /**
   * A session on a commit, on the finalised state, or (without root) on nothing. Close or commit it.
   * @throws VmError VM_BASE_UNKNOWN
   * Spec: 04 §5.1, §8.5
   */
  openSession(root: Uint8Array | undefined, options: SessionOptions = {}): Session {
    const base = root === undefined ? emptyState : this.#stateOf(root, 'VM_BASE_UNKNOWN');
    const held = this.#commits.get(toHex(base.root));
    const bulkBytes = options.workPrices?.bulkBytes ?? 0;
    if (held) held.holds++;
    const session: Session = new Session(
      base,
      {
        load: (key) => this.#load(base, key, bulkBytes),
        compile: (bytecode) => this.#compile(bytecode, bulkBytes),
        blankMemory: () => this.#memories.takeBlank(),
        close: (closing, contracts, committed) => this.#close(closing, contracts, committed),
        commit: (changes) => this.#enqueue(() => this.#commit(changes)),
      },
      this.#hostQueries,
      options,
    );
    this.#sessions.add(session);
    return session;
  }

  /**
   * Merges a commit into the finalised state; its id is forgotten except as that of the finalised state. Commits that do not
   * descend from it are deleted.
   * @throws VmError VM_COMMIT_UNKNOWN, VM_COMMIT_ORDER if its base is not finalised
   * Spec: 04 §8.5
   */
  finalize(root: Uint8Array): Promise<void> {
    return this.#enqueue(async () => {
      if (toHex(root) === toHex(this.#main.root)) return;
      const commit = this.#expectCommit(root);
      if (toHex(commit.base) !== toHex(this.#main.root)) throw new VmError('VM_COMMIT_ORDER', { root: toHex(root) });
      const dropped = this.#contradicting(commit);
      await this.#states.finalize(commit, dropped, this.#nextVersion);
      for (const { state } of [commit, ...dropped]) this.#commits.delete(toHex(state.root));
      this.#main = commit.state;
      this.#main.flatten(MOST_LAYERS);
    });
  }

  /**
   * Deletes a commit that is not finalised; once the last session on it ends, if there is one.
   * @throws VmError VM_COMMIT_UNKNOWN, VM_COMMIT_IN_USE if other commits build on it
   * Spec: 04 §8.5
   */
  deleteCommit(root: Uint8Array): Promise<void> {
    return this.#enqueue(async () => {
      const commit = this.#expectCommit(root);
      if (this.#childrenOf(root).length > 0) throw new VmError('VM_COMMIT_IN_USE', { root: toHex(root) });
      if (commit.holds > 0) commit.deleting = true;
      else await this.#delete(commit);
    });
  }

  /** What differs between two states. @throws VmError VM_COMMIT_UNKNOWN */
  diff(before: Uint8Array, after: Uint8Array): StateDiff {
    return diffStates(this.#stateOf(before, 'VM_COMMIT_UNKNOWN'), this.#stateOf(after, 'VM_COMMIT_UNKNOWN'));
  }

  /** A state by its root, to inspect. @throws VmError VM_COMMIT_UNKNOWN */
  state(root: Uint8Array): CommitState {
    return this.#stateOf(root, 'VM_COMMIT_UNKNOWN');
  }

  /** Ends open sessions and waits for writes under way. The store stays the caller's to close. */
  async close(): Promise<void> {
    for (const session of [...this.#sessions]) session.close();
    await this.#writing.catch(() => undefined);
  }

  #stateOf(root: Uint8Array, code: 'VM_BASE_UNKNOWN' | 'VM_COMMIT_UNKNOWN'): CommitState {
    const key = toHex(root);
    const state = this.#commits.get(key)?.state ?? (key === toHex(this.#main.root) ? this.#main : undefined);
    if (!state) throw new VmError(code, { root: key });
    return state;
  }

  #expectCommit(root: Uint8Array): HeldCommit {
    const commit = this.#commits.get(toHex(root));
    if (!commit) throw new VmError('VM_COMMIT_UNKNOWN', { root: toHex(root) });
    return commit;
  }

  #register(commit: OpenCommit): void {
    this.#commits.set(toHex(commit.state.root), { ...commit, holds: 0, deleting: false });
  }

  #childrenOf(root: Uint8Array): HeldCommit[] {
    const key = toHex(root);
    return [...this.#commits.values()].filter(({ base }) => toHex(base) === key);
  }

  /** Commits on the same base as `commit`, and all that build on them. */
  #contradicting(commit: HeldCommit): HeldCommit[] {
    const found = this.#childrenOf(commit.base).filter((other) => other !== commit);
    for (const other of found) found.push(...this.#childrenOf(other.state.root));
    return found;
  }

  #compile(bytecode: Uint8Array, bulkBytes: number): CompiledContract {
    let known = this.#compiled.get(bulkBytes);
    if (!known) {
      known = new WeakMap();
      this.#compiled.set(bulkBytes, known);
    }
    let code = known.get(bytecode);
    if (!code) {
      code = compileContract(bytecode, bulkBytes);
      known.set(bytecode, code);
    }
    return code;
  }

  #load(base: CommitState, key: string, bulkBytes: number): LoadedContract | undefined {
    const state = base.contract(key);
    if (!state) return undefined;
    const { id, owner, bytecode } = state;
    const code = this.#compile(bytecode, bulkBytes);
    return { id, key, owner, bytecode, code, memory: this.#memories.take(key, state), base: state };
  }

  async #commit(changes: SessionChanges): Promise<CommitState> {
    const version = this.#nextVersion;
    const state = changes.next(version);
    const known = this.#commits.get(toHex(state.root))?.state;
    if (known) return known;
    if (toHex(state.root) === toHex(this.#main.root)) return this.#main;
    const base = changes.base.root;
    if (changes.base !== emptyState) this.#stateOf(base, 'VM_BASE_UNKNOWN');
    else if (this.#main !== emptyState && toHex(this.#main.root) !== toHex(base)) {
      throw new VmError('VM_COMMIT_ORDER', { what: 'a first state on a store that has one' });
    }
    const commit: OpenCommit = { state, base, version };
    await this.#states.writeCommit(commit);
    this.#nextVersion = version + 1n;
    this.#register(commit);
    return state;
  }

  #close(session: Session, contracts: readonly LoadedContract[], committed: CommitState | undefined): void {
    this.#sessions.delete(session);
    for (const { key, memory, base } of contracts) {
      const state = committed?.contract(key);
      if (state) {
        this.#memories.keep(key, state, memory);
      } else if (base) {
        memory.reset();
        this.#memories.keep(key, base, memory);
      } else this.#memories.giveBlank(memory);
    }
    const held = this.#commits.get(toHex(session.base.root));
    if (!held) return;
    held.holds--;
    if (held.deleting && held.holds === 0) void this.#enqueue(() => this.#delete(held)).catch(() => undefined);
  }

  async #delete(commit: HeldCommit): Promise<void> {
    await this.#states.deleteCommit(commit);
    this.#commits.delete(toHex(commit.state.root));
  }

  #enqueue<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(change, change);
    this.#writing = result.catch(() => undefined);
    return result;
  }
}
