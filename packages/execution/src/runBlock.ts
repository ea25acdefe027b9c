import { eventBloom } from '@eventide/ledger/bloom';
import type { Reward } from '@eventide/ledger/settlement';
import type { Transaction } from '@eventide/tx/transaction';
import type { ContractEvent } from '@eventide/vm/outcome';
import type { Engine } from './engine.ts';
import { executeTx, type TxReceipt, type Unspendable } from './executeTx.ts';
import { type OpenBlock, openBlock } from './openBlock.ts';
import { prewarm } from './prewarm/prewarm.ts';
import { blockRewards, type Settlement, settleBlock } from './settleBlock.ts';

/** What of a block its execution depends on. */
export type BlockInput = Settlement & {
  readonly height: bigint;
  /** State root of the block before. */
  readonly previousRoot: Uint8Array;
  readonly gasLimit: bigint;
  readonly transactions: readonly Transaction[];
};

/** An executed block. Its state lives in an open session: end it with `commit` or `close`. */
export type ExecutedBlock = {
  readonly stateRoot: Uint8Array;
  readonly eventBloom: Uint8Array;
  /** One per transaction, in their order. */
  readonly receipts: readonly TxReceipt[];
  /** Events of rewards, slashes and the new root, whose origin is the block itself. */
  readonly blockEvents: readonly ContractEvent[];
  readonly rewards: readonly Reward[];
  readonly gasSpent: bigint;
  readonly fees: bigint;
  /** Stores the state. Resolves with its root when it is on disk. */
  readonly commit: () => Promise<Uint8Array>;
  readonly close: () => void;
};

export type BlockFault =
  /** `detail` tells which transaction and why. */
  | Unspendable
  | 'BLOCK_GAS_EXCEEDED'
  /** Nobody voted for the block before. */
  | 'BLOCK_NO_VOTERS';

export type BlockOutcome =
  | { readonly ok: true; readonly block: ExecutedBlock }
  | { readonly ok: false; readonly reason: BlockFault; readonly detail: string };

/**
 * Executes a block as it stands. Comparing root and filter with the header is the caller's part.
 * @throws VmError VM_BASE_UNKNOWN; ExecutionError EXEC_SYSTEM_CALL; FaultError
 * Spec: 04 §7.6, 06 §13
 */
export function runBlock(engine: Engine, input: BlockInput): BlockOutcome {
  const block = openBlock(engine, input.previousRoot, input.height);
  let finished = false;
  try {
    const receipts: TxReceipt[] = [];
    let gasLeft = input.gasLimit;
    for (const [index, tx] of input.transactions.entries()) {
      if (index % VERIFIED_TOGETHER === 0) {
        prewarm(engine, input.transactions.slice(index, index + VERIFIED_TOGETHER), {
          rules: block.rules,
          root: input.previousRoot,
        });
      }
      const outcome = executeTx(block, tx);
      if (!outcome.ok) return { ok: false, reason: outcome.reason, detail: `transaction ${index}: ${outcome.detail}` };
      gasLeft -= outcome.receipt.gasSpent;
      if (gasLeft < 0n) return { ok: false, reason: 'BLOCK_GAS_EXCEEDED', detail: `transaction ${index}` };
      receipts.push(outcome.receipt);
    }
    const executed = finishBlock(block, input, receipts);
    finished = executed !== undefined;
    return executed ? { ok: true, block: executed } : { ok: false, reason: 'BLOCK_NO_VOTERS', detail: '' };
  } finally {
    if (!finished) block.session.close();
  }
}

/** Transactions whose signatures and proofs are verified in one go: a bad block costs no more than so many of them. */
export const VERIFIED_TOGETHER = 256;

/** Settles a block after its transactions; undefined where nobody voted for its parent. */
export function finishBlock(
  block: OpenBlock,
  settlement: Settlement,
  receipts: readonly TxReceipt[],
): ExecutedBlock | undefined {
  const { session } = block;
  const gasSpent = receipts.reduce((sum, receipt) => sum + receipt.gasSpent, 0n);
  const fees = receipts.reduce((sum, receipt) => sum + receipt.gasSpent * receipt.gasPrice, 0n);
  const rewards = blockRewards(block, settlement, fees);
  if (rewards === undefined) return undefined;
  const blockEvents = settleBlock(block, rewards, settlement.slashes);
  return {
    stateRoot: session.root(),
    eventBloom: eventBloom([...receipts.flatMap(({ events }) => events), ...blockEvents]),
    receipts,
    blockEvents,
    rewards,
    gasSpent,
    fees,
    commit: () => session.commit(),
    close: () => session.close(),
  };
}
