import { utf8 } from '@eventide/base';
import type { Codec } from '@eventide/codec';
import { type NodeTx, nodeTxCodec } from './nodeTx.ts';

/** A transaction of a block with what its execution gave. Spec: 06 §4.3 */
export type SpentTx = {
  readonly tx: NodeTx;
  readonly blockHeight: bigint;
  readonly gasSpent: bigint;
  /** Why its call failed; null if nothing did. The spending stays either way. */
  readonly error: string | null;
};

/** Most bytes of the error's text. Spec: 06 §1 */
const MAX_ERROR_BYTES = 2_097_152;

/** `envelope ‖ block height ‖ gas spent ‖ u32 length ‖ error`; an empty error stands for success. Spec: 06 §4.3 */
export const spentTxCodec: Codec<SpentTx> = {
  write(w, spent) {
    nodeTxCodec.write(w, spent.tx);
    w.u64(spent.blockHeight);
    w.u64(spent.gasSpent);
    w.bytes32(utf8(spent.error ?? ''));
  },
  read(r) {
    const tx = nodeTxCodec.read(r);
    const blockHeight = r.u64();
    const gasSpent = r.u64();
    const error = r.text(r.length32(MAX_ERROR_BYTES));
    return { tx, blockHeight, gasSpent, error: error === '' ? null : error };
  },
};
