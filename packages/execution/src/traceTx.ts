import { isPlaceOf, readConsoleCall } from '@eventide/abi/console';
import type { Transaction } from '@eventide/tx/transaction';
import { CallTree, type TracedCall } from '@eventide/vm/callTree';
import type { Engine } from './engine.ts';
import { ExecutionError } from './errors.ts';
import { executeTx, type TxReceipt } from './executeTx.ts';
import { openBlock } from './openBlock.ts';

/** Every frame of one transaction. */
export type TxTrace = {
  /** Top-level calls in order: spending and call, a deployment's `init`, the refund. */
  readonly calls: readonly TracedCall[];
  /** Undefined if no block could hold the transaction: then `refusal` says why. */
  readonly receipt: TxReceipt | undefined;
  readonly refusal: string | undefined;
  /** Frames, events and lines that were left out: a trace is bounded. */
  readonly omitted: number;
};

export type TraceRequest = {
  /** State root before the block. */
  readonly root: Uint8Array;
  /** Height of the block. */
  readonly height: bigint;
  /** Transactions of the block before this one. */
  readonly before: readonly Transaction[];
  readonly tx: Transaction;
};

/**
 * Executes a transaction as it was, or would be, in a block, tells every frame, and forgets the outcome. Takes the time of all
 * transactions in `before` besides.
 * @throws VmError VM_BASE_UNKNOWN; ExecutionError EXEC_TRACE_PARENT if a transaction in `before` cannot be spent; FaultError
 * Spec: 13 §3.4
 */
export function traceTx(engine: Engine, { root, height, before, tx }: TraceRequest): TxTrace {
  const recorder = new CallTree({ read: readConsoleCall, isPlaceOf });
  const block = openBlock(engine, root, height, recorder);
  try {
    for (const [index, earlier] of before.entries()) {
      const outcome = executeTx(block, earlier);
      if (!outcome.ok) throw new ExecutionError('EXEC_TRACE_PARENT', { index, reason: outcome.reason });
    }
    recorder.begin();
    const outcome = executeTx(block, tx);
    const { calls, omitted } = recorder;
    if (outcome.ok) return { calls, omitted, receipt: outcome.receipt, refusal: undefined };
    return { calls, omitted, receipt: undefined, refusal: outcome.detail || outcome.reason };
  } finally {
    block.session.close();
  }
}
