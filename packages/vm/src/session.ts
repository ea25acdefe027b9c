import { compareBytes, FaultError, toHex } from '@eventide/base';
import type { compileContract } from './compile.ts';
import type { Frame, LoadedContract } from './contract.ts';
import { ModuleError, VmError } from './errors.ts';
import { classify, runFrame } from './frame.ts';
import type { HostQueries } from './hostQueries.ts';
import { createHostFunctions, type HostScope, type InnerResult } from './imports.ts';
import { Instance } from './instance.ts';
import { CONTRACT_ID_BYTES, MAX_CALL_DEPTH, MOST_EVENTS } from './limits.ts';
import type { ContractMemory } from './memory.ts';
import { ARGUMENT_BYTES } from './module/accept.ts';
import { type CallFailure, type CallResult, type ContractEvent, HostSignal } from './outcome.ts';
import { blake3 } from './state/blake3.ts';
import { SessionChanges } from './state/changes.ts';
import type { CommitState } from './state/commit.ts';
import type { CallListener } from './trace.ts';
import { WorkMeter, type WorkPrices } from './workMeter.ts';

export type SessionOptions = {
  /** What `hd` answers, by name. Spec: 04 §7.1 */
  readonly meta?: ReadonlyMap<string, Uint8Array> | undefined;
  /** Queries that are not active. */
  readonly excludedQueries?: ReadonlySet<string> | undefined;
  /** Takes the place of the engine's queries, for rule sets that change with height. */
  readonly hostQueries?: HostQueries | undefined;
  /** Events of a failed frame go as its memory does; without, they stay. Spec: 04 §5.6, 14 §2 row 7 */
  readonly eventsRevert?: boolean | undefined;
  /** Prices of work that operators do not tell of; without, it is free, as the reference has it. */
  readonly workPrices?: WorkPrices | undefined;
  /** Collect what contracts `feed`; without, `feed` traps. */
  readonly feeds?: boolean | undefined;
  /** Takes what contracts `feed` as it comes, in place of collecting it. It may wait, and ends the call by throwing. */
  readonly onFeed?: ((data: Uint8Array) => void) | undefined;
  /** Told when a contract calls one that does not exist, which is how contracts log. Spec: 13 §3.4 */
  readonly onMissing?: ((id: Uint8Array, fn: string, argument: Uint8Array) => void) | undefined;
  /** The id that contracts are told of in place of a caller's own. */
  readonly callerAs?: ((id: Uint8Array) => Uint8Array) | undefined;
  /** Events held until the next receipt; more are a `FaultError` FAULT_MEMORY of this machine. Default 2^22. */
  readonly mostEvents?: number | undefined;
  /** Told of every frame and event as it comes. */
  readonly onCall?: CallListener | undefined;
};

export type Deployment = {
  readonly id?: Uint8Array | undefined;
  readonly bytecode: Uint8Array;
  /** Argument of `init`, if the contract exports one. */
  readonly initArgument?: Uint8Array | undefined;
  readonly owner: Uint8Array;
  readonly gasLimit: bigint;
};

export type DeployResult =
  | { readonly ok: true; readonly id: Uint8Array; readonly gasSpent: bigint }
  | { readonly ok: false; readonly failure: CallFailure };

/** What a session needs from the engine. */
export type SessionHome = {
  /** A contract of the base commit, compiled, on a memory that holds its pages. */
  load(key: string): LoadedContract | undefined;
  compile(bytecode: Uint8Array): ReturnType<typeof compileContract>;
  blankMemory(): ContractMemory;
  /** Takes back what the session loaded; `committed` tells which version the memories now hold. */
  close(session: Session, contracts: readonly LoadedContract[], committed: CommitState | undefined): void;
  commit(changes: SessionChanges): Promise<CommitState>;
};

const NO_BYTES = new Uint8Array();

/** Thrown through the frames of a call that has to begin again. */
class ReentrantRevert extends Error {}

/**
 * A sequence of calls on one base state. Strictly sequential and synchronous; only `commit` waits for the disk.
 * Spec: 04 §5
 */
export class Session {
  /** State the session builds on. */
  readonly base: CommitState;
  readonly meta: Map<string, Uint8Array>;
  readonly #home: SessionHome;
  readonly #eventsRevert: boolean;
  readonly #mostEvents: number;
  readonly #onMissing: SessionOptions['onMissing'];
  readonly #onCall: CallListener | undefined;
  readonly #work: WorkMeter | undefined;
  readonly #scope: HostScope;
  readonly #contracts = new Map<string, LoadedContract>();
  readonly #instances = new Map<string, Instance>();
  /** Instances of earlier top-level calls that can be made as good as new. */
  readonly #idle = new Map<string, Instance>();
  readonly #frames: Frame[] = [];
  /** Memories with snapshots of frames under way, oldest first. */
  readonly #journal: ContractMemory[] = [];
  /** Running a top-level call again, with memories that are told of reads too. */
  #watching = false;
  #events: ContractEvent[] = [];
  #feeds: Uint8Array[] = [];
  #closed = false;

