import type { ArchiveType } from './archive.ts';

/** The same bytes seen as another TypeScript type: `decode` after reading, `encode` before writing. */
export function mapped<T, U>(type: ArchiveType<T>, decode: (value: T) => U, encode: (value: U) => T): ArchiveType<U> {
  return {
    ...type,
    serialize: (w, value) => type.serialize(w, encode(value)),
    resolve: (w, at, value, resolver) => type.resolve(w, at, encode(value), resolver),
    read: (a, at) => decode(type.read(a, at)),
  };
}
