import { EventideError } from '@eventide/base';

export type ExecutionErrorCode =
  /** A call of the protocol itself failed where it must not: the state or the genesis contracts are not what they should be. */
  | 'EXEC_SYSTEM_CALL'
  /** The genesis file is malformed; `details.at` tells where. */
  | 'EXEC_GENESIS_FILE'
  /** The genesis starts from a state archive, which is not built from a file. */
  | 'EXEC_GENESIS_BASE_STATE'
  /** A file with a genesis contract is missing; `details.path` is where it was expected. */
  | 'EXEC_CONTRACT_MISSING'
  /** A genesis contract is not the one that the network runs. */
  | 'EXEC_CONTRACT_HASH'
  /** A query failed; `details.failure` tells how. */
  | 'EXEC_QUERY_FAILED'
  /** The contract of a query does not exist. */
  | 'EXEC_CONTRACT_UNKNOWN'
  /** A query took longer than its host allows. */
  | 'EXEC_QUERY_TIMEOUT'
  /** A transaction cannot be traced: one before it in its block cannot be spent on the state given. */
  | 'EXEC_TRACE_PARENT';

/** What executing blocks, genesis files and queries can run into besides invalid blocks, which are values. */
export class ExecutionError extends EventideError<ExecutionErrorCode> {
  override readonly name = 'ExecutionError';
}
