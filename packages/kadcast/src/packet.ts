import { Reader, Writer } from '@eventide/codec';
import { type Address, formatHost, parseHost } from './address.ts';
import { KadcastError } from './errors.ts';
import { hasProofOfWork, ID_BYTES, NONCE_BYTES } from './peerId.ts';
import type { Version } from './version.ts';

/** Who sends, 26 bytes on the wire with the type before them. Spec: 07 §3.1 */
export type Header = {
  readonly id: Uint8Array;
  readonly nonce: Uint8Array;
  /** Public port; the datagram's own source port means nothing. */
  readonly port: number;
  readonly networkId: number;
};

/** A peer as others tell of it; nothing in it is verified. */
export type PeerRecord = { readonly id: Uint8Array; readonly address: Address };

/** One datagram. Spec: 07 §3.2 */
export type Packet =
  | { readonly type: 'ping' | 'pong'; readonly header: Header; readonly version: Version }
  | { readonly type: 'findNodes'; readonly header: Header; readonly version: Version; readonly target: Uint8Array }
  | {
      readonly type: 'nodes';
      readonly header: Header;
      readonly version: Version;
      readonly peers: readonly PeerRecord[];
    }
  | { readonly type: 'broadcast'; readonly header: Header; readonly height: number; readonly frame: Uint8Array };

/** Most bytes a UDP datagram over IPv4 carries. */
export const MAX_DATAGRAM_BYTES = 65_507;
/** Bytes of type and header. */
export const HEADER_BYTES = 26;
/** Where the height of a broadcast stands; the only byte that differs between buckets. */
export const HEIGHT_OFFSET = HEADER_BYTES;
/** Bytes of a broadcast before its frame. */
export const BROADCAST_PREFIX_BYTES = HEADER_BYTES + 1 + 4;

const TYPES = { ping: 0, pong: 1, findNodes: 2, nodes: 3, broadcast: 10 } as const;

/** The bytes of a packet. Spec: 07 §3 */
export function encodePacket(packet: Packet): Uint8Array {
  const w = new Writer();
  w.u8(TYPES[packet.type]);
  writeHeader(w, packet.header);
  if (packet.type === 'broadcast') {
    w.u8(packet.height);
    w.bytes32(packet.frame);
    return w.finish();
  }
  w.u8(packet.version.major);
  w.u16(packet.version.minor);
  w.u16(packet.version.patch);
  if (packet.type === 'findNodes') w.bytes(packet.target, ID_BYTES);
  if (packet.type === 'nodes') {
    w.u16(packet.peers.length);
    for (const peer of packet.peers) writePeer(w, peer);
  }
  return w.finish();
}

/**
 * Type and header alone, or undefined if there is no whole header or its proof of work is missing. This is what a flood of
 * rubbish meets first, so it throws nothing. Ids are views of the input. Spec: 07 §3.1
 */
export function readHeader(bytes: Uint8Array): { readonly type: number; readonly header: Header } | undefined {
  if (bytes.length < HEADER_BYTES || !hasProofOfWork(bytes.subarray(1, 1 + ID_BYTES + NONCE_BYTES))) return undefined;
  const header: Header = {
    id: bytes.subarray(1, 1 + ID_BYTES),
    nonce: bytes.subarray(1 + ID_BYTES, 1 + ID_BYTES + NONCE_BYTES),
    port: (bytes[21] as number) | ((bytes[22] as number) << 8),
    networkId: bytes[23] as number,
  };
  return { type: bytes[0] as number, header };
}

/**
 * Reads a datagram; bytes behind the last field are ignored. No length is believed beyond what the datagram holds.
 * Ids and frames are views of the input.
 * @throws KadcastError KADCAST_HEADER, KADCAST_TYPE. @throws CodecError CODEC_TOO_SHORT, CODEC_TOO_LONG. Spec: 07 §3, §4
 */
export function decodePacket(bytes: Uint8Array): Packet {
  const head = readHeader(bytes);
  if (head === undefined) throw new KadcastError('KADCAST_HEADER', { bytes: bytes.length });
  return decodeBody(bytes, head.type, head.header);
}

/** The packet whose header was read by `readHeader`. @throws as `decodePacket` */
export function decodeBody(bytes: Uint8Array, type: number, header: Header): Packet {
  const r = new Reader(bytes.subarray(HEADER_BYTES));
  switch (type) {
    case TYPES.ping:
      return { type: 'ping', header, version: readVersion(r) };
    case TYPES.pong:
      return { type: 'pong', header, version: readVersion(r) };
    case TYPES.findNodes:
      return { type: 'findNodes', header, version: readVersion(r), target: r.view(ID_BYTES) };
    case TYPES.nodes:
      return { type: 'nodes', header, version: readVersion(r), peers: readPeers(r) };
    case TYPES.broadcast:
      return { type: 'broadcast', header, height: r.u8(), frame: r.view(r.length32(MAX_DATAGRAM_BYTES)) };
    default:
      throw new KadcastError('KADCAST_TYPE', { type });
  }
}

function writeHeader(w: Writer, header: Header): void {
  w.bytes(header.id, ID_BYTES);
  w.bytes(header.nonce, NONCE_BYTES);
  w.u16(header.port);
  w.u8(header.networkId);
  w.u16(0);
}

function readVersion(r: Reader): Version {
  return { major: r.u8(), minor: r.u16(), patch: r.u16() };
}

/** Pitfall: a first octet of zero marks IPv6, so 0.x.x.x cannot be written. */
function writePeer(w: Writer, peer: PeerRecord): void {
  const octets = parseHost(peer.address.host);
  if (octets.length === 16) w.u8(0);
  else if (octets[0] === 0) throw new KadcastError('KADCAST_TEXT', { host: peer.address.host });
  w.bytes(octets);
  w.u16(peer.address.port);
  w.bytes(peer.id, ID_BYTES);
}

function readPeers(r: Reader): PeerRecord[] {
  const peers: PeerRecord[] = [];
  for (let left = r.u16(); left > 0; left--) peers.push(readPeer(r));
  return peers;
}

function readPeer(r: Reader): PeerRecord {
  const first = r.u8();
  const octets = first === 0 ? r.bytes(16) : Uint8Array.of(first, r.u8(), r.u8(), r.u8());
  return { address: { host: formatHost(octets), port: r.u16() }, id: r.view(ID_BYTES) };
}
