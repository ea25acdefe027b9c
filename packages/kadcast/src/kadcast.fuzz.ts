import { type FuzzTarget, seededRandom } from '@eventide/testkit';
import { datagramAt, defaultEncoderOptions, encodeDatagrams } from './chunk.ts';
import { DecoderCache, defaultDecoderOptions, type PushResult } from './decoderCache.ts';
import { defaultOverlayOptions } from './options.ts';
import { Overlay, type OverlayStats } from './overlay.ts';
import { BROADCAST_PREFIX_BYTES, decodePacket, encodePacket, type Header } from './packet.ts';
import { findNonce, peerId } from './peerId.ts';
import { decodeOti, deriveOti, encodeOti } from './raptorq/params.ts';
import { SimulatedNetwork } from './simulation.ts';
import type { Transport } from './transport.ts';
import { vectorStream } from './vectorStream.ts';

const attacker = { host: '10.0.0.66', port: 9000 };
const id = peerId(attacker);
const header: Header = { id, nonce: findNonce(id, 8), port: attacker.port, networkId: 0 };
const version = { major: 1, minor: 0, patch: 0 };

/** Every kind of datagram, from a peer whose identity is in order. */
function datagrams(): Uint8Array[] {
  const peer = { id: peerId({ host: '10.0.0.67', port: 1 }), address: { host: '10.0.0.67', port: 1 } };
  const six = { id, address: { host: '2001:db8::1', port: 2 } };
  return [
    encodePacket({ type: 'ping', header, version }),
    encodePacket({ type: 'pong', header, version }),
    encodePacket({ type: 'findNodes', header, version, target: peer.id }),
    encodePacket({ type: 'nodes', header, version, peers: [peer, six, peer] }),
    ...frames(3).map((frame) => encodePacket({ type: 'broadcast', header, height: 100, frame })),
  ];
}

/** Chunks of two payloads, with symbols of a datagram's usual size. */
function frames(count: number): Uint8Array[] {
  return [vectorStream(4000), vectorStream(300_000)].flatMap((payload) => {
    const encoded = encodeDatagrams(payload, header, defaultEncoderOptions);
    return Array.from({ length: count }, (_, i) => datagramAt(encoded, i, 9).subarray(BROADCAST_PREFIX_BYTES));
  });
}

/** A node whose sockets are this function: it must answer in order, stay small, and never throw. */
function victim(): (datagram: Uint8Array) => OverlayStats {
  const network = new SimulatedNetwork({ delayMs: [0, 0], loss: 0, duplication: 0 }, seededRandom(1));
  let receive: Parameters<Transport['onDatagram']>[0] = () => {};
  const transport: Transport = {
    pending: 0,
    send: () => {},
    close: () => {},
    onDatagram(handler) {
      receive = handler;
    },
  };
  let nowMs = 0;
  const clock = { ...network.clock, nowMs: () => nowMs };
  const deps = { transport, clock, random: seededRandom(2), resolve: async () => [], onMessage: () => {} };
  const rate = { perSecond: 1e9, burst: 1e9 };
  const overlay = new Overlay({ ...defaultOverlayOptions, publicAddress: '10.0.0.1:9000', difficulty: 8, rate }, deps);
  overlay.start(new AbortController().signal);
  return (datagram) => {
    nowMs += 0.5;
    receive(datagram, attacker);
    return overlay.stats();
  };
}

let feed: ReturnType<typeof victim> | undefined;
let cache: DecoderCache | undefined;

/** Bounds that hold whatever comes in. @throws Error (untyped: the fuzzer reports it) */
function assertSmall(stats: { openMessages: number; storedBytes: number; delivered: number }): void {
  const { maxOpenMessages, maxStoredBytes, maxDelivered } = defaultDecoderOptions;
  const small =
    stats.openMessages <= maxOpenMessages && stats.storedBytes <= maxStoredBytes && stats.delivered <= maxDelivered;
  if (!small) throw new Error(`out of bounds: ${JSON.stringify(stats)}`);
}

export const targets: FuzzTarget[] = [
  { name: 'kadcast/packet', seeds: datagrams, decode: decodePacket },
  {
    name: 'kadcast/oti',
    seeds: () => [4, 20_000, 2_000_000].map((bytes) => encodeOti(deriveOti(bytes, 1300))),
    decode: (bytes) => decodeOti(bytes, 0, { maxTransferLength: 2_097_152, maxSymbolSize: 8192 }),
  },
  {
    name: 'kadcast/frame',
    seeds: () => frames(6),
    decode(bytes): PushResult {
      cache ??= new DecoderCache(defaultDecoderOptions);
      const result = cache.push(bytes, 1, '10.0.0.66', 0);
      assertSmall(cache);
      return result;
    },
  },
  {
    name: 'kadcast/node',
    seeds: datagrams,
    decode(bytes): OverlayStats {
      feed ??= victim();
      const stats = feed(bytes);
      assertSmall(stats);
      if (stats.peers > 1) throw new Error(`${stats.peers} peers behind one address`);
      return stats;
    },
  },
];
