import { seededRandom } from '@eventide/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import type { Address } from './address.ts';
import { datagramAt, defaultEncoderOptions, encodeDatagrams } from './chunk.ts';
import { defaultOverlayOptions, type OverlayOptions } from './options.ts';
import { Overlay, type OverlayMessage } from './overlay.ts';
import { decodePacket, encodePacket, type Header, type Packet } from './packet.ts';
import { findNonce, idAtDistance, peerId } from './peerId.ts';
import { SimulatedNetwork } from './simulation.ts';
import type { Transport } from './transport.ts';
import { vectorStream } from './vectorStream.ts';

const version = { major: 1, minor: 0, patch: 0 };
let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** A peer that speaks by hand. */
type Hand = { address: Address; header: Header; transport: Transport; heard: Packet[] };

function world(options: Partial<OverlayOptions> = {}) {
  const network = new SimulatedNetwork({ delayMs: [1, 1], loss: 0, duplication: 0 }, seededRandom(3));
  const messages: OverlayMessage[] = [];
  const address = { host: '10.0.0.1', port: 9000 };
  const overlay = new Overlay(
    { ...defaultOverlayOptions, publicAddress: '10.0.0.1:9000', networkId: 1, difficulty: 8, ...options },
    {
      transport: network.transport(address),
      clock: network.clock,
      random: seededRandom(4),
      resolve: async (host) => (host === 'seed.example' ? ['10.0.0.2'] : []),
      onMessage: (message) => messages.push(message),
    },
  );
  overlay.start(stop.signal);
  const hand = (host: string, networkId = 1): Hand => {
    const own = { host, port: 9000 };
    const id = peerId(own);
    const transport = network.transport(own);
    const heard: Packet[] = [];
    transport.onDatagram((datagram) => heard.push(decodePacket(datagram)));
    return { address: own, header: { id, nonce: findNonce(id, 8), port: 9000, networkId }, transport, heard };
  };
  /** Sends and waits for the answers. */
  const say = async (from: Hand, ...datagrams: (Packet | Uint8Array)[]): Promise<Packet[]> => {
    from.heard.length = 0;
    for (const d of datagrams) from.transport.send(d instanceof Uint8Array ? d : encodePacket(d), address);
    await network.advance(10);
    return from.heard.slice();
  };
  return { network, overlay, messages, hand, say, address };
}

const chunks = (hand: Hand, payload: Uint8Array, height: number): Uint8Array[] => {
  const datagrams = encodeDatagrams(payload, hand.header, defaultEncoderOptions);
  return Array.from({ length: datagrams.packets.count }, (_, i) => datagramAt(datagrams, i, height));
};

describe('07 §4 handshake', () => {
  test('ping is answered by pong, and lets the peer in', async () => {
    const { overlay, hand, say } = world();
    const peer = hand('10.0.0.2');
    const [pong] = await say(peer, { type: 'ping', header: peer.header, version });
    expect(pong).toMatchObject({ type: 'pong', version, header: { port: 9000, networkId: 1, id: overlay.header.id } });
    expect(overlay.routes().flatMap(({ nodes }) => nodes.map((n) => n.address))).toEqual([peer.address]);
  });

  test.each([
    ['another network', { networkId: 2 }, 'network'],
    [
      'an id that is not that of its address',
      { id: idAtDistance(peerId({ host: '10.0.0.2', port: 9000 }), 5) },
      'identity',
    ],
    ['port 0', { port: 0 }, 'identity'],
    ['another port than the id is of', { port: 9001 }, 'identity'],
  ])('refuses %s', async (_, change, reason) => {
    const { overlay, hand, say } = world();
    const peer = hand('10.0.0.2');
    const header = { ...peer.header, ...change };
    if ('id' in change) header.nonce = findNonce(header.id, 8);
    expect(await say(peer, { type: 'ping', header, version })).toEqual([]);
    expect(overlay.stats()).toMatchObject({ peers: 0, dropped: { [reason]: 1 } });
  });

  test.each([
    [{ major: 0, minor: 9, patch: 9 }, 0],
    [{ major: 1, minor: 7, patch: 3 }, 1],
    [{ major: 2, minor: 0, patch: 0 }, 0],
  ])('version %j', async (theirs, peers) => {
    const { overlay, hand, say } = world();
    const peer = hand('10.0.0.2');
    await say(peer, { type: 'ping', header: peer.header, version: theirs });
    expect(overlay.stats().peers).toBe(peers);
  });

  test('our own id coming from outside is refused', async () => {
    const { overlay, network, address } = world();
    network.transport(address).send(encodePacket({ type: 'ping', header: overlay.header, version }), address);
    await network.advance(10);
    expect(overlay.stats()).toMatchObject({ peers: 0, dropped: { identity: 1 } });
  });

  test('a blocked address is not heard, until it is let in again', async () => {
    const { overlay, hand, say } = world();
    const peer = hand('10.0.0.2');
    await say(peer, { type: 'ping', header: peer.header, version });
    overlay.block('10.0.0.2');
    expect(overlay.stats().peers).toBe(0);
    expect(await say(peer, { type: 'ping', header: peer.header, version })).toEqual([]);
    overlay.unblock('10.0.0.2');
    expect(await say(peer, { type: 'ping', header: peer.header, version })).toHaveLength(1);
  });
});

