import { type Codec, CodecError, type Reader, type Writer } from '@eventide/codec';
import { type NodeTx, nodeTxCodec } from '@eventide/tx';
import type { Hash } from './bytes.ts';
import { type Fault, faultCodec } from './fault.ts';
import { type Header, headerCodec } from './header.ts';

/** Most transactions and faults of a block; decoders refuse more. Spec: 06 §1 */
export const MAX_BLOCK_TRANSACTIONS = 1_000;
export const MAX_BLOCK_FAULTS = 100;

/** A block with its transactions in their node envelopes, still undecoded. Spec: 06 §4.3 */
export type Block = {
  readonly header: Header;
  readonly txs: readonly NodeTx[];
  readonly faults: readonly Fault[];
};

/** Header, u32-counted transactions, u32-counted faults. Spec: 06 §4.3 */
export const blockCodec: Codec<Block> = {
  write(w, block) {
    headerCodec.write(w, block.header);
    writeList(w, nodeTxCodec, block.txs);
    writeList(w, faultCodec, block.faults);
  },
  read: (r) => ({
    header: headerCodec.read(r),
    txs: readList(r, nodeTxCodec, MAX_BLOCK_TRANSACTIONS),
    faults: readList(r, faultCodec, MAX_BLOCK_FAULTS),
  }),
};

/** A block as stored: ids in place of contents. Spec: 06 §4.3 */
export type LightBlock = {
  readonly header: Header;
  readonly txIds: readonly Hash[];
  readonly faultIds: readonly Hash[];
};

const hashCodec: Codec<Hash> = { write: (w, hash) => w.bytes(hash, 32), read: (r) => r.bytes(32) };

export const lightBlockCodec: Codec<LightBlock> = {
  write(w, block) {
    headerCodec.write(w, block.header);
    writeList(w, hashCodec, block.txIds);
    writeList(w, hashCodec, block.faultIds);
  },
  read: (r) => ({
    header: headerCodec.read(r),
    txIds: readList(r, hashCodec, MAX_BLOCK_TRANSACTIONS),
    faultIds: readList(r, hashCodec, MAX_BLOCK_FAULTS),
  }),
};

function writeList<T>(w: Writer, codec: Codec<T>, list: readonly T[]): void {
  w.u32(list.length);
  for (const item of list) codec.write(w, item);
}

function readList<T>(r: Reader, codec: Codec<T>, max: number): T[] {
  const count = r.u32();
  if (count > max) throw new CodecError('CODEC_TOO_LONG', { count, max });
  const list: T[] = [];
  for (let i = 0; i < count; i++) list.push(codec.read(r));
  return list;
}
