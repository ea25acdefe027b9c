import { EventideError } from '@eventide/base';

export type TxErrorCode =
  /** The bytes decode, but are not what encoding the transaction gives (networks with strict decoding). */
  | 'TX_NOT_CANONICAL'
  /** A Phoenix transaction spends 1 to 4 notes. */
  | 'TX_INPUT_COUNT'
  /** Two inputs are the same note. */
  | 'TX_REPEATED_INPUT'
  /** The inputs hold less than value, deposit and fee together. */
  | 'TX_FUNDS_SHORT'
  /** An amount does not fit 64 bits. */
  | 'TX_AMOUNT_RANGE'
  /** The notes' openings do not lead to the same root, or not to this note. */
  | 'TX_BAD_OPENING'
  /** The note does not belong to the key. */
  | 'TX_NOT_OWNED'
  /** The output's sender is no encryption, where one is required. */
  | 'TX_BAD_SENDER'
  /** The proof, or the authorisation, has another length or form than the circuit set fixes. */
  | 'TX_BAD_PROOF_FIELD'
  /** Content too long for a blob, or a setup that is not the ceremony's. */
  | 'TX_BAD_BLOB'
  /** A deposit without a call to take it. */
  | 'TX_BAD_REQUEST'
  /** The bytes are none, or more than one, of the known forms of a transaction. */
  | 'TX_UNKNOWN_FORM';

/** A transaction cannot be built, or its bytes cannot be accepted. Details never carry secrets. */
export class TxError extends EventideError<TxErrorCode> {
  override readonly name = 'TxError';
}
