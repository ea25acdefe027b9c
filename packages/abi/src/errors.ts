import { EventideError } from '@eventide/base';

export type AbiErrorCode =
  /** The JSON value is not of this type; `details.at` tells where. */
  | 'ABI_BAD_JSON'
  /** The contract has no such function or event. */
  | 'ABI_UNKNOWN_NAME'
  /** A value that this side of the interface does not take, e.g. a point that is none. */
  | 'ABI_BAD_VALUE'
  /** An ABI file is not one, or names a type it does not define; `details` tell where and why. */
  | 'ABI_BAD_FILE'
  /** The WASM module is no data driver. */
  | 'ABI_BAD_DRIVER'
  /** The driver refused the input; `details.text` is what it said. */
  | 'ABI_DRIVER_FAILED';

/** Misuse of an interface, or data that does not fit it. */
export class AbiError extends EventideError<AbiErrorCode> {
  override readonly name = 'AbiError';
}
