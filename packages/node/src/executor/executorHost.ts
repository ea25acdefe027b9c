import { type Clock, equalBytes, FaultError, isEventideError, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { type Provisioner, sortProvisioners } from '@eventide/consensus';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import {
  accountAt,
  type BlockInput,
  buildBlock,
  type Engine,
  type ExecutedBlock,
  type Impersonated,
  provisionersAt,
  runBlock,
  trustVerified,
} from '@eventide/execution';
import { type Block, blockCodec, type Hash, MAX_BLOCK_TRANSACTIONS, merkleRoot } from '@eventide/ledger';
import { rulesAt } from '@eventide/params';
import type { HeldStore } from '@eventide/store';
import { decodeKnownTx, type Transaction, txDigest, txId } from '@eventide/tx';
import type { PageSource } from '@eventide/vm';
import type { PlacedEvent } from '../api/nodeDoor.ts';
import type { BuildRequest, Refused } from '../chain/ports.ts';
import type { Handlers } from '../worker/wire.ts';
import type { ExecutorCalls, ExecutorSetup, WireBuilt, WireExecuted, WireExecution } from './calls.ts';
import { inputKey } from './inputKey.ts';
import { openEngine } from './openEngine.ts';
import { spentAt } from './spentAt.ts';

/** Node envelope around the protocol bytes: version, type, length. Spec: 06 §4.3 */
const ENVELOPE_BYTES = 12;

type Kept = { readonly key: string; readonly block: ExecutedBlock };

/**
 * The state machine of contracts, one call after the other. The block executed last stays open: a candidate that was built or
 * judged is committed without executing it again.
 */
export function createExecutorHost(
  store: HeldStore,
  clock: Clock,
  impersonated?: Impersonated,
  pages?: PageSource,
): {
  readonly handlers: Handlers<ExecutorCalls>;
  /** The open engine, for who reads in the same thread. */
  readonly engine: () => Engine;
} {
  let host: ExecutorHost | undefined;
  const opened = (): ExecutorHost => {
    if (host === undefined) throw new FaultError('FAULT_INTERNAL', { what: 'executor not open' });
    return host;
  };
  const handlers: Handlers<ExecutorCalls> = {
    async open(setup) {
      const { engine, genesisRoot } = await openEngine(store, setup, { impersonated, pages });
      host = new ExecutorHost(engine, clock, setup);
      return genesisRoot;
    },
    verify: (request) => opened().verify(request),
    commit({ later, ...request }) {
      store.hold = later;
      return opened().commit(request);
    },
    async flush() {
      store.hold = false;
      await store.flush();
    },
    build: ({ request, offer }) => opened().build(request, offer),
    has: (root) => opened().has(root),
    provisioners: (root) => opened().provisioners(root),
    async finalize({ parentRoot }) {
      await opened().finalize(parentRoot);
    },
    account: ({ root, key }) => accountAt(opened().engine, root, key),
    spent: ({ root, nullifiers }) => spentAt(opened().engine, root, nullifiers),
    trust({ root, height, tx }) {
      const { engine } = opened();
      const rules = rulesAt(engine.network, height);
      trustVerified(engine, [decodeKnownTx(tx, rules)], { rules, root });
    },
    async close() {
      await host?.close();
      await store.flush();
    },
  };
  return { handlers, engine: () => opened().engine };
}

class ExecutorHost {
  readonly engine: Engine;
  readonly #clock: Clock;
  readonly #setup: Pick<ExecutorSetup, 'generationMs' | 'keptStates'>;
  #kept: Kept | undefined;

  constructor(engine: Engine, clock: Clock, setup: Pick<ExecutorSetup, 'generationMs' | 'keptStates'>) {
    this.engine = engine;
    this.#clock = clock;
    this.#setup = setup;
  }

  verify(request: WireExecution): WireExecuted | Refused {
    const run = this.#run(request);
    return 'refused' in run ? run : run.executed;
  }

  async commit(request: WireExecution): Promise<WireExecuted | Refused> {
    const run = this.#run(request);
    if ('refused' in run) return run;
    this.#kept = undefined;
    await run.block.commit();
    return run.executed;
  }

  build(request: BuildRequest, offer: readonly Uint8Array[]): WireBuilt {
    this.#forget();
    const { height, generator, gasLimit } = request.header;
    const rules = rulesAt(this.engine.network, height);
    const places = new Map<Transaction, number>();
    offer.forEach((bytes, place) => {
      places.set(decodeKnownTx(bytes, rules), place);
    });
    const settlement = { generator, voters: request.voters, slashes: request.slashes };
    const built = buildBlock(this.engine, {
      ...settlement,
      height,
      previousRoot: request.parentRoot,
      gasLimit,
      candidates: places.keys(),
      maxTransactions: MAX_BLOCK_TRANSACTIONS,
      maxBytes: request.maxTxBytes,
      sizeOf: (tx) => ENVELOPE_BYTES + (offer[places.get(tx) as number] as Uint8Array).length,
      deadlineMs: this.#clock.nowMs() + this.#setup.generationMs,
      clock: this.#clock,
    });
    if (built === undefined) throw new FaultError('FAULT_INTERNAL', { what: 'own candidate without voters', height });
    const { transactions, block, discarded } = built;
    const taken = transactions.map((tx) => places.get(tx) as number);
    const bytes = taken.map((place) => offer[place] as Uint8Array);
    const input = { height, previousRoot: request.parentRoot, gasLimit, ...settlement };
    this.#kept = { key: inputKey(input, bytes), block };
    return {
      stateHash: block.stateRoot,
      eventBloom: block.eventBloom,
      taken,
      txRoot: merkleRoot(transactions.map(txDigest)),
      discarded: discarded.map(({ tx, reason, detail }) => ({ id: txId(tx), reason: `${reason} ${detail}`.trimEnd() })),
    };
  }

  has(root: Hash): boolean {
    const { vm } = this.engine;
    return equalBytes(vm.mainRoot, root) || vm.commitRoots.some((known) => equalBytes(known, root));
  }

  provisioners(root: Hash): readonly Provisioner[] {
    return sortProvisioners(
      provisionersAt(this.engine, root).map(({ keys, data }) => ({
        key: encode(blsPublicKeyCodec, keys.account),
        stake: data.amount?.value ?? 0n,
        eligibleSince: data.amount?.eligibility ?? 0n,
      })),
    );
  }

  /** States up to `parentRoot` become one, but for the newest that are kept; what contradicts them goes. Spec: 06 §16 */
  async finalize(parentRoot: Hash): Promise<void> {
    const { vm } = this.engine;
    const path: Uint8Array[] = [];
    for (let root: Uint8Array | undefined = parentRoot; root !== undefined; root = vm.baseOf(root)) path.unshift(root);
    const settled = path.slice(0, Math.max(0, path.length - this.#setup.keptStates));
    for (const root of settled) if (!equalBytes(root, vm.mainRoot)) await vm.finalize(root);
  }

  async close(): Promise<void> {
    this.#forget();
    await this.engine.vm.close();
  }

  #run(request: WireExecution): { readonly block: ExecutedBlock; readonly executed: WireExecuted } | Refused {
    const block = decode(blockCodec, request.block);
    const { header } = block;
    const settlement = { generator: header.generator, voters: request.voters, slashes: request.slashes };
    const input = { height: header.height, previousRoot: request.parentRoot, gasLimit: header.gasLimit, ...settlement };
    const key = inputKey(
      input,
      block.txs.map(({ protocolBytes }) => protocolBytes),
    );
    const transactions = decodeAll(block, this.engine);
    if (transactions === undefined) return { refused: 'invalid', detail: 'transaction malformed' };
    const ran = this.#kept?.key === key ? this.#kept.block : this.#execute(key, { ...input, transactions });
    if ('refused' in ran) return ran;
    const detail = !equalBytes(ran.stateRoot, header.stateHash)
      ? `state root ${toHex(ran.stateRoot)}`
      : !equalBytes(ran.eventBloom, header.eventBloom)
        ? 'event bloom'
        : undefined;
    if (detail !== undefined) {
      this.#forget();
      return { refused: 'invalid', detail };
    }
    return { block: ran, executed: executedOf(ran, header.hash, transactions) };
  }

  #execute(key: string, input: BlockInput): ExecutedBlock | Refused {
    this.#forget();
    try {
      const outcome = runBlock(this.engine, input);
      if (!outcome.ok) return { refused: 'invalid', detail: `${outcome.reason} ${outcome.detail}` };
      this.#kept = { key, block: outcome.block };
      return outcome.block;
    } catch (error) {
      if (isEventideError(error, 'VM_BASE_UNKNOWN')) return { refused: 'moved', detail: 'unknown parent state' };
      throw error;
    }
  }

  #forget(): void {
    this.#kept?.block.close();
    this.#kept = undefined;
  }
}

function decodeAll(block: Block, { network }: Engine): readonly Transaction[] | undefined {
  const rules = rulesAt(network, block.header.height);
  try {
    return block.txs.map(({ protocolBytes }) => decodeKnownTx(protocolBytes, rules));
  } catch (error) {
    if (isEventideError(error)) return undefined;
    throw error;
  }
}

function executedOf(block: ExecutedBlock, hash: Hash, transactions: readonly Transaction[]): WireExecuted {
  const events: PlacedEvent[] = [];
  block.receipts.forEach((receipt, i) => {
    const origin = txId(transactions[i] as Transaction);
    for (const event of receipt.events) events.push({ event, origin });
  });
  for (const event of block.blockEvents) events.push({ event, origin: hash });
  const results = block.receipts.map(({ gasSpent, error }) => ({ gasSpent, error }));
  return { root: block.stateRoot, results, events };
}
