import { type ConsolePlace, isPlaceOf, readConsoleCall } from '@eventide/abi/console';
import { concatBytes, fromHex, toHex } from '@eventide/base';
import { createMemoryStore } from '@eventide/store/memory';
import { CallTree } from '@eventide/vm/callTree';
import type { HostQueries } from '@eventide/vm/hostQueries';
import type { CallFailure, ContractEvent } from '@eventide/vm/outcome';
import type { Session } from '@eventide/vm/session';
import { createVm, type Vm } from '@eventide/vm/vm';
import type { BuiltContract } from '../build/buildContract.ts';
import type { TextLocation } from '../build/literals.ts';
import { type Caller, type CallReceipt, encodeCall } from '../client/connect.ts';
import { ContractSdkError } from '../errors.ts';
import { relayArgument, relayModule } from './relay.ts';
import { type SessionTrace, traceListener } from './traceListener.ts';

export type ContractSessionOptions = {
  /** Host queries contracts may use. */
  readonly hostQueries?: HostQueries | undefined;
  readonly chainId?: number | undefined;
  readonly height?: bigint | undefined;
  /** Receives the lines of `log` calls. */
  readonly onLog?: ((line: string) => void) | undefined;
};

/** A failed call. `at` names the source lines of the text, if a contract of the session has it. */
export type CallRefusal = { readonly kind: CallFailure['kind']; readonly text: string; readonly at: readonly string[] };

const GAS_LIMIT = 2n ** 63n;
const OWNER_BYTES = 96;
const RELAY = 'relay';
/** The transfer contract's id: a one and 31 zeros. Spec: 05 §1 */
const TRANSFER_CONTRACT = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
/** Tag and padding of `Option::Some` before a key. */
const somePublicKey = Uint8Array.from({ length: 8 }, (_, i) => (i === 0 ? 1 : 0));
const noQueries: HostQueries = () => undefined;

/** Opens a chain of contracts in memory on the real VM: for tests, for `eventide contract test`. */
export async function createContractSession(options: ContractSessionOptions = {}): Promise<ContractSession> {
  const vm = await createVm({ store: createMemoryStore(), hostQueries: noQueries });
  return new ContractSession(vm, options);
}

type Start = {
  readonly root: Uint8Array | undefined;
  readonly aborts: readonly TextLocation[];
  readonly owner: boolean;
  readonly ids: ReadonlySet<string>;
};

/** Whoever runs a project's tests may ask for the gas of every session that closes, across copies of this package. */
export const GAS_LISTENER: unique symbol = Symbol.for('eventide.contract.gas') as never;

function gasListener(): ((gas: ReadonlyMap<string, GasLine>) => void) | undefined {
  return (globalThis as { [GAS_LISTENER]?: (gas: ReadonlyMap<string, GasLine>) => void })[GAS_LISTENER];
}

/** Gas of successful calls of one method. */
export type GasLine = { readonly calls: number; readonly least: bigint; readonly most: bigint; readonly total: bigint };

/** Contracts in one state; every call is a top-level call with fresh globals, as on the network. Spec: 12 §7 */
export class ContractSession implements Caller {
  height: bigint;
  readonly chainId: number;
  /**
   * The account (200 raw bytes) whose transactions the calls are, for contracts that ask for their `signer()`; null for calls by the
   * node. A contract that stands for the transfer contract makes them, and takes some 200 gas.
   */
  signer: Uint8Array | null = null;
  /** Further metadata by name, such as `public_sender`. */
  readonly meta = new Map<string, Uint8Array>();
  readonly #vm: Vm;
  readonly #hostQueries: HostQueries;
  readonly #onLog: ContractSessionOptions['onLog'];
  /** A fork leaves the VM to the session it comes from. */
  readonly #ownsVm: boolean;
  readonly #gas = new Map<string, GasLine>();
  /** Names of the contracts that were given with their ABI. */
  readonly #names = new Map<string, string>();
  /** Of the contracts that were given with their ABI, by id, while somebody asks for traces. */
  readonly #known: SessionTrace['contracts'][number][] = [];
  readonly #tree = traceListener() === undefined ? undefined : new CallTree({ read: readConsoleCall, isPlaceOf });
  #session: Session;
  #root: Uint8Array | undefined;
  readonly #aborts: TextLocation[];
  #pages = new Map<string, ReadonlySet<number>>();
  /** Where contracts of this call gave up, as far as their builds tell. */
  #places: ConsolePlace[] = [];
  /** Contracts of the session, and `RELAY` once it is there. */
  readonly #ids: Set<string>;

