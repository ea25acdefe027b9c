export {
  type ArchiveType,
  decodeArchive,
  decodeCanonicalArchive,
  encodeArchive,
  type Unarchived,
} from './rkyv/archive.ts';
export type { Layout } from './rkyv/layout.ts';
export { mapped } from './rkyv/mapped.ts';
export { byteVec, text, vec } from './rkyv/pointer.ts';
export { bool, fixedBytes, i8, i16, i32, i64, u8, u16, u32, u64, unit, words } from './rkyv/primitives.ts';
export { array, struct, tuple } from './rkyv/product.ts';
export { enumOf, option, type Variant, variant } from './rkyv/sum.ts';
