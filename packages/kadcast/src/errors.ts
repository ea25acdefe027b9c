import { EventideError } from '@eventide/base';

export type KadcastErrorCode =
  /** A chunk or transmission information that is cut off. */
  | 'KADCAST_SHORT'
  /** The type byte names no message. */
  | 'KADCAST_TYPE'
  /** No whole header, or its nonce lacks the proof of work. */
  | 'KADCAST_HEADER'
  /** The transmission information is invalid or exceeds the limits. */
  | 'KADCAST_OTI'
  /** A symbol has the wrong size. */
  | 'KADCAST_SYMBOL'
  /** Text that is no address, version or requirement. */
  | 'KADCAST_TEXT'
  /** An option outside its range. */
  | 'KADCAST_OPTION'
  /** A payload that may not be sent: empty, or above the network's limit. */
  | 'KADCAST_PAYLOAD'
  /** The overlay was used after its end. */
  | 'KADCAST_CLOSED';

/** A malformed datagram or a misused door of the overlay. */
export class KadcastError extends EventideError<KadcastErrorCode> {
  override readonly name = 'KadcastError';
}
