import { archiveTransaction } from '@eventide/abi';
import { concatBytes, intToBytesLe } from '@eventide/base';
import { encodeG2Archive } from '@eventide/crypto/bls12-381/raw';
import { contractConstants } from '@eventide/params';
import { TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';
import { blobsToMemo, withoutBytecode } from '@eventide/tx/data';
import { phoenixTxDigest } from '@eventide/tx/phoenix/auth/auth';
import { checkPreconditions, type PreconditionRefusal } from '@eventide/tx/preconditions';
import { gasTerms, type Transaction, withData } from '@eventide/tx/transaction';
import { inspectModule } from '@eventide/vm/inspect';
import type { ContractEvent } from '@eventide/vm/outcome';
import { failureText, UNLIMITED_GAS } from './contractCall.ts';
import { ExecutionError } from './errors.ts';
import type { OpenBlock } from './openBlock.ts';
import { settle } from './settle.ts';

/** What a transaction that was spent left behind. */
export type TxReceipt = {
  readonly gasSpent: bigint;
  readonly gasLimit: bigint;
  readonly gasPrice: bigint;
  readonly events: readonly ContractEvent[];
  /** What the call returned; null if it failed, or there was none. */
  readonly data: Uint8Array | null;
  /** Why call or deployment failed; null if nothing did. The sender pays the whole gas limit then. */
  readonly error: string | null;
};

/** Why a transaction cannot be spent: no block may hold it. */
export type Unspendable =
  | PreconditionRefusal
  /** The archive of the transaction exceeds the argument buffer. */
  | 'TX_TOO_LONG'
  /** The transfer contract refuses to spend. */
  | 'TX_UNSPENDABLE'
  /** The nonce comes later: producers keep the transaction. */
  | 'TX_NONCE_AHEAD'
  /** The reference's process would die of it. The open block is spoilt: abandon it. Spec: 04 §4.4 */
  | 'TX_HOST_ABORT';

export type TxOutcome =
  | { readonly ok: true; readonly receipt: TxReceipt }
  | { readonly ok: false; readonly reason: Unspendable; readonly detail: string };

const PUBLIC_SENDER = 'public_sender';
const PUBLIC_SENDER_SIZE = 208;
const NONCE_AHEAD = 'Nonce not ready to be used yet';

/**
 * Spends and executes one transaction on the open block. If it is unspendable, state and pending events are as before.
 * @throws ExecutionError EXEC_SYSTEM_CALL if the refund fails
 * Spec: 04 §7.2, 03 §13
 */
export function executeTx(block: OpenBlock, tx: Transaction): TxOutcome {
  const allowed = checkPreconditions(tx, block.rules, isMemory64);
  if (!allowed.ok) return { ok: false, reason: allowed.reason, detail: allowed.detail ?? '' };
  const argument = archiveTransaction(withData(tx, withoutBytecode(blobsToMemo(tx.payload.data))));
  if (argument.length > contractConstants.argumentBufferBytes) {
    return { ok: false, reason: 'TX_TOO_LONG', detail: `${argument.length} bytes` };
  }
  announce(block, tx);
  try {
    return spend(block, tx, argument);
  } finally {
    block.session.meta.delete(PUBLIC_SENDER);
    block.txDigest = null;
  }
}

function spend(block: OpenBlock, tx: Transaction, argument: Uint8Array): TxOutcome {
  const { session } = block;
  const { gasLimit, gasPrice } = gasTerms(tx);
  const pending = session.pendingEvents;
  const result = session.call(TRANSFER_CONTRACT, 'spend_and_execute', argument, gasLimit);
  if (!result.ok) {
    if (result.failure.kind === 'hostAbort') {
      return { ok: false, reason: 'TX_HOST_ABORT', detail: result.failure.reason };
    }
    session.truncateEvents(pending);
    const ahead = result.failure.kind === 'panic' && result.failure.message === NONCE_AHEAD;
    return { ok: false, reason: ahead ? 'TX_NONCE_AHEAD' : 'TX_UNSPENDABLE', detail: failureText(result.failure) };
  }
  const effect = settle(block, tx, result.receipt);
  if ('abort' in effect) return { ok: false, reason: 'TX_HOST_ABORT', detail: effect.abort };
  const { gasSpent, data, error } = effect;
  const refund = session.call(TRANSFER_CONTRACT, 'refund', intToBytesLe(gasSpent, 8), UNLIMITED_GAS);
  if (!refund.ok)
    throw new ExecutionError('EXEC_SYSTEM_CALL', { method: 'refund', failure: failureText(refund.failure) });
  const events = [...result.receipt.events, ...refund.receipt.events];
  return { ok: true, receipt: { gasSpent, gasLimit, gasPrice, events, data, error } };
}

/** What contracts and queries may know of the running transaction. Spec: 04 §7.1, 14 §5 */
function announce(block: OpenBlock, tx: Transaction): void {
  if (tx.kind === 'phoenix') block.txDigest = phoenixTxDigest(tx.payload);
  if (!block.rules.features.publicSender) return;
  const sender =
    tx.kind === 'moonlight'
      ? concatBytes(Uint8Array.of(1), new Uint8Array(7), encodeG2Archive(tx.payload.sender))
      : new Uint8Array(PUBLIC_SENDER_SIZE);
  block.session.meta.set(PUBLIC_SENDER, sender);
}

/** Bytes that are no contract have no width; they fail when deployed. */
function isMemory64(bytecode: Uint8Array): boolean {
  const result = inspectModule(bytecode);
  return result.accepted && result.contract.width === 64;
}
