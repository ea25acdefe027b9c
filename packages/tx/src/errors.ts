import { EventideError } from '@eventide/base';

export type TxErrorCode =
  /** The bytes decode, but are not what encoding the transaction gives (networks with strict decoding). */
  | 'TX_NOT_CANONICAL'
  /** A Phoenix transaction spends 1 to 4 notes. */
  | 'TX_INPUT_COUNT'
  /** Two inputs are the same note. */
  | 'TX_REPEATED_INPUT'
  /** The inputs hold less than value, deposit and fee together; or an amount exceeds u64. */
  | 'TX_FUNDS_SHORT'
  /** An amount does not fit 64 bits. */
  | 'TX_AMOUNT_RANGE'
  /** The notes' openings do not lead to the same root, or not to this note. */
  | 'TX_BAD_OPENING'
  /** The note does not belong to the key. */
  | 'TX_NOT_OWNED'
  /** The note's value cannot be read, or does not open its commitment. */
  | 'TX_BAD_NOTE'
  /** The output's sender is no encryption, where one is required. */
  | 'TX_BAD_SENDER'
  /** The proof, or the authorisation, has another length or form than the circuit set fixes. */
  | 'TX_BAD_PROOF_FIELD'
  /** A memo of more than 512 bytes. */
  | 'TX_MEMO_TOO_LONG'
  /** A blob transaction carries 1 to 6 blobs. */
  | 'TX_BLOB_COUNT'
  /** A blob is not 4096 canonical scalars, or its commitment or proof is no valid point. */
  | 'TX_BAD_BLOB'
  /** The call, deposit and receiver do not fit together. */
  | 'TX_BAD_REQUEST'
  /** The bytes are none, or more than one, of the known forms of a transaction. */
  | 'TX_UNKNOWN_FORM';

/** A transaction cannot be built, or its bytes cannot be accepted. Details never carry secrets. */
export class TxError extends EventideError<TxErrorCode> {
  override readonly name = 'TxError';
}
