import { FaultError, type Log, silentLog, silentMetrics, systemClock } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { Hash } from '@eventide/ledger';
import type { NodeDoor } from '../api/nodeDoor.ts';
import type { Chain } from '../chain/chain.ts';
import { type ChainService, createChainService } from '../chain/chainService.ts';
import { createExecutor } from '../executor/createExecutor.ts';
import { drawnAlone } from '../executor/drawnAlone.ts';
import { Mempool } from '../mempool/mempool.ts';
import { createMempoolService, type MempoolService } from '../mempool/mempoolService.ts';
import { type NodeLink, noLink } from '../network/nodeLink.ts';
import { consensusProduction, GatedProduction } from '../production/production.ts';
import type { ReaderCalls } from '../reader/calls.ts';
import { createStateDoor } from '../reader/createStateDoor.ts';
import { createClockComparison } from '../telemetry/clockComparison.ts';
import { txContext } from '../verifier/verifierHost.ts';
import { createVerifierPool, type VerifierPool } from '../verifier/verifierPool.ts';
import type { Caller } from '../worker/wire.ts';
import { ChainEvents } from './chainEvents.ts';
import { chainRules } from './chainRules.ts';
import { createChain, openGuard } from './createChain.ts';
import { createEventHub, type EventHub } from './eventHub.ts';
import { createLedgerDoor } from './ledgerDoor.ts';
import type { NodeOptions } from './nodeOptions.ts';
import { connect, type LinkDeps, openLink, startPeersOf } from './openLink.ts';
import { type OpenedParts, openParts } from './openParts.ts';
import type { NodeDeps, RunningNode } from './runningNode.ts';

/**
 * Opens, repairs and runs a node until `close`.
 * @throws NodeError NODE_OTHER_GENESIS, NODE_PORT_TAKEN; ExecutionError and VmError for unusable genesis or state; FaultError
 * Spec: 06 §15, §20, 14 §8
 */
