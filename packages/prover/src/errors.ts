import { EventideError } from '@eventide/base';

export type ProverErrorCode =
  /** No circuit of this name was handed in. */
  | 'PROVE_UNKNOWN_CIRCUIT'
  /** The inputs break a relation; `details` name the first row and its gadget. */
  | 'PROVE_UNSATISFIED'
  /** The caller cancelled, or the prover was closed. */
  | 'PROVE_ABORTED'
  /** More jobs wait than the queue holds. */
  | 'PROVE_QUEUE_FULL'
  /** The machine has not enough memory for this circuit. */
  | 'PROVE_OUT_OF_MEMORY'
  /** The remote prover did not answer with a proof; `details` say how. */
  | 'PROVE_REMOTE'
  /** The remote prover was not explicitly allowed to see the secrets. */
  | 'PROVE_REMOTE_NOT_ALLOWED';

/** A proof was not made. Nothing about the witness enters the details. */
export class ProverError extends EventideError<ProverErrorCode> {
  override readonly name = 'ProverError';
}
