import { type ArchiveType, decodeArchive, encodeArchive } from '@eventide/codec/rkyv';
import { AbiError } from '../errors.ts';

/** JSON as data drivers write it: u64 are decimal strings. Spec: 05 §9 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One type of a contract's interface: its archive and its JSON form. Spec: 05 §3, §9 */
export type AbiType<T> = {
  readonly archive: ArchiveType<T>;
  toJson(value: T): Json;
  /** `at` names the place for errors. @throws AbiError ABI_BAD_JSON */
  fromJson(json: Json, at: string): T;
};

/** The TypeScript type of the values of an `AbiType`. */
export type ValueOf<A> = A extends AbiType<infer T> ? T : never;

/** Archived bytes of a value. @throws CodecError CODEC_RANGE */
export function archive<T>(type: AbiType<T>, value: T): Uint8Array {
  return encodeArchive(type.archive, value);
}

/** The value of archived bytes, checked as the reference's validator does. @throws CodecError */
export function unarchive<T>(type: AbiType<T>, bytes: Uint8Array): T {
  return decodeArchive(type.archive, bytes);
}

/** The error for JSON of another shape. */
export function badJson(at: string, expected: string): AbiError {
  return new AbiError('ABI_BAD_JSON', { at, expected });
}