  constructor(
    vm: Vm,
    options: ContractSessionOptions,
    start: Start = { root: undefined, aborts: [], owner: true, ids: new Set() },
  ) {
    this.#vm = vm;
    this.#hostQueries = options.hostQueries ?? noQueries;
    this.#onLog = options.onLog;
    this.#ownsVm = start.owner;
    this.#root = start.root;
    this.#aborts = [...start.aborts];
    this.#ids = new Set(start.ids);
    this.height = options.height ?? 1n;
    this.chainId = options.chainId ?? 224;
    this.#session = this.#open();
  }

  /** Another session on the committed state, which keeps its changes to itself. Close it before this one. */
  fork(options: ContractSessionOptions = {}): ContractSession {
    const { height, chainId } = this;
    const start = { root: this.#root, aborts: this.#aborts, owner: false, ids: this.#ids };
    return new ContractSession(this.#vm, { height, chainId, ...options }, start);
  }

  #open(): Session {
    return this.#vm.openSession(this.#root, {
      feeds: true,
      hostQueries: this.#hostQueries,
      onCall: this.#tree,
      onMissing: (contract, fn, argument) => {
        const word = readConsoleCall({ contract, fn, argument });
        if (word?.kind === 'place') this.#places.push(word);
        if (word?.kind === 'log') this.#onLog?.(word.line);
      },
    });
  }

  /**
   * Adds a contract under an id (hex) and runs its `init` with archived bytes or, for a contract with its ABI, a value; gas it took.
   * @throws ContractSdkError CONTRACT_REVERTED, CONTRACT_USAGE; AbiError ABI_BAD_JSON
   */
  deploy(id: string, contract: Uint8Array | BuiltContract, init?: unknown, owner = new Uint8Array(96)): bigint {
    this.#setMeta();
    const bytecode = contract instanceof Uint8Array ? contract : contract.wasm;
    if (!(contract instanceof Uint8Array)) {
      this.#aborts.push(...contract.aborts);
      this.#names.set(id, contract.abi.contract);
      if (this.#tree !== undefined) this.#known.push({ id, abi: contract.abi, aborts: contract.aborts });
    }
    const result = this.#session.deploy({
      id: fromHex(id),
      bytecode,
      initArgument: initBytes(contract, init),
      owner,
      gasLimit: GAS_LIMIT,
    });
    this.#told();
    if (!result.ok) throw this.#reverted(this.#refusal(result.failure));
    this.#ids.add(id);
    return result.gasSpent;
  }

  /** As the node would call: events and feeds of this call, gas it took. @throws ContractSdkError CONTRACT_REVERTED */
  call(id: string, method: string, argument: Uint8Array = new Uint8Array(), gasLimit = GAS_LIMIT): CallReceipt {
    const result = this.tryCall(id, method, argument, gasLimit);
    if ('refusal' in result) throw this.#reverted(result.refusal);
    return result;
  }

  /** As `call`, with a refusal as value. Events of failed inner calls stay in the receipt (04 §5.6). */
  tryCall(
    id: string,
    method: string,
    argument: Uint8Array = new Uint8Array(),
    gasLimit = GAS_LIMIT,
  ): CallReceipt | { readonly refusal: CallRefusal } {
    this.#setMeta();
    const result = this.signer
      ? this.#relayed(this.signer, fromHex(id), method, argument, gasLimit)
      : this.#session.call(fromHex(id), method, argument, gasLimit);
    this.#told();
    if (!result.ok) {
      this.#session.truncateEvents(0);
      return { refusal: this.#refusal(result.failure) };
    }
    const { data, gasSpent, events, feeds } = result.receipt;
    this.#count(`${this.#names.get(id) ?? id}.${method}`, gasSpent);
    return { data, gas: gasSpent, feeds, events: events.map(plainEvent) };
  }

  #relayed(account: Uint8Array, id: Uint8Array, method: string, argument: Uint8Array, gasLimit: bigint) {
    if (this.#ids.has(toHex(TRANSFER_CONTRACT))) {
      throw new ContractSdkError('CONTRACT_USAGE', {
        what: 'the session has a transfer contract: send it transactions',
      });
    }
    if (!this.#ids.has(RELAY)) {
      const owner = new Uint8Array(OWNER_BYTES);
      this.#session.deploy({ id: TRANSFER_CONTRACT, bytecode: relayModule, owner, gasLimit: GAS_LIMIT });
      this.#ids.add(RELAY);
    }
    this.#session.meta.set('public_sender', concatBytes(somePublicKey, account));
    const result = this.#session.call(TRANSFER_CONTRACT, 'relay', relayArgument(id, method, argument), gasLimit);
    this.#session.meta.delete('public_sender');
    return result;
  }

  /** Hands over the frames of the call that has just ended. */
  #told(): void {
    const tree = this.#tree;
    if (tree === undefined) return;
    // What the relay stands for is the transfer contract, which is not the test's matter.
    const calls = tree.calls.flatMap((call) =>
      call.fn === 'relay' ? call.steps.flatMap((step) => (step.kind === 'call' ? [step.call] : [])) : [call],
    );
    traceListener()?.({ contracts: this.#known, calls, omitted: tree.omitted });
  }

  /** Gas by `contract.method` since the session opened. */
  gasReport(): ReadonlyMap<string, GasLine> {
    return this.#gas;
  }

  #count(method: string, gas: bigint): void {
    const { calls, least, most, total } = this.#gas.get(method) ?? { calls: 0, least: gas, most: gas, total: 0n };
    this.#gas.set(method, {
      calls: calls + 1,
      least: gas < least ? gas : least,
      most: gas > most ? gas : most,
      total: total + gas,
    });
  }

  /** Root of the state as it stands. */
  root(): Uint8Array {
    return this.#session.root();
  }

  /** Writes the state and goes on upon it: what the next calls write is counted from here by `pagesWritten`. */
  async commit(): Promise<void> {
    const before = this.#root;
    this.#root = await this.#session.commit();
    this.#pages = new Map();
    if (before) {
      for (const { id, pages } of this.#vm.diff(before, this.#root).contracts) {
        this.#pages.set(toHex(id), new Set(pages.map((page) => page.index)));
      }
      if (toHex(before) !== toHex(this.#root)) await this.#vm.finalize(before).catch(() => undefined);
    }
    this.#session = this.#open();
  }

  /** Pages of a contract that changed between the last two commits. */
  pagesWritten(id: string): ReadonlySet<number> {
    return this.#pages.get(id) ?? new Set();
  }

  async close(): Promise<void> {
    this.#session.close();
    gasListener()?.(this.#gas);
    if (this.#ownsVm) await this.#vm.close();
  }

  #setMeta(): void {
    this.#places = [];
    this.#tree?.begin();
    this.#session.meta.set('chain_id', Uint8Array.of(this.chainId));
    this.#session.meta.set('block_height', u64Bytes(this.height));
    for (const [name, value] of this.meta) this.#session.meta.set(name, value);
  }

  #refusal(failure: CallFailure): CallRefusal {
    if (failure.kind !== 'panic')
      return { kind: failure.kind, text: 'reason' in failure ? failure.reason : '', at: [] };
    const text = failure.message;
    const told = this.#places.filter((place) => isPlaceOf(place, text));
    if (told.length > 0) return { kind: 'panic', text, at: [...new Set(told.map(({ at }) => at))] };
    const exact = this.#aborts.filter((abort) => abort.text === text);
    // a text with the callee's error behind it
    const found = exact.length > 0 ? exact : this.#aborts.filter((abort) => text.startsWith(`${abort.text}: `));
    return { kind: 'panic', text, at: found.map(({ at }) => at) };
  }

  #reverted({ kind, text, at }: CallRefusal): ContractSdkError {
    return new ContractSdkError(
      'CONTRACT_REVERTED',
      { kind, text, at: at.join(' ') },
      { message: `${text || kind}${at.map((line) => `\n    at ${line}`).join('')}` },
    );
  }
}

function initBytes(contract: Uint8Array | BuiltContract, init: unknown): Uint8Array | undefined {
  if (init === undefined || init instanceof Uint8Array) return init;
  if (!(contract instanceof Uint8Array)) return encodeCall(contract.abi, 'init', init);
  throw new ContractSdkError('CONTRACT_USAGE', { what: 'without an ABI init takes archived bytes' });
}

function plainEvent({ source, topic, data }: ContractEvent): CallReceipt['events'][number] {
  return { source: toHex(source), topic, data };
}

function u64Bytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}
