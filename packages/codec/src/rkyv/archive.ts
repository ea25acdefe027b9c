import { CodecError } from '../errors.ts';
import { ArchiveWriter } from './archiveWriter.ts';
import type { Layout } from './layout.ts';
import { ArchiveValidator } from './validate.ts';

/** Where the out-of-line data of a value went; what `resolve` needs to aim the pointers. */
export type Resolver = number | null | readonly Resolver[];

/** Checked bytes to read from. */
export type ArchiveView = { readonly bytes: Uint8Array; readonly view: DataView };

/**
 * One archived type: layout, writing, checking and reading in a single value. Built by the functions of this folder
 * (`u64`, `struct`, `option`, `vec` …), used through `encodeArchive` and `decodeArchive`.
 */
export type ArchiveType<T> = {
  readonly name: string;
  readonly layout: Layout;
  /** Offsets of the named fields of a struct, or of `0`, `1` … of a tuple. */
  readonly offsets: Readonly<Record<string, number>>;
  /** Values may have out-of-line data; if not, `serialize` is never called. */
  readonly outOfLine: boolean;
  /** Every bit pattern is a value; `check` need not be called. */
  readonly plain: boolean;
  /** Writes the out-of-line data. */
  serialize(w: ArchiveWriter, value: T): Resolver;
  /** Stores the object itself at `at`, into zeroed space. */
  resolve(w: ArchiveWriter, at: number, value: T, resolver: Resolver): void;
  check(v: ArchiveValidator, at: number): void;
  /** The value of checked bytes. */
  read(a: ArchiveView, at: number): T;
};

/** The TypeScript type of the values of an `ArchiveType`. */
export type Unarchived<A> = A extends ArchiveType<infer T> ? T : never;

/**
 * The archive of `value`: out-of-line data in the order rkyv writes it, zero padding, root object last.
 * @throws CodecError CODEC_RANGE
 * Spec: 05 §3.1, 03 §17.1
 */
export function encodeArchive<T>(type: ArchiveType<T>, value: T): Uint8Array {
  const w = new ArchiveWriter();
  const resolver = type.outOfLine ? type.serialize(w, value) : null;
  const root = w.reserve(type.layout.size, type.layout.align);
  type.resolve(w, root, value, resolver);
  return w.finish();
}

/**
 * The value of a checked archive whose root is its last object. Padding and unclaimed bytes before the root are
 * ignored, as the reference does; `decodeCanonicalArchive` refuses them.
 * @throws CodecError CODEC_TOO_SHORT, CODEC_BAD_POINTER, CODEC_BAD_TAG, CODEC_BAD_TEXT, CODEC_TOO_LONG
 * Spec: 05 §3.1, 03 §17.1
 */
export function decodeArchive<T>(type: ArchiveType<T>, bytes: Uint8Array): T {
  const { size, align } = type.layout;
  const root = bytes.length - size;
  if (root < 0) throw new CodecError('CODEC_TOO_SHORT', { need: size, have: bytes.length });
  if (root % align !== 0) throw new CodecError('CODEC_BAD_POINTER', { root, align });
  const validator = new ArchiveValidator(bytes, root);
  if (!type.plain) type.check(validator, root);
  return type.read(validator, root);
}

/**
 * As `decodeArchive`, and the bytes are the ones `encodeArchive` writes.
 * @throws CodecError as `decodeArchive`, CODEC_NOT_CANONICAL
 */
export function decodeCanonicalArchive<T>(type: ArchiveType<T>, bytes: Uint8Array): T {
  const value = decodeArchive(type, bytes);
  const canonical = encodeArchive(type, value);
  if (canonical.length !== bytes.length || canonical.some((byte, at) => byte !== bytes[at])) {
    throw new CodecError('CODEC_NOT_CANONICAL', { type: type.name });
  }
  return value;
}
