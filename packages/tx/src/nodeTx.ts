import type { Codec } from '@eventide/codec';
import { consensusConstants } from '@eventide/params';

/**
 * A transaction as nodes pass and store it: protocol bytes, still undecoded, behind two numbers that are kept as
 * they were read. Spec: 03 §8, 06 §4.3
 */
export type NodeTx = {
  /** Written as 1. */
  readonly version: number;
  /** Written as 1. */
  readonly type: number;
  readonly protocolBytes: Uint8Array;
};

/** `u32 version ‖ u32 type ‖ u32 length ‖ protocol bytes`, at most 2 MiB of them. Spec: 03 §8 */
export const nodeTxCodec: Codec<NodeTx> = {
  write(w, tx) {
    w.u32(tx.version);
    w.u32(tx.type);
    w.bytes32(tx.protocolBytes);
  },
  read: (r) => ({ version: r.u32(), type: r.u32(), protocolBytes: r.bytes32(consensusConstants.maxTransactionBytes) }),
};

/** The envelope that writers use: version 1, type 1. Spec: 03 §8 */
export function toNodeTx(protocolBytes: Uint8Array): NodeTx {
  return { version: 1, type: 1, protocolBytes };
}
