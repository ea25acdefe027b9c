import { definitionOf, integerSize, layoutOf, splitType } from '@eventide/abi/interface/typeTable';
import type { AbiField, AbiParameter, AbiStruct, AbiType, AbiTypes } from './abi.ts';
import { ContractSdkError } from './errors.ts';

/** Builtins that end with a flag of infinity, 0 or 1, and 7 bytes of padding that archives zero. */
const paddedBytes = new Set(['BlsPublicKey', 'BlsSignature']);

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
  if (integerSize(name)) return true;
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
  if (integerSize(name)) return false;
  if (inner !== undefined || name === 'Text' || paddedBytes.has(name)) return true;
  const def = definitionOf(name, types);
  if (def.kind === 'bytes') return false;
  return def.kind === 'enum' || def.fields.some((field) => needsCheck(field.type, types));
}

export function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
