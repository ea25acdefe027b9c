import { decodeReturn, transferAbi } from '@eventide/abi';
import { equalBytes, isEventideError } from '@eventide/base';
import { blake3 } from '@eventide/crypto/hash';
import { contractId } from '@eventide/tx/contracts/ids';
import type { ContractDeploy } from '@eventide/tx/data';
import { deployCharge } from '@eventide/tx/preconditions';
import { gasTerms, type Transaction } from '@eventide/tx/transaction';
import type { Receipt } from '@eventide/vm/outcome';
import { failureText } from './contractCall.ts';
import type { OpenBlock } from './openBlock.ts';

/** What a transaction achieved besides being spent, and for how much. */
export type Effect =
  | { readonly gasSpent: bigint; readonly data: Uint8Array | null; readonly error: string | null }
  | { readonly abort: string };

/** From the receipt of the spending to the gas to pay: deployment, blobs, failures. Spec: 04 §7.2 steps 10–12, §7.3 */
export function settle(block: OpenBlock, tx: Transaction, spent: Receipt): Effect {
  const { gasLimit } = gasTerms(tx);
  const { data } = tx.payload;
  const called = decodeReturn(transferAbi, 'spend_and_execute', spent.data);
  if (called.kind === 'Err') {
    const { value: error } = called;
    return failed(gasLimit, error.kind === 'Panic' ? `Panic: ${error.value}` : error.kind);
  }
  if (data?.kind === 'deploy') return deploy(block, data, gasLimit, spent.gasSpent);
  const blobCharge = data?.kind === 'blob' ? BigInt(data.blobs.length) * block.rules.gas.blob : 0n;
  const gasSpent = spent.gasSpent > blobCharge ? spent.gasSpent : blobCharge;
  return { gasSpent, data: called.value, error: null };
}

function failed(gasLimit: bigint, error: string): Effect {
  return { gasSpent: gasLimit, data: null, error };
}

/** The gas of `init` is bounded but not charged, and the gas of the spending counts twice. Spec: 04 §7.3 */
function deploy({ session, rules }: OpenBlock, data: ContractDeploy, gasLimit: bigint, spent: bigint): Effect {
  const gasLeft = gasLimit - spent;
  const charge = deployCharge(data, rules);
  if (gasLeft < spent + charge) return failed(gasLimit, 'OutOfGas');
  if (!equalBytes(blake3(data.bytecode), data.bytecodeHash))
    return failed(gasLimit, 'Panic: failed bytecode hash check');
  const refusal = install();
  if (refusal === undefined) return { gasSpent: spent + charge, data: null, error: null };
  if (typeof refusal !== 'string') return refusal;
  return failed(gasLimit, `Panic: failed deployment: ${refusal}`);

  function install(): string | { readonly abort: string } | undefined {
    try {
      const { bytecode, owner, initArgs } = data;
      const initArgument = initArgs ?? undefined;
      const result = session.deploy({ id: contractId(data), bytecode, owner, initArgument, gasLimit: gasLeft });
      if (result.ok) return undefined;
      return result.failure.kind === 'hostAbort' ? { abort: result.failure.reason } : failureText(result.failure);
    } catch (error) {
      if (isEventideError(error, 'VM_CONTRACT_EXISTS')) return 'contract exists';
      if (isEventideError(error, 'VM_ARGUMENT_TOO_LONG')) return 'argument too long';
      throw error;
    }
  }
}
