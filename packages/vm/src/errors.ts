import { EventideError } from '@eventide/base';

/** Why a module is not accepted. Spec: 04 §2 */
export type ModuleErrorCode =
  /** Not a well-formed binary of the enabled features. */
  | 'VM_MODULE_MALFORMED'
  /** Well-formed, but does not type-check. */
  | 'VM_MODULE_INVALID'
  /** Uses a proposal that is switched off (§2.1). */
  | 'VM_MODULE_FEATURE'
  /** Over one of the limits of §2.1. */
  | 'VM_MODULE_LIMIT'
  /** Valid WebAssembly, but not a contract (§2.2, §2.3). */
  | 'VM_MODULE_STRUCTURE'
  /** A lawful contract this implementation cannot carry (see the README's list). */
  | 'VM_MODULE_UNSUPPORTED';

/** The bytes are not an acceptable contract. */
export class ModuleError extends EventideError<ModuleErrorCode> {
  override readonly name = 'ModuleError';
}

export type VmErrorCode =
  | 'VM_BASE_UNKNOWN'
  | 'VM_COMMIT_UNKNOWN'
  | 'VM_COMMIT_ORDER'
  | 'VM_COMMIT_IN_USE'
  | 'VM_CONTRACT_EXISTS'
  | 'VM_CONTRACT_ID'
  | 'VM_ARGUMENT_TOO_LONG'
  | 'VM_SESSION_CLOSED'
  | 'VM_SESSION_BUSY'
  | 'VM_STATE_CORRUPT'
  | 'VM_SNAPSHOT_MALFORMED'
  | 'VM_SNAPSHOT_ROOT'
  | 'VM_DEADLINE';

/** The engine was misused, or asked for something it does not have. */
export class VmError extends EventideError<VmErrorCode> {
  override readonly name = 'VmError';
}
