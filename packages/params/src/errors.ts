import { EventideError } from '@eventide/base';

export type ParamsErrorCode =
  /** No network of this name. */
  | 'PARAMS_UNKNOWN_NETWORK'
  /** Not a height: negative or beyond u64. */
  | 'PARAMS_BAD_HEIGHT'
  /** Parameters of a network of our own break the rule named in `details.rule`. */
  | 'PARAMS_BAD_GENESIS';

/** The parameters of a network cannot be used. */
export class ParamsError extends EventideError<ParamsErrorCode> {
  override readonly name = 'ParamsError';
}
