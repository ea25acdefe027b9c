import { EventideError } from '@eventide/base';

export type PlonkErrorCode =
  /** A domain or a number of rows the proof system cannot serve. */
  | 'PLONK_BAD_SIZE'
  /** A gadget was given something it has no rows for. */
  | 'PLONK_BAD_GADGET'
  /** A witness that the gadget cannot take, e.g. a scalar beyond the curve's order. */
  | 'PLONK_BAD_WITNESS'
  /** The rows of the instance are not the rows of the key. */
  | 'PLONK_ROWS_DIFFER'
  /** The instance does not satisfy the circuit. */
  | 'PLONK_UNSATISFIED'
  /** The reference string has too few powers. */
  | 'PLONK_SRS_SHORT'
  /** The bytes of a reference string have another digest or form. */
  | 'PLONK_SRS_WRONG'
  /** The proof system version cannot prove. */
  | 'PLONK_BAD_VERSION';

/** Misuse of the proof system, or an instance it cannot prove. Details never carry witness values. */
export class PlonkError extends EventideError<PlonkErrorCode> {
  override readonly name = 'PlonkError';
}
