import { isEventideError } from '@eventide/base';
import { type ArchiveType, decodeArchive } from '@eventide/codec/rkyv';
import type { Rules } from '@eventide/params';

/** What an answer may depend on besides the argument. */
export type QueryScope = {
  readonly rules: Rules;
  /** Digest of the Phoenix transaction under execution; null if none is. Spec: 14 §5 */
  readonly txDigest: Uint8Array | null;
};

/** One host query of the network. Spec: 04 §7.5 */
export type HostQuery = {
  readonly name: string;
  /** The archived result; a bad argument gets the fallback. @throws HostSignal where the query traps */
  readonly answer: (argument: Uint8Array, scope: QueryScope) => Uint8Array;
  /** For answers worth keeping: everything they depend on besides the name. Null: this call has no answer to keep. */
  readonly cacheInput?: ((argument: Uint8Array, scope: QueryScope) => Uint8Array | null) | undefined;
};

export function boolResult(value: boolean): Uint8Array {
  return Uint8Array.of(value ? 1 : 0);
}

/** The validated argument, or undefined where the reference answers with the fallback. Spec: 04 §7.5 */
export function readArgument<T>(type: ArchiveType<T>, bytes: Uint8Array): T | undefined {
  return undefinedIfRefused(() => decodeArchive(type, bytes));
}

/** Undefined if other people's data were refused; faults of ours pass. */
export function undefinedIfRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isEventideError(error)) return undefined;
    throw error;
  }
}