describe('07 §5 discovery', () => {
  test('joins by name, asks those it is told of, takes nobody from hearsay', async () => {
    const { overlay, network, hand, say } = world({ bootstrappingNodes: ['seed.example:9000', 'gone.example:1'] });
    const [seed, third] = [hand('10.0.0.2'), hand('10.0.0.3')];
    await network.advance(10);
    expect(seed.heard).toMatchObject([{ type: 'findNodes', target: overlay.header.id }]);
    const peers = [third, seed].map((h) => ({ id: h.header.id, address: h.address }));
    await say(seed, { type: 'nodes', header: seed.header, version, peers });
    expect(third.heard).toMatchObject([{ type: 'findNodes', target: third.header.id }]);
    expect(overlay.stats().peers).toBe(1);
    const asked = await say(third, { type: 'findNodes', header: third.header, version, target: third.header.id });
    expect(asked).toMatchObject([{ type: 'nodes', peers: [{ address: seed.address, id: seed.header.id }] }]);
    expect(overlay.stats().peers).toBe(2);
  });

  test('peers of an earlier run are greeted; who answers is known', async () => {
    const { overlay, network, hand, say } = world();
    const [old, gone] = [hand('10.0.0.2'), { host: '10.0.0.3', port: 9000 }];
    overlay.greet([old.address, gone]);
    await network.advance(10);
    expect(old.heard).toMatchObject([{ type: 'ping' }]);
    await say(old, { type: 'pong', header: old.header, version });
    expect(overlay.aliveNodes(5)).toEqual([old.address]);
  });

  test('nodes nobody asked for do not send us anywhere', async () => {
    const { overlay, hand, say } = world();
    const [liar, victim] = [hand('10.0.0.2'), hand('10.0.0.3')];
    const peers = [{ id: victim.header.id, address: victim.address }];
    await say(liar, { type: 'nodes', header: liar.header, version, peers });
    expect(victim.heard).toEqual([]);
    expect(overlay.stats().dropped).toEqual({ unsolicited: 1 });
  });

  test('at most 40 records of an answer are looked at', async () => {
    const { overlay, network, hand, say } = world({ bootstrappingNodes: ['10.0.0.2:9000'] });
    const seed = hand('10.0.0.2');
    await network.advance(10);
    const told = Array.from({ length: 100 }, (_, i) => hand(`10.0.1.${i}`));
    const peers = told.map((h) => ({ id: h.header.id, address: h.address }));
    await say(seed, { type: 'nodes', header: seed.header, version, peers });
    expect(told.filter((h) => h.heard.length > 0).length).toBeLessThanOrEqual(40);
    expect(overlay.stats().peers).toBe(1);
  });

  test('silent peers are greeted and forgotten', async () => {
    const bucket = { nodeTtlMs: 1000, nodeEvictAfterMs: 100, bucketTtlMs: 2000 };
    const { overlay, network, hand, say } = world({ bucket, minPeers: 0 });
    const peer = hand('10.0.0.2');
    await say(peer, { type: 'ping', header: peer.header, version });
    await network.advance(2500);
    expect(peer.heard.some((packet) => packet.type === 'ping')).toBe(true);
    expect(overlay.stats().peers).toBe(0);
  });
});

