import { blake2s256 } from './digest.ts';
import { KadcastError } from './errors.ts';
import { encodePacket, HEIGHT_OFFSET, type Header } from './packet.ts';
import { encodePackets, PAYLOAD_ID_BYTES, type Packets } from './raptorq/encode.ts';
import { decodeOti, deriveOti, encodeOti, OTI_BYTES, type Oti, type OtiLimits } from './raptorq/params.ts';

/** Bytes of a ray id, the name of a message in the network. */
export const RAY_ID_BYTES = 32;
/** Bytes of a chunk before its symbol. */
export const CHUNK_PREFIX_BYTES: number = RAY_ID_BYTES + OTI_BYTES + PAYLOAD_ID_BYTES;

const DEFAULT_MTU = 1300;
const MIN_MTU = 1296;
const MAX_MTU = 8192;

/** How payloads are cut. Spec: 07 §10 */
export type EncoderOptions = {
  /** Room for symbols in a datagram; outside 1296 … 8192 it counts as 1300. */
  readonly mtu: number;
  /** Repair symbols per source symbol. */
  readonly fecRedundancy: number;
  readonly minRepairPacketsPerBlock: number;
};

export const defaultEncoderOptions: EncoderOptions = {
  mtu: DEFAULT_MTU,
  fecRedundancy: 0.15,
  minRepairPacketsPerBlock: 5,
};

/** One piece of a message, as it stands in a broadcast's frame. Spec: 07 §6.1 */
export type Chunk = {
  /** View, 32 bytes. */
  readonly rayId: Uint8Array;
  /** View of the 12 encoded bytes. */
  readonly otiBytes: Uint8Array;
  readonly block: number;
  readonly symbolId: number;
  /** View. */
  readonly symbol: Uint8Array;
};

/** BLAKE2s of length and payload; neither sender nor height enters. Spec: 07 §6.1 */
export function rayId(payload: Uint8Array): Uint8Array {
  const preimage = new Uint8Array(4 + payload.length);
  new DataView(preimage.buffer).setUint32(0, payload.length, true);
  preimage.set(payload, 4);
  return blake2s256(preimage);
}

/** A payload as datagrams that lack only their height: `count` records of `stride` bytes. */
export type Datagrams = { readonly rayId: Uint8Array; readonly packets: Packets };

/**
 * Encodes a payload once for all targets; `datagramAt` adds the height.
 * @throws KadcastError KADCAST_PAYLOAD if it is empty. Spec: 07 §6.1
 */
export function encodeDatagrams(payload: Uint8Array, header: Header, options: EncoderOptions): Datagrams {
  if (payload.length === 0) throw new KadcastError('KADCAST_PAYLOAD', { bytes: 0 });
  const mtu = effectiveMtu(options.mtu);
  const oti = deriveOti(payload.length, mtu);
  const id = rayId(payload);
  const frame = new Uint8Array(CHUNK_PREFIX_BYTES - PAYLOAD_ID_BYTES);
  frame.set(id);
  frame.set(encodeOti(oti), RAY_ID_BYTES);
  const prefix = encodePacket({ type: 'broadcast', header, height: 0, frame });
  const frameBytes = CHUNK_PREFIX_BYTES + oti.symbolSize;
  new DataView(prefix.buffer).setUint32(HEIGHT_OFFSET + 1, frameBytes, true);
  const packets = encodePackets(payload, oti, repairCount(payload.length, mtu, options), prefix.length);
  for (let i = 0; i < packets.count; i++) packets.bytes.set(prefix, i * packets.stride);
  return { rayId: id, packets };
}

/** A copy of datagram `index` with this height. */
export function datagramAt(datagrams: Datagrams, index: number, height: number): Uint8Array {
  const { bytes, stride } = datagrams.packets;
  const datagram = bytes.slice(index * stride, (index + 1) * stride);
  datagram[HEIGHT_OFFSET] = height;
  return datagram;
}

/**
 * Takes a frame apart, without copying. @throws KadcastError KADCAST_SHORT below 49 bytes. Spec: 07 §6.1
 * Pitfall: block and symbol id are big-endian, unlike everything else in the datagram.
 */
export function decodeChunk(frame: Uint8Array): Chunk {
  if (frame.length <= CHUNK_PREFIX_BYTES) throw new KadcastError('KADCAST_SHORT', { bytes: frame.length });
  const at = RAY_ID_BYTES + OTI_BYTES;
  const [block, high, middle, low] = frame.subarray(at, at + 4) as unknown as [number, number, number, number];
  return {
    rayId: rayIdOf(frame),
    otiBytes: frame.subarray(RAY_ID_BYTES, at),
    block,
    symbolId: (high << 16) | (middle << 8) | low,
    symbol: frame.subarray(CHUNK_PREFIX_BYTES),
  };
}

/** The name of the message a frame belongs to: a view. */
export function rayIdOf(frame: Uint8Array): Uint8Array {
  return frame.subarray(0, RAY_ID_BYTES);
}

/** What a receiver admits: the payload limit is exclusive, the symbol must fit a datagram. @throws KadcastError KADCAST_OTI */
export function decodeChunkOti(chunk: Chunk, maxTransferLength: number): Oti {
  const limits: OtiLimits = { maxTransferLength, maxSymbolSize: MAX_MTU };
  return decodeOti(chunk.otiBytes, 0, limits);
}

/** Repair symbols per block. The reference computes in f32; only the sender's count depends on it. Spec: 07 §6.1 */
export function repairCount(bytes: number, mtu: number, options: EncoderOptions): number {
  const { fround } = Math;
  const share = fround(fround(fround(bytes) * fround(options.fecRedundancy)) / fround(mtu));
  return Math.max(options.minRepairPacketsPerBlock, Math.trunc(share));
}

function effectiveMtu(mtu: number): number {
  const usable = mtu >= MIN_MTU && mtu <= MAX_MTU;
  return usable ? mtu : DEFAULT_MTU;
}
