import { type Codec, CodecError } from '@eventide/codec';
import { badTag, HASH_SIZE, type Hash } from '../bytes.ts';
import { type ConsensusHeader, consensusHeaderCodec } from '../consensusHeader.ts';

/** Most entries an inventory may name. Spec: 06 §6.3 */
export const MAX_INVENTORY = 10_000;

/** One thing a peer has or wants. Spec: 06 §6.3 */
export type InventoryItem =
  | { readonly kind: 'MempoolTx' | 'BlockFromHash' | 'CandidateFromHash'; readonly hash: Hash }
  | { readonly kind: 'BlockFromHeight'; readonly height: bigint }
  | { readonly kind: 'CandidateFromIteration' | 'ValidationResult'; readonly header: ConsensusHeader };

/** `maxEntries` 0 means no limit of the asker's. */
export type Inventory = { readonly items: readonly InventoryItem[]; readonly maxEntries: number };

const KINDS = [
  'MempoolTx',
  'BlockFromHash',
  'BlockFromHeight',
  'CandidateFromHash',
  'CandidateFromIteration',
  'ValidationResult',
] as const;

const inventoryItemCodec: Codec<InventoryItem> = {
  write(w, item) {
    w.u8(KINDS.indexOf(item.kind));
    if ('hash' in item) w.bytes(item.hash, HASH_SIZE);
    else if ('height' in item) w.u64(item.height);
    else consensusHeaderCodec.write(w, item.header);
  },
  read(r) {
    const tag = r.u8();
    const kind = KINDS[tag];
    if (kind === undefined) throw badTag(tag, 'inventory item');
    if (kind === 'BlockFromHeight') return { kind, height: r.u64() };
    if (kind === 'CandidateFromIteration' || kind === 'ValidationResult')
      return { kind, header: consensusHeaderCodec.read(r) };
    return { kind, hash: r.bytes(HASH_SIZE) };
  },
};

/** Spec: 06 §6.3 */
export const inventoryCodec: Codec<Inventory> = {
  write(w, inventory) {
    if (inventory.items.length > MAX_INVENTORY) throw new CodecError('CODEC_RANGE', { items: inventory.items.length });
    w.u32(inventory.items.length);
    for (const item of inventory.items) inventoryItemCodec.write(w, item);
    w.u16(inventory.maxEntries);
  },
  read(r) {
    const count = r.u32();
    if (count > MAX_INVENTORY) throw new CodecError('CODEC_TOO_LONG', { count, max: MAX_INVENTORY });
    const items: InventoryItem[] = [];
    for (let i = 0; i < count; i++) items.push(inventoryItemCodec.read(r));
    return { items, maxEntries: r.u16() };
  },
};

/** Where answers go. 4 or 16 address bytes; the port is little-endian. Spec: 06 §6.3 */
export type SocketAddress = { readonly ip: Uint8Array; readonly port: number };

const socketAddressCodec: Codec<SocketAddress> = {
  write(w, address) {
    if (address.ip.length !== 4 && address.ip.length !== 16)
      throw new CodecError('CODEC_RANGE', { addressBytes: address.ip.length });
    w.u8(address.ip.length === 4 ? 4 : 6);
    w.bytes(address.ip);
    w.u16(address.port);
  },
  read(r) {
    const family = r.u8();
    if (family !== 4 && family !== 6) throw badTag(family, 'address family');
    return { ip: r.bytes(family === 4 ? 4 : 16), port: r.u16() };
  },
};

/** A flood request: who has one of these answers to `requester`. Spec: 06 §6.3 */
export type ResourceRequest = {
  readonly inventory: Inventory;
  readonly requester: SocketAddress;
  /** Absolute Unix time; 2^64 − 1 for none. */
  readonly ttlSec: bigint;
  readonly hops: number;
};

export const resourceRequestCodec: Codec<ResourceRequest> = {
  write(w, request) {
    inventoryCodec.write(w, request.inventory);
    socketAddressCodec.write(w, request.requester);
    w.u64(request.ttlSec);
    w.u16(request.hops);
  },
  read: (r) => ({
    inventory: inventoryCodec.read(r),
    requester: socketAddressCodec.read(r),
    ttlSec: r.u64(),
    hops: r.u16(),
  }),
};