describe('07 §7 broadcast', () => {
  test('delivered once; the unknown sender is greeted; passed on below the height only', async () => {
    const { overlay, messages, hand, say, network } = world();
    const peers = Array.from({ length: 30 }, (_, i) => hand(`10.0.2.${i}`));
    for (const peer of peers) await say(peer, { type: 'ping', header: peer.header, version });
    const stranger = hand('10.0.3.1');
    const payload = vectorStream(4000);
    const answers = await say(stranger, ...chunks(stranger, payload, 126), ...chunks(stranger, payload, 126));
    expect(answers.map((packet) => packet.type)).toEqual(['ping']);
    expect(messages).toMatchObject([{ payload, height: 126, source: stranger.address }]);
    for (const peer of peers) peer.heard.length = 0;
    overlay.broadcast(payload, 126);
    await network.advance(100);
    const heights = peers
      .flatMap((peer) => peer.heard)
      .map((packet) => (packet.type === 'broadcast' ? packet.height : -1));
    expect(heights.length).toBeGreaterThan(0);
    expect(Math.max(...heights)).toBe(125);
    expect(overlay.broadcast(payload, 0)).toBe(0);
  });

  test('auto propagation passes on without being asked', async () => {
    const { hand, say, messages } = world({ autoPropagate: true });
    const peers = Array.from({ length: 12 }, (_, i) => hand(`10.0.2.${i}`));
    for (const peer of peers) await say(peer, { type: 'ping', header: peer.header, version });
    const [sender] = peers as [Hand];
    await say(sender, ...chunks(sender, vectorStream(99), 127));
    expect(messages).toHaveLength(1);
    expect(peers.some((peer) => peer.heard.some((packet) => packet.type === 'broadcast'))).toBe(true);
  });

  test('a direct message has height 0', async () => {
    const { overlay, hand, network } = world();
    const peer = hand('10.0.0.2');
    expect(overlay.send(vectorStream(10), [peer.address])).toBe(true);
    await network.advance(10);
    expect(peer.heard).toHaveLength(6);
    expect(peer.heard.every((packet) => packet.type === 'broadcast' && packet.height === 0)).toBe(true);
  });

  test('foreign networks and forged senders deliver nothing', async () => {
    const { messages, overlay, hand, say } = world();
    const foreign = hand('10.0.0.2', 9);
    const forged = { ...hand('10.0.0.3'), header: hand('10.0.0.4').header };
    await say(foreign, ...chunks(foreign, vectorStream(10), 5));
    await say(forged, ...chunks(forged, vectorStream(10), 5));
    expect(messages).toEqual([]);
    expect(overlay.stats()).toMatchObject({ storedBytes: 0, dropped: { network: 6, identity: 6 } });
  });

  test('refuses payloads that are empty or too long, and a full queue', () => {
    const { overlay } = world({ outbox: { perSecond: 1000, burst: 1, maxQueued: 10 } });
    const to = [{ host: '10.0.0.2', port: 1 }];
    expect(() => overlay.broadcast(new Uint8Array(0))).toThrowCode('KADCAST_PAYLOAD');
    expect(() => overlay.send(new Uint8Array(2_097_152), to)).toThrowCode('KADCAST_PAYLOAD');
    expect(overlay.send(new Uint8Array(1), to)).toBe(true);
    expect(overlay.send(new Uint8Array(2), to)).toBe(false);
  });
});

describe('07 §5.5 floods', () => {
  test('a source above its rate is cut off; others are served', async () => {
    const { overlay, hand, say } = world({ rate: { perSecond: 10, burst: 20 } });
    const [flooder, quiet] = [hand('10.0.0.2'), hand('10.0.0.3')];
    const ping: Packet = { type: 'ping', header: flooder.header, version };
    expect(await say(flooder, ...new Array<Packet>(100).fill(ping))).toHaveLength(20);
    expect(overlay.stats().dropped).toEqual({ rate: 80 });
    expect(await say(quiet, { type: 'ping', header: quiet.header, version })).toHaveLength(1);
  });

  test('malformed datagrams use up the share faster', async () => {
    const { overlay, hand, say } = world({ rate: { perSecond: 10, burst: 100 } });
    const peer = hand('10.0.0.2');
    const cut = encodePacket({ type: 'findNodes', header: peer.header, version, target: peer.header.id }).subarray(
      0,
      40,
    );
    await say(peer, ...new Array<Uint8Array>(100).fill(cut));
    expect(overlay.stats().dropped).toEqual({ malformed: 5, rate: 95 });
  });
});

describe('07 §11 life', () => {
  test('ends with the signal: silent and closed', async () => {
    const { network } = world();
    const end = new AbortController();
    const address = { host: '10.9.0.1', port: 9000 };
    const overlay = new Overlay(
      {
        ...defaultOverlayOptions,
        publicAddress: '10.9.0.1:9000',
        difficulty: 8,
        bootstrappingNodes: ['10.0.0.1:9000'],
      },
      {
        transport: network.transport(address),
        clock: network.clock,
        random: seededRandom(1),
        resolve: async () => [],
        onMessage: () => {},
      },
    );
    expect(() => overlay.broadcast(vectorStream(1))).toThrowCode('KADCAST_CLOSED');
    overlay.start(end.signal);
    expect(() => overlay.start(end.signal)).toThrowCode('KADCAST_CLOSED');
    await network.advance(10);
    end.abort();
    const sent = network.counts.datagrams;
    await network.advance(60_000);
    expect(() => overlay.broadcast(vectorStream(1))).toThrowCode('KADCAST_CLOSED');
    expect(network.counts.datagrams - sent).toBeLessThan(100);
  });

  test.each([
    [{ publicAddress: 'localhost:9000' }, 'KADCAST_TEXT'],
    [{ bootstrappingNodes: ['nowhere'] }, 'KADCAST_TEXT'],
    [{ versionMatch: 'any' }, 'KADCAST_TEXT'],
    [{ networkId: 256 }, 'KADCAST_OPTION'],
    [{ nonce: '00000000' }, 'KADCAST_OPTION'],
    [{ nonce: '00' }, 'KADCAST_OPTION'],
  ])('refuses %j', (change, code) => expect(() => world(change)).toThrowCode(code));
});
