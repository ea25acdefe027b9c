export { type Address, formatAddress, parseAddress } from './address.ts';
export { defaultEncoderOptions, type EncoderOptions } from './chunk.ts';
export { type DecoderOptions, defaultDecoderOptions } from './decoderCache.ts';
export { KadcastError, type KadcastErrorCode } from './errors.ts';
export { type KadcastNodeDeps, type KadcastNodeOptions, startKadcastNode } from './kadcastNode.ts';
export type { DropReason } from './metrics.ts';
export { defaultOverlayOptions, type OverlayOptions } from './options.ts';
export { Overlay, type OverlayDeps, type OverlayMessage, type OverlayStats } from './overlay.ts';
export { decodePacket, encodePacket, type Header, type Packet, type PeerRecord } from './packet.ts';
export { findNonce, peerId } from './peerId.ts';
export { ObjectDecoder } from './raptorq/decode.ts';
export { encodePackets, type Packets } from './raptorq/encode.ts';
export { decodeOti, deriveOti, encodeOti, type Oti } from './raptorq/params.ts';
export { SimulatedNetwork, type SimulationOptions } from './simulation.ts';
export type { Transport } from './transport.ts';
export {
  defaultUdpOptions,
  openUdpTransport,
  resolveHost,
  type UdpOptions,
  type UdpTransport,
} from './udpTransport.ts';
export { type KadcastWorker, type KadcastWorkerDeps, startKadcastWorker } from './worker.ts';
