import { type Clock, FaultError, type Log, type Metrics, silentLog, silentMetrics, systemClock } from '@eventide/base';
import { createBlsSignatures, createBlsSigner, type Provisioners } from '@eventide/consensus';
import type { Block, Hash } from '@eventide/ledger';
import { rulesAt } from '@eventide/params';
import type { MempoolDoor, NodeDoor, PlacedEvent } from '../api/nodeDoor.ts';
import { Chain, type ChainContext } from '../chain/chain.ts';
import { createChainService } from '../chain/chainService.ts';
import { openChain } from '../chain/openChain.ts';
import type { Executor } from '../chain/ports.ts';
import { createExecutor } from '../executor/createExecutor.ts';
import { openVoteGuard, type VoteGuard } from '../keys/voteGuard.ts';
import { Mempool } from '../mempool/mempool.ts';
import { createMempoolService } from '../mempool/mempoolService.ts';
import { Broker, type BrokerPorts } from '../network/broker.ts';
import { type KadcastLink, startKadcastLink } from '../network/kadcastLink.ts';
import { withKeptNonce } from '../network/keptNonce.ts';
import { noLink } from '../network/nodeLink.ts';
import { consensusProduction, GatedProduction, type Production } from '../production/production.ts';
import { createStateDoor } from '../reader/createStateDoor.ts';
import { txContext } from '../verifier/verifierHost.ts';
import { createVerifierPool } from '../verifier/verifierPool.ts';
import { ChainEvents } from './chainEvents.ts';
import { chainRules } from './chainRules.ts';
import { createEventHub } from './eventHub.ts';
import { createLedgerDoor } from './ledgerDoor.ts';
import type { NodeOptions } from './nodeOptions.ts';
import { type OpenedParts, openParts } from './openParts.ts';
import { rememberSignatures } from './rememberedSignatures.ts';

const START_PEERS = 3;
const START_WAIT_MS = 8_000;

export type NodeDeps = {
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: Metrics | undefined;
};

export type NodeStatus = {
  readonly inSync: boolean;
  readonly paused: boolean;
  /** Blocks that others are known to be ahead. */
  readonly lag: number;
  /** Stakes that draw the next round. */
  readonly provisioners: Provisioners;
  /** Iteration of the running round; undefined while blocks are caught up. */
  readonly iteration: number | undefined;
  /** The executor's thread answers. */
  readonly executorAlive: boolean;
  readonly provisioner: boolean;
};

/** A node at work. */
export type RunningNode = {
  readonly door: NodeDoor;
  readonly production: Production;
  status(): NodeStatus;
  /** Stops taking up anything until called with false; for a disk that is nearly full. */
  pause(paused: boolean): void;
  /** Neither hears nor addresses these `ip:port` any more; an empty list heals. For tests of networks. */
  cut(addresses: readonly string[]): void;
  /** Contract events of an accepted block; undefined if they are kept no longer. */
  eventsOf(block: Block): Promise<readonly PlacedEvent[] | undefined>;
  /** Resolves when the node has ended; rejects with the fault that ended it. */
  readonly done: Promise<void>;
  /** Ends it: what is under way is finished, everything is on disk. */
  close(): Promise<void>;
};

/**
 * Opens, repairs and runs a node until `close`.
 * @throws NodeError NODE_OTHER_GENESIS; ExecutionError and VmError for unusable genesis or state; FaultError
 * Spec: 06 §15, §20, 14 §8
 */
export async function startNode(options: NodeOptions, deps: NodeDeps = {}): Promise<RunningNode> {
  const { clock = systemClock, log = silentLog } = deps;
  const parts = await openParts(options, clock);
  try {
    return await runParts(options, parts, { clock, log, metrics: deps.metrics ?? silentMetrics });
  } catch (error) {
    await parts.close();
    throw error;
  }
}

type Deps = { readonly clock: Clock; readonly log: Log; readonly metrics: Metrics };