export async function startNode(options: NodeOptions, deps: NodeDeps = {}): Promise<RunningNode> {
  const { clock = systemClock, log = silentLog, metrics = silentMetrics } = deps;
  // Ended in reverse: first what makes work, last what keeps it.
  const stack = new AsyncDisposableStack();
  try {
    return await assemble(options, { clock, log, metrics }, stack);
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function assemble(options: NodeOptions, deps: LinkDeps, stack: AsyncDisposableStack): Promise<RunningNode> {
  const { clock, log } = deps;
  const { production: mode, provisioner } = options;
  const parts = await openParts(options, clock);
  stack.defer(() => parts.close());
  const guard = openGuard(options);
  if (guard !== undefined) stack.defer(async () => guard.close());
  const everybody = createExecutor(parts.executor);
  const isAlone = mode.kind !== 'consensus' && provisioner !== undefined;
  const executor = isAlone ? drawnAlone(everybody, encode(blsPublicKeyCodec, blsPublicKey(provisioner))) : everybody;
  const verifier = createVerifierPool(verifierSetup(options), options.verifierThreads);
  stack.defer(() => verifier.close());
  const chain = await createChain(options, parts, { executor, verifier }, { clock, log }, guard?.mayVote);
  const hub = createEventHub();
  const comparison = createClockComparison();
  hub.subscribe((event) => {
    if (event.kind === 'accepted') comparison.accepted(event.block.header);
  });
  const link = await openLink(options, deps);
  if (link !== undefined) stack.defer(() => link.close());
  const others: NodeLink = link ?? noLink();
  const mempool = openMempool(options, { parts, chain, verifier, hub, link: others }, deps);
  stack.defer(async () => mempool.close());
  const events = new ChainEvents(hub.emit, options.finality === 'instant');
  const service = createChainService(chain, {
    clock,
    executor,
    ledger: parts.ledger,
    network: others.chain,
    transactions: mempool.envelopes,
    onApplied(change, executed) {
      mempool.applied(change.block, change.removed);
      events.applied(change.block, executed);
    },
    onDiscarded: mempool.discard,
    onEvent: (event) => events.hear(event),
    log: log.with({ part: 'chain' }),
  });
  const gate =
    mode.kind === 'consensus'
      ? undefined
      : new GatedProduction(mode, { permit: service.permit, waiting: () => mempool.door.size, clock });
  if (gate !== undefined) {
    stack.defer(async () => gate.close());
    stack.adopt(
      hub.subscribe((event) => gate.hear(event)),
      async (stop) => stop(),
    );
  }
  const life = new Life(stack, log);
  if (link !== undefined) {
    const { broker } = options;
    connect(link, {
      service,
      mempool,
      ledger: parts.ledger,
      clock,
      comparison,
      options: broker,
      onFault: (error) => life.fail(error),
    });
  }
  const running = runChain(service, life.signal, async (signal) => {
    const { count, waitMs } = options.startPeers ?? startPeersOf(options);
    await link?.ready(count, waitMs, signal);
  });
  stack.defer(async () => {
    await running.catch(() => undefined);
    if (!life.failed) await parts.ledger.storeWaiting([...mempool.envelopes()]);
  });
  for (const envelope of await parts.ledger.waiting()) mempool.receive(envelope, () => others.broadcastTx(envelope));
  gate?.start();
  running.catch((error: unknown) => life.fail(error));
  for (const failed of [parts.failed, verifier.failed, others.failed]) void failed.then((fault) => life.fail(fault));
  let executorAlive = true;
  void parts.failed.then(() => {
    executorAlive = false;
  });
  let paused = false;
  return {
    door: createDoor(options, { parts, chain, mempool, hub, link: others, settle: executor.flush }),
    production: gate ?? consensusProduction,
    status: () => ({
      inSync: chain.inSync,
      paused,
      lag: chain.lag,
      provisioners: chain.tip.provisioners,
      iteration: chain.iteration,
      executorAlive,
      provisioner: provisioner !== undefined,
      clockOffsetSec: comparison.offsetSec(),
    }),
    key: provisioner === undefined ? undefined : encode(blsPublicKeyCodec, blsPublicKey(provisioner)),
    pause(now) {
      paused = now;
      service.pause(now);
    },
    cut: (addresses) => link?.cut(addresses),
    eventsOf: ({ header }) => parts.ledger.events(header.height, header.hash),
    done: life.done,
    close: () => life.end(),
  };
}

/** Ends a node once, told to or by a fault. */
class Life {
  readonly done: Promise<void>;
  readonly #stack: AsyncDisposableStack;
  readonly #log: Log;
  readonly #stop = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #fault: FaultError | undefined;
  #ending: Promise<void> | undefined;

  constructor(stack: AsyncDisposableStack, log: Log) {
    this.#stack = stack;
    this.#log = log;
    this.done = this.#ended.promise;
    // Nobody has to look at it.
    this.done.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get failed(): boolean {
    return this.#fault !== undefined;
  }

  fail(error: unknown): void {
    if (this.#ending !== undefined) return;
    this.#fault = asFault(error);
    this.#log.error('node stopped', { code: this.#fault.code, reason: this.#fault.message });
    this.end().catch(() => undefined);
  }

  end(): Promise<void> {
    this.#ending ??= (async () => {
      this.#stop.abort();
      await this.#stack.disposeAsync();
      if (this.#fault === undefined) this.#ended.resolve();
      else this.#ended.reject(this.#fault);
    })();
    return this.#ending;
  }
}

async function runChain(
  service: ChainService,
  signal: AbortSignal,
  before: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await before(signal);
  if (!signal.aborted) await service.run(signal);
}

type Assembled = {
  readonly parts: OpenedParts;
  readonly chain: Chain;
  readonly hub: EventHub;
  readonly link: NodeLink;
};

function verifierSetup({ genesis: { network, verifierData }, impersonated }: NodeOptions) {
  return { network, verifierData, impersonated };
}

function tipOf(chain: Chain): { readonly root: Hash; readonly height: bigint } {
  const { stateHash, height } = chain.tip.block.header;
  return { root: stateHash, height };
}

function openMempool(
  options: NodeOptions,
  { parts, chain, verifier, hub, link }: Assembled & { readonly verifier: VerifierPool },
  { clock, log }: LinkDeps,
): MempoolService {
  const { executor, ledger } = parts;
  const setup = verifierSetup(options);
  return createMempoolService({
    mempool: new Mempool(txContext(setup), options.mempool),
    limits: options.mempool,
    verifier,
    network: setup.network,
    tip: () => tipOf(chain),
    account: (root, key) => executor.call('account', { root, key }),
    spent: (root, nullifiers) => executor.call('spent', { root, nullifiers }),
    inLedger: async (id) => (await ledger.spent(id)) !== undefined,
    emit: hub.emit,
    broadcast: link.broadcastTx,
    trust(tx) {
      const { root, height } = tipOf(chain);
      // It saves time only.
      executor.call('trust', { root, height: height + 1n, tx }).catch(() => undefined);
    },
    clock,
    log: log.with({ part: 'mempool' }),
  });
}

function createDoor(
  options: NodeOptions,
  {
    parts,
    chain,
    hub,
    link,
    mempool,
    settle,
  }: Assembled & { readonly mempool: MempoolService; readonly settle: () => Promise<void> },
): NodeDoor {
  const { reader, threaded, ledger } = parts;
  const { network } = options.genesis;
  return {
    identity: identityOf(options, parts, link.address),
    ledger: createLedgerDoor(ledger, chain),
    mempool: mempool.door,
    state: createStateDoor({
      reader: settledFirst(reader, settle),
      threaded,
      stallMs: options.reader.stallMs,
      tip: () => tipOf(chain),
      gasLimit: chainRules(network, 0n).gasLimit,
    }),
    peers: link.peers,
    subscribe: hub.subscribe,
    blob: (hash) => ledger.blob(hash),
  };
}

/** States that were put off are written before somebody reads. */
function settledFirst(reader: Caller<ReaderCalls>, settle: () => Promise<void>): Caller<ReaderCalls> {
  return {
    async call(kind, ask, transfer) {
      await settle();
      return reader.call(kind, ask, transfer);
    },
  };
}

function identityOf(options: NodeOptions, { genesis }: OpenedParts, kadcastAddress: string): NodeDoor['identity'] {
  const { network, srs } = options.genesis;
  return {
    network,
    genesisHash: genesis.header.hash,
    kadcastAddress,
    bootstrapping: options.kadcast?.overlay.bootstrappingNodes ?? [],
    blockGasLimit: chainRules(network, 0n).gasLimit,
    generationTimeoutMs: options.generationMs,
    srs,
    build: options.build,
  };
}

function asFault(error: unknown): FaultError {
  return error instanceof FaultError
    ? error
    : new FaultError('FAULT_INTERNAL', { reason: String(error) }, { cause: error });
}
