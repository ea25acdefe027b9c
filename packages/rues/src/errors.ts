import { EventideError } from '@eventide/base';

export type RuesErrorCode = 'RUES_BAD_FRAME' | 'RUES_BAD_VERSION';

/** Bytes or text that do not follow the grammar of the event system. */
export class RuesError extends EventideError<RuesErrorCode> {
  override readonly name = 'RuesError';
}
