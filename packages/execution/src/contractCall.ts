import { type ContractAbi, encodeArgument, stakeAbi, transferAbi, type ValueOf } from '@eventide/abi';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';
import type { CallFailure, Receipt } from '@eventide/vm/outcome';
import type { Session } from '@eventide/vm/session';
import { ExecutionError } from './errors.ts';

/** Calls of the protocol are not limited. Spec: 04 §7.6 */
export const UNLIMITED_GAS: bigint = 0xffff_ffff_ffff_ffffn;

type Calls<C extends ContractAbi> = <N extends keyof C['methods'] & string>(
  session: Session,
  method: N,
  value: ValueOf<C['methods'][N]['argument']>,
) => Receipt;

/** A call of the transfer contract that must succeed. @throws ExecutionError EXEC_SYSTEM_CALL */
export const callTransfer: Calls<typeof transferAbi> = (session, method, value) =>
  callSystem(session, TRANSFER_CONTRACT, method, encodeArgument(transferAbi, method, value));

/** A call of the stake contract that must succeed. @throws ExecutionError EXEC_SYSTEM_CALL */
export const callStake: Calls<typeof stakeAbi> = (session, method, value) =>
  callSystem(session, STAKE_CONTRACT, method, encodeArgument(stakeAbi, method, value));

/** A call of the protocol by its name, with an archived argument. @throws ExecutionError EXEC_SYSTEM_CALL */
export function callSystem(session: Session, contract: Uint8Array, method: string, argument: Uint8Array): Receipt {
  const result = session.call(contract, method, argument, UNLIMITED_GAS);
  if (result.ok) return result.receipt;
  throw new ExecutionError('EXEC_SYSTEM_CALL', { method, failure: failureText(result.failure) });
}

/** A failure as one line, in the words of contract errors. */
export function failureText(failure: CallFailure): string {
  switch (failure.kind) {
    case 'panic':
      return `Panic: ${failure.message}`;
    case 'outOfGas':
      return 'OutOfGas';
    case 'doesNotExist':
      return 'DoesNotExist';
    case 'unknown':
      return 'Unknown';
    case 'hostAbort':
      return `HostAbort: ${failure.reason}`;
  }
}
