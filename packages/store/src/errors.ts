import { EventideError } from '@eventide/base';

export type StoreErrorCode =
  /** A key is empty or longer than `MAX_KEY_BYTES`. */
  | 'STORE_BAD_KEY'
  /** A value is longer than `MAX_VALUE_BYTES`. */
  | 'STORE_VALUE_TOO_LONG'
  /** A batch has more than `MAX_BATCH_OPERATIONS`. */
  | 'STORE_BATCH_TOO_LARGE'
  /** A range has two lower or two upper bounds, or a limit that is no count. */
  | 'STORE_BAD_RANGE'
  /** The store or snapshot was closed. */
  | 'STORE_CLOSED';

/** The store was used in a way it does not offer. Failures of disk or database are `FaultError`s. */
export class StoreError extends EventideError<StoreErrorCode> {
  override readonly name = 'StoreError';
}
