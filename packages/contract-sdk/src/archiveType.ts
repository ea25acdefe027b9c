import {
  type ArchiveType,
  bool,
  byteVec,
  enumOf,
  fixedBytes,
  i8,
  i16,
  i32,
  i64,
  option,
  struct,
  text,
  u8,
  u16,
  u32,
  u64,
  unit,
  variant,
  vec,
} from '@eventide/codec/rkyv';
import type { AbiTypes } from './abi.ts';
import { ContractSdkError } from './errors.ts';
import { definitionOf, splitType } from './layout.ts';

// The ABI's type expressions as schemas of the archive codec: one codec for the host's own types and for every contract.

const integers: Readonly<Record<string, unknown>> = { u8, u16, u32, u64, i8, i16, i32, i64, bool };

/**
 * The archive codec of a type expression: integers, `bool`, `Text`, `Id`, `Scalar`, `Vec<T>`, `Option<T>`, or a name of
 * `types`. Bytes are `Uint8Array`, enums `{ kind, value }`, options value or null.
 * @throws ContractSdkError CONTRACT_ABI
 */
export function archiveTypeOf(type: string, types: AbiTypes): ArchiveType<unknown> {
  const [name, inner] = splitType(type);
  if (integers[name]) return integers[name] as ArchiveType<unknown>;
  if (type === 'void') return unit as ArchiveType<unknown>;
  if (name === 'Text') return text() as ArchiveType<unknown>;
  if (inner === 'u8' && name === 'Vec') return byteVec() as ArchiveType<unknown>;
  if (inner !== undefined && name === 'Vec') return vec(archiveTypeOf(inner, types)) as ArchiveType<unknown>;
  if (inner !== undefined && name === 'Option') return option(archiveTypeOf(inner, types)) as ArchiveType<unknown>;
  return namedType(name, types);
}

function namedType(name: string, types: AbiTypes): ArchiveType<unknown> {
  const def = definitionOf(name, types);
  let made: ArchiveType<unknown>;
  if (def.kind === 'bytes') made = bytesOf(name, def.size, def.align);
  else if (def.kind === 'struct') {
    made = struct(
      name,
      Object.fromEntries(def.fields.map((field) => [field.name, archiveTypeOf(field.type, types)])),
      Object.fromEntries(def.fields.map((field) => [field.name, field.offset])),
    ) as ArchiveType<unknown>;
  } else {
    made = enumOf(
      name,
      Object.fromEntries(
        def.variants.map(({ name, type }, tag) => [
          name,
          type === 'void' ? variant(tag) : variant(tag, archiveTypeOf(type, types)),
        ]),
      ),
    ) as ArchiveType<unknown>;
  }
  if (made.layout.size !== def.size || made.layout.align !== def.align) {
    throw new ContractSdkError('CONTRACT_ABI', { what: 'layout of the file', type: name, size: def.size });
  }
  return made;
}

/** Opaque bytes, aligned as the contract holds them. */
function bytesOf(name: string, size: number, align: number): ArchiveType<unknown> {
  const plain = fixedBytes(size);
  return { ...plain, name, layout: { ...plain.layout, align } } as ArchiveType<unknown>;
}