  constructor(base: CommitState, home: SessionHome, hostQueries: HostQueries, options: SessionOptions) {
    this.base = base;
    this.meta = new Map(options.meta);
    this.#home = home;
    this.#eventsRevert = options.eventsRevert === true;
    this.#mostEvents = options.mostEvents ?? MOST_EVENTS;
    this.#onMissing = options.onMissing;
    this.#onCall = options.onCall;
    this.#work = options.workPrices && new WorkMeter(options.workPrices);
    const { callerAs = (id) => id } = options;
    this.#scope = {
      meta: this.meta,
      hostQueries: options.hostQueries ?? hostQueries,
      excludedQueries: options.excludedQueries ?? new Set(),
      feeds: options.feeds === true || options.onFeed !== undefined,
      work: this.#work,
      callers: () =>
        this.#frames
          .slice(0, -1)
          .map((frame) => callerAs(frame.contract.id))
          .reverse(),
      frameLimit: () => (this.#frames.at(-1) as Frame).limit,
      emit: (source, topic, data) => this.#emit({ source, topic, data }),
      feed: options.onFeed ?? ((data) => void this.#feeds.push(data)),
      find: (id) => this.#find(id),
      inner: (id, fn, argument, limit) => this.#inner(id, fn, argument, limit),
    };
  }

  /**
   * A top-level call. On failure every memory is as before. Gas left is not given back for a failed call: the caller of this
   * engine decides what a failure costs.
   * @throws VmError VM_ARGUMENT_TOO_LONG; FaultError when this machine cannot go on
   * Spec: 04 §5.2
   */
  call(contract: Uint8Array, fn: string, argument: Uint8Array, gasLimit: bigint): CallResult {
    this.#expectReady();
    if (fn === 'init') return { ok: false, failure: { kind: 'unknown', reason: 'init is not callable' } };
    return this.#top(contract, fn, argument, gasLimit);
  }

  /**
   * Adds a contract and runs its `init`, if it has one. Events of `init` appear in the receipt of the next call (04 §5.6).
   * @throws VmError VM_CONTRACT_EXISTS, VM_CONTRACT_ID
   * Spec: 04 §5.7
   */
  deploy({ id: givenId, bytecode, initArgument = NO_BYTES, owner, gasLimit }: Deployment): DeployResult {
    this.#expectReady();
    const id = new Uint8Array(givenId ?? blake3(bytecode));
    if (id.length !== CONTRACT_ID_BYTES) throw new VmError('VM_CONTRACT_ID', { bytes: id.length });
    const key = toHex(id);
    if (this.#find(id)) throw new VmError('VM_CONTRACT_EXISTS', { id: key });
    let deployed: LoadedContract | undefined;
    try {
      const kept = new Uint8Array(bytecode);
      const code = this.#home.compile(kept);
      deployed = {
        id,
        key,
        owner: new Uint8Array(owner),
        bytecode: kept,
        code,
        memory: this.#home.blankMemory(),
        base: undefined,
      };
      deployed.memory.work = this.#work;
      this.#work?.begin(gasLimit);
      writeInitialMemory(deployed);
      const written = this.#work?.take() ?? 0n;
      this.#contracts.set(key, deployed);
      this.#instances.set(key, this.#instantiate(deployed));
      this.#instances.clear();
      const result = code.entries.has('init') ? this.#top(id, 'init', initArgument, gasLimit - written) : undefined;
      if (result === undefined) return { ok: true, id, gasSpent: written };
      if (result.ok) {
        this.#events = [...result.receipt.events];
        this.#feeds = [...result.receipt.feeds];
        return { ok: true, id, gasSpent: written + result.receipt.gasSpent };
      }
      this.#drop(deployed);
      return result;
    } catch (error) {
      if (deployed) this.#drop(deployed);
      if (error instanceof HostSignal && error.failure.kind === 'outOfGas')
        return { ok: false, failure: error.failure };
      if (error instanceof ModuleError && error.code !== 'VM_MODULE_UNSUPPORTED') return refused(error.message);
      if (error instanceof WebAssembly.RuntimeError || error instanceof HostSignal) return refused(error.message);
      throw error;
    }
  }

  /** Number of events gathered since the last successful call. */
  get pendingEvents(): number {
    return this.#events.length;
  }

  /** Forgets events from `count` on: for block production, where a discarded transaction must leave none. Spec: 04 §7.6 */
  truncateEvents(count: number): void {
    this.#events.length = Math.min(this.#events.length, count);
  }

  /** Root of the state as it stands; may be asked again and again. Spec: 04 §8.3 */
  root(): Uint8Array {
    this.#expectReady();
    return this.#changes().next().root;
  }

  /** Stores the state and ends the session. Resolves with the root when it is on disk. Spec: 04 §8.5 */
  async commit(): Promise<Uint8Array> {
    this.#expectReady();
    const changes = this.#changes();
    this.#closed = true;
    let committed: CommitState | undefined;
    try {
      committed = await this.#home.commit(changes);
      return committed.root.slice();
    } finally {
      this.#leave(committed);
    }
  }

  /** Ends the session without a trace. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave(undefined);
  }

  #leave(committed: CommitState | undefined): void {
    for (const instance of this.#idle.values()) {
      instance.bound = undefined;
      instance.memory.idle = instance;
    }
    this.#home.close(this, [...this.#contracts.values()], committed);
  }

  #changes(): SessionChanges {
    const contracts = [...this.#contracts.values()].sort((a, b) => compareBytes(a.id, b.id));
    return new SessionChanges(this.base, contracts);
  }

  #expectReady(): void {
    if (this.#closed) throw new VmError('VM_SESSION_CLOSED');
    if (this.#frames.length > 0) throw new VmError('VM_SESSION_BUSY');
  }

  #find(id: Uint8Array): LoadedContract | undefined {
    const key = toHex(id);
    let contract = this.#contracts.get(key);
    if (!contract) {
      contract = this.#home.load(key);
      if (contract) {
        contract.memory.work = this.#work;
        this.#contracts.set(key, contract);
      }
    }
    return contract;
  }

  #drop(contract: LoadedContract): void {
    contract.memory.blank();
    this.#contracts.delete(contract.key);
    this.#idle.delete(contract.key);
    this.#instances.clear();
  }

  #top(id: Uint8Array, fn: string, argument: Uint8Array, limit: bigint): CallResult {
    if (argument.length > ARGUMENT_BYTES) throw new VmError('VM_ARGUMENT_TOO_LONG', { bytes: argument.length });
    const events = this.#events.length;
    try {
      return this.#attempt(id, fn, argument, limit);
    } catch (error) {
      if (!(error instanceof ReentrantRevert)) throw error;
      // Which pages the reference takes for written depends on reads now: the call begins again where they are watched.
      this.truncateEvents(events);
      this.#watching = true;
      this.#onCall?.again();
      return this.#attempt(id, fn, argument, limit);
    } finally {
      this.#watching = false;
    }
  }

  #attempt(id: Uint8Array, fn: string, argument: Uint8Array, limit: bigint): CallResult {
    this.#work?.begin(limit);
    try {
      const result = this.#frame(id, fn, argument, limit);
      if (!result.ok) return { ok: false, failure: result.failure };
      const receipt = {
        data: result.data,
        gasSpent: result.spent,
        gasLimit: limit,
        events: this.#events,
        feeds: this.#feeds,
      };
      this.#events = [];
      this.#feeds = [];
      return { ok: true, receipt };
    } catch (error) {
      if (error instanceof ReentrantRevert) for (const memory of new Set(this.#journal)) memory.revert(1);
      if (error instanceof HostSignal) return { ok: false, failure: error.failure };
      throw error;
    } finally {
      for (const [key, instance] of this.#instances) {
        if (instance.contract.reusable && !this.#watching) this.#idle.set(key, instance);
      }
      this.#instances.clear();
      this.#journal.length = 0;
    }
  }

  #inner(id: Uint8Array, fn: string, argument: Uint8Array, limit: bigint): InnerResult {
    const result = this.#frame(id, fn, argument, limit);
    if (!result.ok && result.failure.kind === 'doesNotExist') this.#onMissing?.(id, fn, argument);
    return result;
  }

  #emit(event: ContractEvent): void {
    if (this.#events.length >= this.#mostEvents) {
      throw new FaultError('FAULT_MEMORY', { what: 'more events than this machine holds', events: this.#mostEvents });
    }
    this.#events.push(event);
    this.#onCall?.event(event);
  }

  #frame(id: Uint8Array, fn: string, argument: Uint8Array, limit: bigint): InnerResult {
    this.#onCall?.enter({ contract: id, fn, argument, limit });
    const result = this.#run(id, fn, argument, limit);
    this.#onCall?.leave(result);
    return result;
  }

  /** Push, snapshot, run; revert or hand the snapshot down. Spec: 04 §4.2, §5.4 */
  #run(id: Uint8Array, fn: string, argument: Uint8Array, limit: bigint): InnerResult {
    const notBegun = (failure: CallFailure): InnerResult => ({ ok: false, failure, charged: false, spent: 0n });
    if (this.#frames.length >= MAX_CALL_DEPTH) return notBegun({ kind: 'unknown', reason: 'call depth' });
    const contract = this.#find(id);
    if (!contract) return notBegun({ kind: 'doesNotExist' });
    const instance = this.#instanceOf(contract);
    if (!instance) return notBegun({ kind: 'unknown', reason: 'contract cannot be instantiated' });
    const depth = this.#frames.push({ contract, limit });
    const first = this.#journal.push(contract.memory) - 1;
    const before = instance.begin(limit);
    const eventsBefore = this.#events.length;
    contract.memory.push(depth, this.#watching);
    this.#work?.enter(limit);
    try {
      const data = runFrame(instance, fn, argument, depth);
      if (this.#work && !instance.charge(this.#work.take())) throw new HostSignal({ kind: 'outOfGas' });
      const spent = limit - instance.remaining;
      this.#settle(first, depth);
      return { ok: true, data, spent };
    } catch (error) {
      if (error instanceof ReentrantRevert) throw error;
      const failure = classify(error, instance);
      const undone = new Set(this.#journal.slice(first));
      for (const memory of undone) memory.revert(depth);
      this.#journal.length = first;
      if (this.#needsWatching(undone, depth)) throw new ReentrantRevert();
      if (this.#eventsRevert) this.truncateEvents(eventsBefore);
      if (failure.kind === 'hostAbort') throw error;
      return { ok: false, failure, charged: true, spent: limit - instance.remaining };
    } finally {
      instance.end(before);
      this.#frames.length = depth - 1;
      this.#work?.enter(this.#frames.at(-1)?.limit ?? 0n);
    }
  }

  /** A frame was undone whose contract still runs in one above, on a state whose root will matter. Spec: 04 §8.4, case 1 */
  #needsWatching(undone: ReadonlySet<ContractMemory>, depth: number): boolean {
    if (this.#watching || this.#scope.feeds) return false;
    return this.#frames.slice(0, depth - 1).some(({ contract }) => undone.has(contract.memory));
  }

  #settle(first: number, depth: number): void {
    let kept = first;
    for (let i = first; i < this.#journal.length; i++) {
      const memory = this.#journal[i] as ContractMemory;
      if (memory.settle(depth)) this.#journal[kept++] = memory;
    }
    this.#journal.length = kept;
  }

  #instanceOf(contract: LoadedContract): Instance | undefined {
    const live = this.#instances.get(contract.key);
    if (live) return live;
    const idle = this.#watching ? undefined : (this.#idle.get(contract.key) ?? this.#takeOver(contract));
    if (idle) {
      idle.renew();
      this.#instances.set(contract.key, idle);
      return idle;
    }
    try {
      const instance = this.#instantiate(contract);
      this.#instances.set(contract.key, instance);
      return instance;
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) return undefined;
      throw error;
    }
  }

  /** The instance that an earlier session left on this memory, if it does what a new one would. */
  #takeOver(contract: LoadedContract): Instance | undefined {
    const { idle } = contract.memory;
    contract.memory.idle = undefined;
    if (idle === undefined || idle.contract !== contract.code || idle.prices !== this.#work?.prices) return undefined;
    idle.bound = { self: contract, scope: this.#scope };
    return idle;
  }

  #instantiate(contract: LoadedContract): Instance {
    const bound = { self: contract, scope: this.#scope };
    const instance: Instance = new Instance(
      bound,
      createHostFunctions(bound, () => instance),
      this.#watching || contract.memory.partial,
    );
    return instance;
  }
}

/** Length and initial data of a new contract; the pages with data count as written. Spec: 04 §2.4, §3.1 */
function writeInitialMemory({ code, memory }: LoadedContract): void {
  const { memories, data } = code.module;
  for (const { mode, memory: index, offset, bytes } of data) {
    if (mode !== 'active') continue;
    const at = offset?.value as bigint;
    const length = (memories[index]?.minimum as bigint) * 65_536n;
    if (at + BigInt(bytes.length) > length) {
      throw new HostSignal({ kind: 'unknown', reason: 'data segment outside the memory' });
    }
    memory.write(Number(at), bytes);
  }
  memory.pages = Number(memories.at(-1)?.minimum);
  memory.rest();
}

function refused(reason: string): DeployResult {
  return { ok: false, failure: { kind: 'unknown', reason } };
}