async function runParts(options: NodeOptions, parts: OpenedParts, deps: Deps): Promise<RunningNode> {
  const { clock, log } = deps;
  const { genesis, production: mode, finality } = options;
  const { network } = genesis;
  const hub = createEventHub();
  const executor = createExecutor(parts.executor);
  const guard = openGuard(options);
  const chain = await createChain(options, parts, executor, clock, guard?.mayVote);
  const verifier = createVerifierPool({ network, verifierData: genesis.verifierData }, options.verifierThreads);
  const link = await openLink(options, deps);
  const { chain: toOthers, broadcastTx, address, peers, failed: linkFailed } = link ?? noLink();
  const tip = (): { root: Hash; height: bigint } => {
    const { stateHash, height } = chain.tip.block.header;
    return { root: stateHash, height };
  };
  const mempool = createMempoolService({
    mempool: new Mempool(txContext({ network, verifierData: genesis.verifierData }), options.mempool),
    verifier,
    network,
    tip,
    account: (root, key) => parts.executor.call('account', { root, key }),
    spent: (root, nullifiers) => parts.executor.call('spent', { root, nullifiers }),
    inLedger: async (id) => (await parts.ledger.spent(id)) !== undefined,
    emit: hub.emit,
    broadcast: broadcastTx,
    trust: (tx) => {
      const { root, height } = tip();
      parts.executor.call('trust', { root, height: height + 1n, tx }).catch(() => undefined);
    },
    clock,
    log: log.with({ part: 'mempool' }),
  });
  const events = new ChainEvents(hub.emit, finality === 'instant');
  const service = createChainService(chain, {
    clock,
    executor,
    ledger: parts.ledger,
    network: toOthers,
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
  const stopHearing = gate && hub.subscribe((event) => gate.hear(event));
  const broker =
    link &&
    new Broker(
      brokerPorts(link, parts, mempool.door, deps, (error) => fail(asFault(error))),
      options.broker,
    );
  link?.listen({
    chain: (message, peer) => service.receive(message, peer),
    transaction: (envelope, relay) => mempool.receive(envelope, relay),
    request: (message, source) => broker?.receive(message, source) ?? false,
  });
  const stop = new AbortController();
  const running = (async () => {
    const { count, waitMs } = options.startPeers ?? startPeersOf(options);
    await link?.ready(count, waitMs);
    await service.run(stop.signal);
  })();
  for (const envelope of await parts.ledger.waiting()) mempool.receive(envelope, () => broadcastTx(envelope));
  gate?.start();
  const door: NodeDoor = {
    identity: identityOf(options, parts, address),
    ledger: createLedgerDoor(parts.ledger, chain),
    mempool: mempool.door,
    state: createStateDoor({
      reader: parts.reader,
      threaded: parts.threaded,
      stallMs: options.reader.stallMs,
      tip,
      gasLimit: chainRules(network, 0n).gasLimit,
    }),
    peers,
    subscribe: hub.subscribe,
    blob: (hash) => parts.ledger.blob(hash),
  };
  const ended = Promise.withResolvers<void>();
  let closing: Promise<void> | undefined;
  const close = (fault?: FaultError): Promise<void> => {
    closing ??= (async () => {
      stop.abort();
      gate?.close();
      stopHearing?.();
      mempool.close();
      await link?.close();
      await running.catch(() => undefined);
      if (fault === undefined) await parts.ledger.storeWaiting([...mempool.envelopes()]);
      await verifier.close();
      guard?.close();
      await parts.close();
      if (fault === undefined) ended.resolve();
      else ended.reject(fault);
    })();
    return closing;
  };
  let paused = false;
  let executorAlive = true;
  void parts.failed.then(() => {
    executorAlive = false;
  });
  const fail = (fault: FaultError): void => {
    log.error('node stopped', { code: fault.code, reason: fault.message });
    void close(fault);
  };
  // Nobody has to look at `done`.
  ended.promise.catch(() => undefined);
  running.catch((error: unknown) => fail(asFault(error)));
  for (const failed of [parts.failed, verifier.failed, linkFailed]) void failed.then(fail);
  return {
    door,
    production: gate ?? consensusProduction,
    status: () => ({
      inSync: chain.inSync,
      paused,
      lag: chain.lag,
      provisioners: chain.tip.provisioners,
      iteration: chain.iteration,
      executorAlive,
      provisioner: options.provisioner !== undefined,
    }),
    pause(now) {
      paused = now;
      service.pause(now);
    },
    cut: (addresses) => link?.cut(addresses),
    eventsOf: ({ header }) => parts.ledger.events(header.height, header.hash),
    done: ended.promise,
    close: () => close(),
  };
}

async function createChain(
  { genesis, provisioner, production, finality }: NodeOptions,
  { ledger, genesis: first }: OpenedParts,
  executor: Executor,
  clock: Clock,
  mayVote: VoteGuard['mayVote'] | undefined,
): Promise<Chain> {
  const { network } = genesis;
  const versionAt = (round: bigint) => rulesAt(network, round).bls;
  const { signatures, own } = rememberSignatures(createBlsSignatures(versionAt));
  const { stepTimeoutMinMs, stepTimeoutMaxMs, stepTimeoutIncreaseMs } = network.times;
  const signer = provisioner === undefined ? undefined : createBlsSigner(provisioner, versionAt);
  const context: ChainContext = {
    own: signer && { ...own(signer), mayVote },
    signatures,
    rulesAt: (height) => chainRules(network, height),
    bounds: { minMs: stepTimeoutMinMs, maxMs: stepTimeoutMaxMs, increaseMs: stepTimeoutIncreaseMs },
    gated: production.kind !== 'consensus',
    instantFinality: finality === 'instant',
  };
  return new Chain(context, await openChain(ledger, executor, first, signatures), clock.nowMs());
}

/** A node alone has nobody to vote with; in memory there is nothing that outlives it. */
function openGuard({ storage, provisioner, production }: NodeOptions): VoteGuard | undefined {
  if (storage.kind !== 'disk' || provisioner === undefined || production.kind !== 'consensus') return undefined;
  return openVoteGuard(`${storage.path}/votes`);
}

async function openLink(options: NodeOptions, { clock, log, metrics }: Deps): Promise<KadcastLink | undefined> {
  const { kadcast, storage, genesis } = options;
  if (kadcast === undefined) return undefined;
  const kept = storage.kind === 'disk' ? await withKeptNonce(kadcast, storage.path) : kadcast;
  return startKadcastLink(kept, { strict: rulesAt(genesis.network, 0n).strict, clock, log, metrics });
}

/** Without a neighbour a first round is lost, and with it half a minute. Spec: 06 §15 */
function startPeersOf({ kadcast }: NodeOptions): { readonly count: number; readonly waitMs: number } {
  const others = kadcast?.overlay.bootstrappingNodes.filter((node) => node !== kadcast.overlay.publicAddress) ?? [];
  return { count: Math.min(START_PEERS, others.length), waitMs: START_WAIT_MS };
}

function brokerPorts(
  link: KadcastLink,
  { ledger }: OpenedParts,
  mempool: MempoolDoor,
  { clock }: Deps,
  onFault: (error: unknown) => void,
): BrokerPorts {
  const ids = function* () {
    for (const { id } of mempool.byPrice()) yield id;
  };
  return {
    ledger,
    mempool: { get: mempool.get, ids },
    send: link.send,
    forward: link.forward,
    ask: link.ask,
    clock,
    onFault,
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
