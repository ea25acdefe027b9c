import { EventideError } from '@eventide/base';

export type ContractSdkErrorCode =
  /** The source is not a contract this SDK can build; details say where. */
  | 'CONTRACT_SOURCE'
  /** The compiler refused the source; details carry its messages. */
  | 'CONTRACT_COMPILE'
  /** The module breaks a rule of the VM or a promise of the SDK. */
  | 'CONTRACT_MODULE'
  /** An ABI file is not one, or names a type it does not define. */
  | 'CONTRACT_ABI'
  /** A method or type that the ABI does not have, or a value it cannot carry. */
  | 'CONTRACT_USAGE'
  /** The contract aborted; details carry text, gas and source lines. */
  | 'CONTRACT_REVERTED'
  /** The folder of a new contract exists, or its name is unusable. */
  | 'CONTRACT_PROJECT';

/** A contract cannot be built, called or read. */
export class ContractSdkError extends EventideError<ContractSdkErrorCode> {
  override readonly name = 'ContractSdkError';
}
