import type { AbiField, AbiParameter, AbiStruct, AbiType, AbiTypes } from './abi.ts';
import { ContractSdkError } from './errors.ts';

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

/** Types of the library that are plain bytes. */
export const builtinTypes: AbiTypes = {
  Id: { kind: 'bytes', size: 32, align: 1 },
  Scalar: { kind: 'bytes', size: 32, align: 8 },
  BlsPublicKey: { kind: 'bytes', size: 200, align: 8 },
  BlsSignature: { kind: 'bytes', size: 104, align: 8 },
};

/** Builtins whose last 7 bytes are padding that archives zero. */
const paddedBytes = new Set(['BlsPublicKey', 'BlsSignature']);

/** Bytes of an integer type, or undefined. */
export function integerSize(type: string): number | undefined {
  return integers[type];
}

/** `Vec<Option<u64>>` → `['Vec', 'Option<u64>']`, `u64` → `['u64', undefined]`. */
export function splitType(type: string): readonly [string, string | undefined] {
  const open = type.indexOf('<');
  return open < 0 ? [type, undefined] : [type.slice(0, open), type.slice(open + 1, -1)];
}

/** @throws ContractSdkError CONTRACT_ABI for a type that is not defined */
export function layoutOf(type: string, types: AbiTypes): TypeLayout {
  const [name, inner] = splitType(type);
  const size = integers[name];
  if (size) return { size, align: size, refs: false };
  if (name === 'Vec' || name === 'Text') return { size: 8, align: 4, refs: true };
  if (name === 'Option' && inner) {
    const { size, align, refs } = layoutOf(inner, types);
    return { size: alignUp(align + size, align), align, refs };
  }
  const def = definitionOf(name, types);
  return { size: def.size, align: def.align, refs: def.kind !== 'bytes' && def.refs };
}

/** @throws ContractSdkError CONTRACT_ABI for a type that is not defined */
export function definitionOf(name: string, types: AbiTypes): AbiType {
  const def = types[name] ?? builtinTypes[name];
  if (!def) throw new ContractSdkError('CONTRACT_ABI', { what: 'unknown type', type: name });
  return def;
}

/**
 * C layout of the fields in memory order; `order` names them if it differs from the declared order.
 * @throws ContractSdkError CONTRACT_ABI
 */
export function structOf(fields: readonly AbiParameter[], types: AbiTypes, order?: readonly string[]): AbiStruct {
  const offsets = new Map<string, number>();
  let at = 0;
  let align = 1;
  let refs = false;
  for (const name of order ?? fields.map((field) => field.name)) {
    const field = fields.find((f) => f.name === name);
    if (!field) throw new ContractSdkError('CONTRACT_ABI', { what: 'layout names an unknown field', field: name });
    const layout = layoutOf(field.type, types);
    at = alignUp(at, layout.align);
    offsets.set(name, at);
    at += layout.size;
    align = Math.max(align, layout.align);
    refs ||= layout.refs;
  }
  if (offsets.size !== fields.length) {
    throw new ContractSdkError('CONTRACT_ABI', { what: 'layout must name every field once' });
  }
  return {
    kind: 'struct',
    size: alignUp(at, align),
    align,
    refs,
    fields: fields.map(({ name, type }) => ({ name, type, offset: offsets.get(name) as number })),
  };
}

/** Tag byte, payload of each variant at its own alignment. Unit variants have type `void`. */
export function enumLayout(variants: readonly AbiParameter[], types: AbiTypes): AbiType & { kind: 'enum' } {
  let size = 1;
  let align = 1;
  let refs = false;
  const placed: AbiField[] = variants.map(({ name, type }) => {
    if (type === 'void') return { name, type, offset: 1 };
    const layout = layoutOf(type, types);
    size = Math.max(size, layout.align + layout.size);
    align = Math.max(align, layout.align);
    refs ||= layout.refs;
    return { name, type, offset: layout.align };
  });
  return { kind: 'enum', size: alignUp(size, align), align, refs, variants: placed };
}

/** Byte ranges (offset, length) of a struct that no field covers; archives have zeros there. */
export function paddingOf(def: AbiStruct, types: AbiTypes): readonly (readonly [number, number])[] {
  const gaps: [number, number][] = [];
  let at = 0;
  for (const field of [...def.fields].sort((a, b) => a.offset - b.offset)) {
    if (field.offset > at) gaps.push([at, field.offset - at]);
    at = field.offset + layoutOf(field.type, types).size;
  }
  if (def.size > at) gaps.push([at, def.size - at]);
  return gaps;
}

/** True if every archive of the type is a plain copy of its memory: no pointers, padding, tags or inactive payloads. */
export function isPlainCopy(type: string, types: AbiTypes): boolean {
  const [name, inner] = splitType(type);
  if (integers[name]) return true;
  if (inner !== undefined || name === 'Text' || paddedBytes.has(name)) return false;
  const def = definitionOf(name, types);
  if (def.kind === 'bytes') return true;
  if (def.kind === 'enum' || def.refs) return false;
  return def.fields.every((field) => isPlainCopy(field.type, types)) && paddingOf(def, types).length === 0;
}

/** True if some bit patterns are no values: pointers, tags, booleans. */
export function needsCheck(type: string, types: AbiTypes): boolean {
  const [name, inner] = splitType(type);
  if (name === 'bool') return true;
  if (integers[name]) return false;
  if (inner !== undefined || name === 'Text') return true;
  const def = definitionOf(name, types);
  if (def.kind === 'bytes') return false;
  return def.kind === 'enum' || def.fields.some((field) => needsCheck(field.type, types));
}

export function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
