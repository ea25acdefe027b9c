import { decodeReturn, encodeArgument, transferAbi } from '@eventide/abi';
import { type Engine, queryContract } from '@eventide/execution';
import { TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';

/** Which of these nullifiers are spent in a state. Spec: 05 §4.2 */
export function spentAt(engine: Engine, root: Uint8Array, nullifiers: readonly bigint[]): readonly bigint[] {
  const argument = encodeArgument(transferAbi, 'existing_nullifiers', [...nullifiers]);
  const query = { root, contract: TRANSFER_CONTRACT, method: 'existing_nullifiers', argument };
  return decodeReturn(transferAbi, 'existing_nullifiers', queryContract(engine, query).data);
}
