import type { Clock, Log, Metrics } from '@eventide/base';
import {
  type Address,
  type KadcastNodeOptions,
  type KadcastWorker,
  type OverlayMessage,
  parseAddress,
  startKadcastWorker,
} from '@eventide/kadcast';
import { encodeMessage, type InventoryItem, type Message, type ResourceRequest } from '@eventide/ledger';
import type { NodeTx } from '@eventide/tx';
import { type LinkMeters, linkMeters } from './linkMeters.ts';
import type { NodeLink } from './nodeLink.ts';
import { createNonces } from './nonces.ts';
import { defaultRouterOptions, Router } from './router.ts';
import { peerOf, toSocketAddress } from './socketAddress.ts';

export type RequestMessage = Extract<Message, { topic: 'GetResource' | 'GetBlocks' | 'GetMempool' | 'Inv' }>;

/** Who hears what the network says. */
export type LinkHandlers = {
  /** Consensus messages, blocks and inventories; false if they cannot be taken now. */
  readonly chain: (message: Message, peer: string) => boolean;
  readonly transaction: (envelope: NodeTx, relay: () => void) => void;
  /** False if it cannot be taken now. */
  readonly request: (message: RequestMessage, source: Address) => boolean;
};

export type KadcastLink = NodeLink & {
  /** Sends a message to one node; its bytes. */
  readonly send: (message: Message, to: Address) => number;
  readonly ask: (items: readonly InventoryItem[], to: Address) => void;
  /** Passes somebody's request on to one random neighbour. */
  readonly forward: (request: ResourceRequest) => void;
  /** Resolves once so many neighbours are alive, or after `waitMs`. */
  ready(peers: number, waitMs: number, signal: AbortSignal): Promise<void>;
  /** Neither hears nor addresses these `ip:port` any more; an empty list heals. For tests of networks. */
  cut(addresses: readonly string[]): void;
  /** From now on messages are handed on. Asks some neighbours for their waiting transactions. */
  listen(handlers: LinkHandlers): void;
};

