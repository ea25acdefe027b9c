import { type Clock, isEventideError, type Log, type Metrics } from '@eventide/base';
import { rulesAt } from '@eventide/params';
import type { MempoolDoor } from '../api/nodeDoor.ts';
import type { ChainService } from '../chain/chainService.ts';
import { NodeError } from '../errors.ts';
import type { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import type { MempoolService } from '../mempool/mempoolService.ts';
import { Broker, type BrokerOptions, type BrokerPorts } from '../network/broker.ts';
import { type KadcastLink, startKadcastLink } from '../network/kadcastLink.ts';
import { withKeptNonce } from '../network/keptNonce.ts';
import type { ClockComparison } from '../telemetry/clockComparison.ts';
import type { NodeOptions } from './nodeOptions.ts';

/** Neighbours that a first round is worth waiting for, and how long. */
const START_PEERS = 3;
const START_WAIT_MS = 8_000;

export type LinkDeps = { readonly clock: Clock; readonly log: Log; readonly metrics: Metrics };

/** The way to other nodes, if the options name one. @throws NodeError NODE_PORT_TAKEN; KadcastError; FaultError */
export async function openLink(
  options: NodeOptions,
  { clock, log, metrics }: LinkDeps,
): Promise<KadcastLink | undefined> {
  const { kadcast, storage, genesis } = options;
  if (kadcast === undefined) return undefined;
  const kept = storage.kind === 'disk' ? await withKeptNonce(kadcast, storage.path) : kadcast;
  try {
    return await startKadcastLink(kept, {
      mempoolPeers: options.mempool.downloadPeers,
      strict: rulesAt(genesis.network, 0n).strict,
      clock,
      log,
      metrics,
    });
  } catch (cause) {
    const { host, port } = kept.udp.listen;
    if (!isEventideError(cause, 'FAULT_INTERNAL') || !cause.message.includes('socket')) throw cause;
    throw new NodeError('NODE_PORT_TAKEN', { address: `udp ${host}:${port}` }, { cause });
  }
}

/** Without a neighbour a first round is lost, and with it half a minute. Spec: 06 §15 */
export function startPeersOf({ kadcast }: NodeOptions): { readonly count: number; readonly waitMs: number } {
  const others = kadcast?.overlay.bootstrappingNodes.filter((node) => node !== kadcast.overlay.publicAddress) ?? [];
  return { count: Math.min(START_PEERS, others.length), waitMs: START_WAIT_MS };
}

/** What is heard goes to chain, mempool and broker. */
export function connect(
  link: KadcastLink,
  parts: {
    readonly service: ChainService;
    readonly mempool: MempoolService;
    readonly ledger: LedgerStore;
    readonly clock: Clock;
    readonly comparison: ClockComparison;
    readonly options: BrokerOptions;
    readonly onFault: (error: unknown) => void;
  },
): void {
  const { service, mempool, ledger, clock, comparison, options, onFault } = parts;
  const broker = new Broker(brokerPorts(link, ledger, mempool.door, clock, onFault), options);
  link.listen({
    chain(message, peer) {
      if (message.topic === 'Candidate') comparison.heard(message.payload.header.hash, clock.nowMs());
      return service.receive(message, peer);
    },
    transaction: (envelope, relay) => mempool.receive(envelope, relay),
    request: (message, source) => broker.receive(message, source),
  });
}

function brokerPorts(
  link: KadcastLink,
  ledger: LedgerStore,
  mempool: MempoolDoor,
  clock: Clock,
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
