import { accept, equalBytes, isEventideError, refuse, type Verdict } from '@eventide/base';
import { encode } from '@eventide/codec';
import type { Rules } from '@eventide/params';
import { txDigest } from '@eventide/tx/id';
import { decodeKnownTx } from '@eventide/tx/knownTx';
import type { Transaction } from '@eventide/tx/transaction';
import { type Block, blockCodec, MAX_BLOCK_FAULTS, MAX_BLOCK_TRANSACTIONS } from './block.ts';
import { faultId } from './fault.ts';
import { merkleRoot } from './merkleRoot.ts';

/** Most bytes of an encoded candidate, envelopes included. Spec: 06 §1; 14 §7, S3 */
export const MAX_BLOCK_BYTES = 1_048_576;

export type BodyReason =
  | 'BODY_TOO_LARGE'
  | 'BODY_TOO_MANY'
  | 'BODY_BAD_TX'
  | 'BODY_WRONG_TXROOT'
  | 'BODY_WRONG_FAULTROOT';

/**
 * Size, counts and roots against the header, whose signature covers neither transactions nor faults; with the decoded
 * transactions where all is well. Spec: 06 §9.3
 */
export function checkBlockBody(
  block: Block,
  rules: Pick<Rules, 'strict'>,
): { readonly verdict: Verdict<BodyReason>; readonly transactions: readonly Transaction[] } {
  const none = (reason: BodyReason, detail?: string) => ({ verdict: refuse(reason, detail), transactions: [] });
  if (block.txs.length > MAX_BLOCK_TRANSACTIONS || block.faults.length > MAX_BLOCK_FAULTS) return none('BODY_TOO_MANY');
  if (encode(blockCodec, block).length > MAX_BLOCK_BYTES) return none('BODY_TOO_LARGE');
  if (!equalBytes(merkleRoot(block.faults.map(faultId)), block.header.faultRoot)) return none('BODY_WRONG_FAULTROOT');
  let transactions: readonly Transaction[];
  try {
    transactions = block.txs.map(({ protocolBytes }) => decodeKnownTx(protocolBytes, rules));
  } catch (error) {
    if (isEventideError(error)) return none('BODY_BAD_TX', error.code);
    throw error;
  }
  if (!equalBytes(merkleRoot(transactions.map(txDigest)), block.header.txRoot)) return none('BODY_WRONG_TXROOT');
  return { verdict: accept(), transactions };
}