export type LinkPorts = {
  /** Neighbours asked for their waiting transactions at start. Spec: 06 §19 */
  readonly mempoolPeers: number;
  readonly strict: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** No time limit. Spec: 06 §6.3 */
const NO_TTL = 0xffff_ffff_ffff_ffffn;
/** At start nobody is known yet: a question waits so long for a neighbour, looking this often. Spec: 06 §15 */
const PEER_WAIT_MS = 10_000;
const PEER_LOOK_MS = 250;

/**
 * The Kadcast overlay as the node's network: bytes become messages, messages find their way to chain, mempool and broker, and back.
 * @throws KadcastError for bad options; FaultError if a socket cannot be had
 * Spec: 06 §6, 07
 */
export async function startKadcastLink(options: KadcastNodeOptions, ports: LinkPorts): Promise<KadcastLink> {
  const stop = new AbortController();
  let link: Link | undefined;
  const worker = await startKadcastWorker(
    options,
    { onMessage: (raw) => link?.hear(raw), log: ports.log.with({ part: 'kadcast' }), metrics: ports.metrics },
    stop.signal,
  );
  link = new Link(worker, parseAddress(options.overlay.publicAddress), ports, stop);
  return link;
}

class Link implements KadcastLink {
  readonly address: string;
  readonly failed: KadcastLink['failed'];
  readonly chain: KadcastLink['chain'];
  readonly peers: KadcastLink['peers'];
  readonly #worker: KadcastWorker;
  readonly #own: Address;
  readonly #ports: LinkPorts;
  readonly #stop: AbortController;
  readonly #router: Router;
  readonly #meters: LinkMeters;
  readonly #nonce: () => Uint8Array;
  /** How received messages came, for those who pass them on. */
  readonly #received = new WeakMap<object, OverlayMessage>();
  #handlers: LinkHandlers | undefined;
  #cutOff: ReadonlySet<string> = new Set();

  constructor(worker: KadcastWorker, own: Address, ports: LinkPorts, stop: AbortController) {
    this.#worker = worker;
    this.#own = own;
    this.#ports = ports;
    this.#stop = stop;
    this.#router = new Router({ ...defaultRouterOptions, strict: ports.strict });
    this.#meters = linkMeters(ports.metrics);
    this.#nonce = createNonces(toSocketAddress(own));
    this.address = peerOf(own);
    this.failed = worker.ended.then(
      () => new Promise<never>(() => {}),
      (fault) => fault,
    );
    this.chain = {
      broadcast: (message) => this.#cast(message, undefined),
      relay: (message) => this.#cast(message, this.#received.get(message.payload)),
      send: (peer, message) => void this.send(message, parseAddress(peer)),
      ask: (items, peer, count, hops) => {
        const request = this.#requestOf(items, hops);
        if (peer === undefined) this.#toRandom(() => request, count);
        else this.send(request, parseAddress(peer));
      },
      askBlocks: (locator, count) =>
        this.#toRandom(() => ({ topic: 'GetBlocks', payload: { locator, nonce: this.#nonce() } }), count),
      report: (peer, reason) => ports.log.warn('peer misbehaves', { peer, reason }),
    };
    this.peers = {
      alive: async (count) => (await worker.aliveNodes(count)).map(peerOf),
      table: async () => (await worker.routes()).flatMap(({ nodes }) => nodes.map(({ address }) => peerOf(address))),
    };
  }

  listen(handlers: LinkHandlers): void {
    this.#handlers = handlers;
    this.#toRandom(() => ({ topic: 'GetMempool', payload: { nonce: this.#nonce() } }), this.#ports.mempoolPeers);
  }

  async ready(peers: number, waitMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    const deadlineMs = clock.nowMs() + waitMs;
    while (!signal.aborted && clock.nowMs() < deadlineMs) {
      if ((await this.#worker.aliveNodes(peers)).length >= peers) return;
      await clock.sleep(PEER_LOOK_MS, signal).catch(() => undefined);
    }
  }

  cut(addresses: readonly string[]): void {
    this.#cutOff = new Set(addresses);
  }

  hear(raw: OverlayMessage): void {
    const handlers = this.#handlers;
    const peer = peerOf(raw.source);
    if (handlers === undefined || this.#cutOff.has(peer)) return;
    const routed = this.#router.route(raw.payload, peer, this.#ports.clock.nowMs());
    if (!routed.ok) {
      this.#meters.dropped(routed.reason);
      this.#ports.log.debug('message dropped', { peer, reason: routed.reason, detail: routed.detail });
      return;
    }
    const { message } = routed;
    this.#meters.inbound(message.topic, raw.payload.length);
    if (!this.#dispatch(handlers, message, raw, peer)) this.#meters.dropped('queue');
  }

  broadcastTx = (envelope: NodeTx): void => this.#cast({ topic: 'Tx', payload: envelope }, undefined);

  send = (message: Message, to: Address): number => {
    const bytes = encodeMessage(message);
    this.#meters.outbound(message.topic, bytes.length);
    if (!this.#stop.signal.aborted && !this.#cutOff.has(peerOf(to))) this.#worker.send(bytes, [to]);
    return bytes.length;
  };

  ask = (items: readonly InventoryItem[], to: Address): void => void this.send(this.#requestOf(items, 1), to);

  forward = (request: ResourceRequest): void => this.#toRandom(() => ({ topic: 'GetResource', payload: request }), 1);

  async close(): Promise<void> {
    this.#handlers = undefined;
    this.#stop.abort();
    await this.#worker.ended.catch(() => undefined);
  }

  #dispatch(handlers: LinkHandlers, message: Message, raw: OverlayMessage, peer: string): boolean {
    switch (message.topic) {
      case 'Tx':
        handlers.transaction(message.payload, () => this.#cast(message, raw));
        return true;
      case 'GetResource':
      case 'GetBlocks':
      case 'GetMempool':
        this.#meters.requested(message.topic);
        return handlers.request(message, raw.source);
      case 'Inv':
        return handlers.request(message, raw.source) && handlers.chain(message, peer);
      default:
        this.#received.set(message.payload, raw);
        return handlers.chain(message, peer);
    }
  }

  /** Own messages start at the top of the tree; those of others go on below the height they came at, as they came. */
  #cast(message: Message, raw: OverlayMessage | undefined): void {
    if (this.#stop.signal.aborted) return;
    const bytes = raw?.payload ?? encodeMessage(message);
    this.#meters.outbound(message.topic, bytes.length);
    this.#worker.broadcast(bytes, raw?.height);
  }

  #requestOf(items: readonly InventoryItem[], hops: number): Message {
    const payload = {
      inventory: { items, maxEntries: 0 },
      requester: toSocketAddress(this.#own),
      ttlSec: NO_TTL,
      hops,
    };
    return { topic: 'GetResource', payload };
  }

  /** To random neighbours, as soon as there is one. A network without neighbours loses it, as any network may. */
  #toRandom(message: () => Message, count: number): void {
    const { clock, log } = this.#ports;
    const { signal } = this.#stop;
    const deadlineMs = clock.nowMs() + PEER_WAIT_MS;
    const attempt = async (): Promise<void> => {
      for (;;) {
        const peers = await this.#worker.aliveNodes(count);
        for (const peer of peers) this.send(message(), peer);
        if (peers.length > 0 || clock.nowMs() >= deadlineMs) return;
        await clock.sleep(PEER_LOOK_MS, signal);
      }
    };
    attempt().catch((error: unknown) => {
      if (!signal.aborted) log.debug('question not sent', { reason: String(error) });
    });
  }
}
