import {
  type Clock,
  fromHex,
  isEventideError,
  type Log,
  type Metrics,
  silentLog,
  silentMetrics,
  toHex,
} from '@eventide/base';
import { type Address, parseAddress } from './address.ts';
import { type Datagrams, encodeDatagrams, rayIdOf } from './chunk.ts';
import { DecoderCache } from './decoderCache.ts';
import { Discovery } from './discovery.ts';
import { KadcastError } from './errors.ts';
import { IdentityCheck } from './identity.ts';
import { Maintenance } from './maintenance.ts';
import { type DropReason, type OverlayMeters, overlayMeters } from './metrics.ts';
import type { OverlayOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { decodeBody, encodePacket, type Header, type Packet, type PeerRecord, readHeader } from './packet.ts';
import { findNonce, HEIGHTS, hasProofOfWork, peerId } from './peerId.ts';
import type { RandomU32 } from './random.ts';
import { RateLimiter } from './rateLimit.ts';
import { type InsertResult, type Node, RoutingTable } from './routingTable.ts';
import type { Transport } from './transport.ts';
import { parseRequirement, parseVersion, type Version, type VersionRequirement } from './version.ts';

/** Peers a message goes to per bucket. Spec: 07 §1 */
export const DELEGATES_PER_BUCKET = 3;
/** What a malformed datagram costs its sender of what it may send, in datagrams: errors are dear to handle. */
const MALFORMED_COST = 20;

type BroadcastPacket = Extract<Packet, { type: 'broadcast' }>;

/** A whole message, delivered once. */
export type OverlayMessage = {
  readonly payload: Uint8Array;
  /** The peer that sent the last missing piece. */
  readonly source: Address;
  /** To be handed to `broadcast` when the message is passed on. */
  readonly height: number;
  readonly rayId: Uint8Array;
};

export type OverlayDeps = {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: RandomU32;
  /** IP addresses of a bootstrapping node's name. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly onMessage: (message: OverlayMessage) => void;
  readonly log?: Log | undefined;
  readonly metrics?: Metrics | undefined;
};

/** Counts since the start and present sizes. */
export type OverlayStats = {
  readonly peers: number;
  readonly openMessages: number;
  readonly storedBytes: number;
  readonly delivered: number;
  readonly queued: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
};

/** One node of the overlay: everything of chapter 07 but the sockets. Spec: 07 §4, §7 */
export class Overlay {
  readonly address: Address;
  readonly header: Header;
  readonly #options: OverlayOptions;
  readonly #deps: OverlayDeps;
  readonly #version: Version;
  readonly #accepts: VersionRequirement;
  readonly #table: RoutingTable;
  readonly #cache: DecoderCache;
  readonly #outbox: Outbox;
  readonly #rate: RateLimiter;
  readonly #discovery: Discovery;
  readonly #identity = new IdentityCheck();
  readonly #maintenance: Maintenance;
  readonly #meters: OverlayMeters;
  readonly #log: Log;
  readonly #blocked = new Set<string>();
  readonly #dropped: Partial<Record<DropReason, number>> = {};
  #state: 'new' | 'running' | 'closed' = 'new';

  /** @throws KadcastError KADCAST_TEXT, KADCAST_OPTION. Without a nonce in the options it searches one (about a second). */
  constructor(options: OverlayOptions, deps: OverlayDeps) {
    this.#options = options;
    this.#deps = deps;
    this.address = parseAddress(options.publicAddress);
    this.header = ownHeader(options, this.address);
    this.#version = parseVersion(options.version);
    this.#accepts = parseRequirement(options.versionMatch);
    this.#table = new RoutingTable(this.header.id, options.bucket, deps.random);
    this.#cache = new DecoderCache(options.decoder);
    this.#outbox = new Outbox(options.outbox, deps.transport, deps.clock);
    this.#rate = new RateLimiter(options.rate);
    this.#discovery = new Discovery(this.#table, options.contactsPerSecond);
    this.#meters = overlayMeters(deps.metrics ?? silentMetrics);
    this.#log = deps.log ?? silentLog;
    this.#maintenance = new Maintenance(options, deps, this.#table, {
      own: this.address,
      ownId: this.header.id,
      ping: (address) => this.#ping(address),
      findNodes: (address, target) => this.#findNodes(address, target),
      onPrune: () => this.#observe(),
    });
  }

  /** Begins to receive and to look for peers; ends with the signal. */
  start(signal: AbortSignal): void {
    if (this.#state !== 'new') throw new KadcastError('KADCAST_CLOSED');
    this.#state = 'running';
    this.#deps.transport.onDatagram((datagram, source) => this.#receive(datagram, source));
    const stop = (): void => this.#stop();
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    this.#maintenance.start(signal);
  }

  /**
   * Sends a payload into the overlay: to some nodes of every bucket, or, when a received message is passed on, of those below
   * its height. Returns the count of targets. @throws KadcastError KADCAST_PAYLOAD, KADCAST_CLOSED. Spec: 07 §7
   */
  broadcast(payload: Uint8Array, receivedHeight?: number): number {
    this.#checkPayload(payload);
    if (receivedHeight === 0) return 0;
    const buckets = this.#table.delegates((receivedHeight ?? HEIGHTS) - 1, DELEGATES_PER_BUCKET, this.#now());
    if (receivedHeight === undefined && buckets.length > 0 && buckets.at(-1)?.height !== HEIGHTS - 1) {
      this.#log.warn('no peers in the farthest bucket', { peers: this.#table.size });
    }
    if (buckets.length === 0) return 0;
    const datagrams = this.#encode(payload);
    let targets = 0;
    for (const { height, nodes } of buckets.reverse()) {
      if (
        this.#push(
          datagrams,
          height,
          nodes.map((node) => node.address),
        )
      )
        targets += nodes.length;
    }
    return targets;
  }

  /** Sends a payload to these peers alone; they do not pass it on. @throws KadcastError KADCAST_PAYLOAD, KADCAST_CLOSED. Spec: 07 §3.3 */
  send(payload: Uint8Array, targets: readonly Address[]): boolean {
    this.#checkPayload(payload);
    return targets.length === 0 || this.#push(this.#encode(payload), 0, targets);
  }

  /** Pings peers known from elsewhere, as those of an earlier run; who answers is let in. */
  greet(peers: readonly Address[]): void {
    for (const peer of peers) this.#ping(peer);
  }

  /** Up to `count` random peers heard of lately. Spec: 07 §7.3 */
  aliveNodes(count: number): Address[] {
    return this.#table.alive(this.#now(), count).map((node) => node.address);
  }

  /** The routing table: height and nodes, lowest first. Spec: 07 §11 */
  routes(): { height: number; nodes: readonly Node[] }[] {
    return this.#table.buckets();
  }

  /** Ignores everything from this IP address and forgets its nodes. Spec: 07 §5.5 */
  block(host: string): void {
    this.#blocked.add(host);
    for (const node of [...this.#table.nodes()]) if (node.address.host === host) this.#table.remove(node.id);
  }

  unblock(host: string): void {
    this.#blocked.delete(host);
  }

  stats(): OverlayStats {
    const { openMessages, storedBytes, delivered } = this.#cache;
    const dropped = { ...this.#dropped };
    return { peers: this.#table.size, openMessages, storedBytes, delivered, queued: this.#outbox.queued, dropped };
  }

  #stop(): void {
    this.#state = 'closed';
    this.#outbox.close();
    this.#deps.transport.close();
  }

  #receive(datagram: Uint8Array, source: Address): void {
    if (this.#state !== 'running') return;
    this.#meters.datagramsIn.add();
    this.#meters.bytesIn.add(datagram.length);
    try {
      const reason = this.#handle(datagram, source);
      if (reason !== undefined) this.#drop(reason);
    } catch (error) {
      if (!isEventideError(error)) throw error;
      this.#rate.charge(source.host, MALFORMED_COST);
      this.#drop('malformed');
    }
  }

  /** One datagram, in the order of checks that keeps the work for bad ones small; the result says why it was dropped. Spec: 07 §4 */
  #handle(datagram: Uint8Array, source: Address): DropReason | undefined {
    if (this.#blocked.has(source.host)) return 'blocked';
    if (!this.#rate.allows(source.host, this.#now())) return 'rate';
    const head = readHeader(datagram);
    if (head === undefined) return 'header';
    // Pitfall: the port of a peer comes from the header, the datagram's own is ephemeral.
    const peer: Address = { host: source.host, port: head.header.port };
    if (peer.port === 0 || !this.#identity.holds(head.header, peer)) return 'identity';
    if (head.header.networkId !== this.header.networkId) return 'network';
    const packet = decodeBody(datagram, head.type, head.header);
    if (packet.type === 'broadcast') return this.#onBroadcast(packet, peer);
    return this.#onControl(packet, peer);
  }

  #onBroadcast({ header, height, frame }: BroadcastPacket, peer: Address): DropReason | undefined {
    const result = this.#cache.push(frame, height, peer.host, this.#now());
    if (result.kind === 'stored') return undefined;
    if (result.kind === 'duplicate') this.#outbox.spare(rayIdOf(frame), peer);
    if (result.kind !== 'message') return result.kind;
    const known = this.#table.refresh(header.id, this.#now());
    if (known.kind === 'unknown') this.#ping(peer);
    this.#probe(known);
    this.#meters.messagesIn.add();
    this.#observe();
    this.#deps.onMessage({ payload: result.payload, source: peer, height: result.height, rayId: result.rayId });
    if (this.#options.autoPropagate) this.broadcast(result.payload, result.height);
    return undefined;
  }

  #onControl(packet: Exclude<Packet, BroadcastPacket>, peer: Address): DropReason | undefined {
    if (!this.#accepts(packet.version)) return 'version';
    const { id, nonce, networkId } = packet.header;
    const inserted = this.#table.insert({ id, nonce, address: peer, networkId }, this.#now());
    if (inserted.kind === 'self') return 'identity';
    this.#probe(inserted);
    if (packet.type === 'ping') this.#sendPacket({ type: 'pong', header: this.header, version: this.#version }, peer);
    if (packet.type === 'findNodes') this.#answer(packet.target, peer);
    if (packet.type === 'nodes') return this.#onNodes(packet.peers, peer);
    return undefined;
  }

  #answer(target: Uint8Array, peer: Address): void {
    const peers = this.#table.closest(target).map(({ id, address }) => ({ id, address }));
    this.#sendPacket({ type: 'nodes', header: this.header, version: this.#version, peers }, peer);
  }

  /** Contacts peers we are told of and have room for; only what they send themselves lets them in. Spec: 07 §5.4 */
  #onNodes(records: readonly PeerRecord[], peer: Address): DropReason | undefined {
    if (!this.#discovery.expects(peer, this.#now())) return 'unsolicited';
    for (const { id, address } of this.#discovery.select(records, this.#now())) {
      if (this.#blocked.has(address.host)) continue;
      if (this.#options.recursiveDiscovery) this.#findNodes(address, id);
      else this.#ping(address);
    }
    return undefined;
  }

  #findNodes(to: Address, target: Uint8Array): void {
    this.#discovery.noteAsked(to, this.#now());
    this.#sendPacket({ type: 'findNodes', header: this.header, version: this.#version, target }, to);
  }

  #ping(to: Address): void {
    this.#sendPacket({ type: 'ping', header: this.header, version: this.#version }, to);
  }

  #probe(result: InsertResult): void {
    if (result.probe !== undefined) this.#ping(result.probe.address);
  }

  #sendPacket(packet: Packet, to: Address): void {
    if (this.#state === 'running') this.#deps.transport.send(encodePacket(packet), to);
  }

  #encode(payload: Uint8Array): Datagrams {
    const datagrams = encodeDatagrams(payload, this.header, this.#options.encoder);
    this.#cache.markDelivered(datagrams.rayId, this.#now());
    return datagrams;
  }

  #push(datagrams: Datagrams, height: number, targets: readonly Address[]): boolean {
    const accepted = this.#outbox.push(datagrams, height, targets);
    if (accepted) this.#meters.messagesOut.add();
    else {
      this.#meters.messagesRefused.add();
      this.#log.warn('send queue full', { ray: toHex(datagrams.rayId), height, targets: targets.length });
    }
    return accepted;
  }

  #checkPayload(payload: Uint8Array): void {
    if (this.#state !== 'running') throw new KadcastError('KADCAST_CLOSED');
    const { maxPayloadBytes } = this.#options.decoder;
    if (payload.length === 0 || payload.length >= maxPayloadBytes) {
      throw new KadcastError('KADCAST_PAYLOAD', { bytes: payload.length, maxPayloadBytes });
    }
  }

  #observe(): void {
    this.#meters.peers.set(this.#table.size);
    this.#meters.openMessages.set(this.#cache.openMessages);
    this.#meters.storedBytes.set(this.#cache.storedBytes);
    this.#meters.queued.set(this.#outbox.queued);
  }

  #drop(reason: DropReason): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
    this.#meters.dropped.add(1, { reason });
  }

  #now(): number {
    return this.#deps.clock.nowMs();
  }
}

function ownHeader(options: OverlayOptions, address: Address): Header {
  const id = peerId(address);
  const nonce = options.nonce === undefined ? findNonce(id, options.difficulty) : fromHex(options.nonce);
  const idAndNonce = Uint8Array.of(...id, ...nonce);
  if (nonce.length !== 4 || !hasProofOfWork(idAndNonce)) throw new KadcastError('KADCAST_OPTION', { option: 'nonce' });
  if (!Number.isInteger(options.networkId) || options.networkId < 0 || options.networkId > 255) {
    throw new KadcastError('KADCAST_OPTION', { option: 'networkId' });
  }
  return { id, nonce, port: address.port, networkId: options.networkId };
}
