import { AbiError } from '../errors.ts';
import type { TypeDefinition, TypeTable } from './contractInterface.ts';

/** Size and alignment in bytes; `refs` if values hang on out-of-line data. */
export type TypeLayout = { readonly size: number; readonly align: number; readonly refs: boolean };

const integers: Readonly<Record<string, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 8,
  bool: 1,
};

/** Types every contract has without declaring them: plain bytes with a JSON form of their own. Spec: 05 §3.2, §9 */
export const builtinTypes: TypeTable = {
  Id: { kind: 'bytes', size: 32, align: 1 },
  Scalar: { kind: 'bytes', size: 32, align: 8 },
  JubJubScalar: { kind: 'bytes', size: 32, align: 8 },
  JubJubAffine: { kind: 'bytes', size: 64, align: 8 },
  JubJubExtended: { kind: 'bytes', size: 160, align: 8 },
  BlsPublicKey: { kind: 'bytes', size: 200, align: 8 },
  BlsSignature: { kind: 'bytes', size: 104, align: 8 },
};

/** Bytes of an integer type or `bool`, or undefined. */
export function integerSize(type: string): number | undefined {
  return Object.hasOwn(integers, type) ? integers[type] : undefined;
}

/** `Vec<Option<u64>>` → `['Vec', 'Option<u64>']`, `u64` → `['u64', undefined]`. */
export function splitType(type: string): readonly [string, string | undefined] {
  const open = type.indexOf('<');
  return open < 0 || !type.endsWith('>') ? [type, undefined] : [type.slice(0, open), type.slice(open + 1, -1)];
}

/** @throws AbiError ABI_BAD_FILE for a type that is not defined */
export function layoutOf(type: string, types: TypeTable): TypeLayout {
  const [name, inner] = splitType(type);
  const size = integerSize(type);
  if (size) return { size, align: size, refs: false };
  if ((name === 'Vec' && inner) || type === 'Text') return { size: 8, align: 4, refs: true };
  if (name === 'Option' && inner) {
    const { size, align, refs } = layoutOf(inner, types);
    return { size: alignUp(align + size, align), align, refs };
  }
  const def = definitionOf(type, types);
  return { size: def.size, align: def.align, refs: def.kind !== 'bytes' && def.refs };
}

/** @throws AbiError ABI_BAD_FILE for a type that is not defined */
export function definitionOf(name: string, types: TypeTable): TypeDefinition {
  const table = Object.hasOwn(types, name) ? types : builtinTypes;
  const def = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!def) throw new AbiError('ABI_BAD_FILE', { rule: 'every type is defined', type: name });
  return def;
}

function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
