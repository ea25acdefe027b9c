import type { ContractInterface } from '../interface/contractInterface.ts';
import stake from './stake.abi.json' with { type: 'json' };
import transfer from './transfer.abi.json' with { type: 'json' };

/**
 * ABI file of the transfer contract of our own networks, in the form of every other contract's; `describeContract` makes
 * calls and events of it. The original has the same functions and bytes, but for `init`, `circuit_set`, `verifier_data`.
 * Spec: 05 §4, 14 §6
 */
export const transferInterface: ContractInterface = transfer as ContractInterface;

/** ABI file of the stake contract of our own networks. Spec: 05 §5 */
export const stakeInterface: ContractInterface = stake as ContractInterface;
