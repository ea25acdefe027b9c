import { fromHex, isEventideError, toHex } from '@eventide/base';
import * as rkyv from '@eventide/codec/rkyv';
import { AbiError } from '../errors.ts';
import { type AbiType, badJson, type Json } from '../type/abiType.ts';
import { bytesFormOf } from './bytesForm.ts';
import type { BytesDefinition, EnumDefinition, FieldEntry, StructDefinition, TypeTable } from './contractInterface.ts';
import { definitionOf, integerSize, splitType } from './typeTable.ts';

/** Types inside each other, and the largest value a contract can take. */
const MAX_DEPTH = 32;
const MAX_SIZE = 65_536;

type Described = AbiType<unknown>;
type Loose = { readonly kind: string; readonly value?: unknown };

const cache = new WeakMap<TypeTable, Map<string, Described>>();

/**
 * The type behind an expression of an ABI file: integers, `bool`, `Text`, `Vec<T>`, `Option<T>`, or a name of `types`.
 * Values: u64 and i64 are bigint, bytes `Uint8Array`, enums `{ kind, value }`, options value or null, structs objects with
 * the file's names. `fromJson` takes JSON and these values alike, in any mixture.
 * @throws AbiError ABI_BAD_FILE
 * Spec: 12 §6, 05 §9
 */
export function describedType(expression: string, types: TypeTable): Described {
  return expression === 'void' ? nothing : resolve(expression, types, []);
}

function resolve(expression: string, types: TypeTable, within: readonly string[]): Described {
  const known = cache.get(types) ?? new Map<string, Described>();
  cache.set(types, known);
  const found = known.get(expression);
  if (found) return found;
  if (within.includes(expression) || within.length >= MAX_DEPTH) {
    throw new AbiError('ABI_BAD_FILE', { rule: 'no type inside itself', type: expression });
  }
  const inner = (type: string): Described => resolve(type, types, [...within, expression]);
  const made = build(expression, types, inner);
  known.set(expression, made);
  return made;
}

function build(expression: string, types: TypeTable, inner: (type: string) => Described): Described {
  const [name, parameter] = splitType(expression);
  if (integerSize(expression)) return expression === 'bool' ? bool : integer(expression);
  if (expression === 'Text') return text;
  if (expression === 'Vec<u8>') return byteVector;
  if (name === 'Vec' && parameter) return vector(inner(parameter));
  if (name === 'Option' && parameter) return optional(inner(parameter));
  const def = definitionOf(expression, types);
  const made =
    def.kind === 'bytes' ? opaque(name, def) : def.kind === 'struct' ? record(name, def, inner) : sum(name, def, inner);
  const { size, align } = made.archive.layout;
  const empty = size === 0 && !(def.kind === 'struct' && def.fields.length === 0);
  if (size !== def.size || align !== def.align || empty || size > MAX_SIZE) {
    throw new AbiError('ABI_BAD_FILE', { rule: 'size and alignment follow from the fields', type: name });
  }
  return made;
}

const nothing: Described = {
  archive: rkyv.unit as rkyv.ArchiveType<unknown>,
  toJson: () => null,
  fromJson(json, at) {
    if (json !== null && json !== undefined) throw badJson(at, 'nothing');
    return null;
  },
};

const bool: Described = {
  archive: rkyv.bool as rkyv.ArchiveType<unknown>,
  toJson: (value) => value as boolean,
  fromJson(json, at) {
    if (typeof json !== 'boolean') throw badJson(at, 'true or false');
    return json;
  },
};

const text: Described = {
  archive: rkyv.text() as rkyv.ArchiveType<unknown>,
  toJson: (value) => value as string,
  fromJson(json, at) {
    if (typeof json !== 'string') throw badJson(at, 'text');
    return json;
  },
};

const byteVector: Described = {
  archive: rkyv.byteVec() as rkyv.ArchiveType<unknown>,
  toJson: (value) => toHex(value as Uint8Array),
  fromJson(json: unknown, at) {
    if (json instanceof Uint8Array) return json;
    if (typeof json !== 'string') throw badJson(at, 'hex');
    try {
      return fromHex(json);
    } catch (error) {
      if (isEventideError(error)) throw badJson(at, 'hex');
      throw error;
    }
  },
};

const { u8, u16, u32, u64, i8, i16, i32, i64 } = rkyv;
const integers: Readonly<Record<string, unknown>> = { u8, u16, u32, u64, i8, i16, i32, i64 };

/** Numbers up to 32 bits, decimal text for 64: what data drivers write; any of number, text and bigint is read. */
function integer(name: string): Described {
  const archive = integers[name] as rkyv.ArchiveType<unknown>;
  const bits = BigInt(archive.layout.size * 8);
  const signed = name.startsWith('i');
  const least = signed ? -(1n << (bits - 1n)) : 0n;
  const most = signed ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  return {
    archive,
    toJson: (value) => (bits === 64n ? String(value) : (value as number)),
    fromJson(json: unknown, at) {
      const whole = typeof json === 'bigint' || (typeof json === 'number' && Number.isSafeInteger(json));
      if (!whole && !(typeof json === 'string' && /^-?\d{1,20}$/.test(json))) throw badJson(at, name);
      const value = BigInt(json as bigint | number | string);
      if (value < least || value > most) throw badJson(at, name);
      return bits === 64n ? value : Number(value);
    },
  };
}

function opaque(name: string, def: BytesDefinition): Described {
  const plain = rkyv.fixedBytes(def.size);
  const form = bytesFormOf(name, def);
  return {
    archive: { ...plain, name, layout: { ...plain.layout, align: def.align } } as rkyv.ArchiveType<unknown>,
    toJson: (value) => form.toJson(value as Uint8Array),
    fromJson(json: unknown, at) {
      if (!(json instanceof Uint8Array)) return form.fromJson(json as Json, at);
      if (json.length !== def.size) throw badJson(at, `${def.size} bytes`);
      return json;
    },
  };
}

function vector(item: Described): Described {
  if (item.archive.layout.size === 0) throw new AbiError('ABI_BAD_FILE', { rule: 'items of a list have bytes' });
  return {
    archive: rkyv.vec(item.archive) as rkyv.ArchiveType<unknown>,
    toJson: (values) => (values as unknown[]).map((value) => item.toJson(value)),
    fromJson(json: unknown, at) {
      if (!Array.isArray(json)) throw badJson(at, 'a list');
      return json.map((value: Json, i) => item.fromJson(value, `${at}[${i}]`));
    },
  };
}

function optional(inner: Described): Described {
  return {
    archive: rkyv.option(inner.archive) as rkyv.ArchiveType<unknown>,
    toJson: (value) => (value === null ? null : inner.toJson(value)),
    fromJson: (json, at) => (json === null || json === undefined ? null : inner.fromJson(json, at)),
  };
}

function record(name: string, { fields, tuple }: StructDefinition, inner: (type: string) => Described): Described {
  const members = fields.map(({ name, type }) => ({ name, type: inner(type), may: type.startsWith('Option<') }));
  return {
    archive: archiveOf(name, fields, members),
    toJson(value) {
      const object = value as Readonly<Record<string, unknown>>;
      const entries = members.map(({ name, type }) => [name, type.toJson(object[name])] as const);
      return tuple ? entries.map(([, json]) => json) : Object.fromEntries(entries);
    },
    fromJson(json: unknown, at) {
      const object = tuple && Array.isArray(json) ? fromArray(json, members, at) : expectObject(json, at, name);
      const unknown = Object.keys(object).find((key) => !members.some(({ name }) => name === key));
      if (unknown !== undefined) throw badJson(`${at}.${unknown}`, `no such field in ${name}`);
      const read = members.map(({ name, type, may }) => {
        if (!Object.hasOwn(object, name) && !may) throw badJson(`${at}.${name}`, 'a value');
        return [name, type.fromJson(object[name] as Json, `${at}.${name}`)];
      });
      return Object.fromEntries(read) as unknown;
    },
  };
}

function archiveOf(
  name: string,
  fields: readonly FieldEntry[],
  members: readonly { readonly name: string; readonly type: Described }[],
): rkyv.ArchiveType<unknown> {
  try {
    return rkyv.struct(
      name,
      Object.fromEntries(members.map(({ name, type }) => [name, type.archive])),
      Object.fromEntries(fields.map((field) => [field.name, field.offset])),
    ) as rkyv.ArchiveType<unknown>;
  } catch (error) {
    throw new AbiError('ABI_BAD_FILE', { rule: 'fields lie beside each other', type: name }, { cause: error });
  }
}

function fromArray(
  json: readonly unknown[],
  members: readonly { readonly name: string }[],
  at: string,
): Readonly<Record<string, unknown>> {
  if (json.length !== members.length) throw badJson(at, `${members.length} values`);
  return Object.fromEntries(members.map(({ name }, i) => [name, json[i]]));
}

function sum(name: string, { variants }: EnumDefinition, inner: (type: string) => Described): Described {
  const payloads = new Map(variants.map(({ name, type }) => [name, type === 'void' ? null : inner(type)]));
  for (const { name: kind, offset } of variants) {
    const payload = payloads.get(kind);
    if (payload && payload.archive.layout.align !== offset) {
      throw new AbiError('ABI_BAD_FILE', { rule: 'payloads lie at their alignment', type: name, kind });
    }
  }
  const archives = Object.fromEntries(
    [...payloads].map(([kind, type], tag) => [kind, type ? rkyv.variant(tag, type.archive) : rkyv.variant(tag)]),
  );
  return {
    archive: rkyv.enumOf(name, archives) as rkyv.ArchiveType<unknown>,
    toJson(value) {
      const { kind, value: payload } = value as Loose;
      const type = payloads.get(kind);
      return type ? { [kind]: type.toJson(payload) } : kind;
    },
    fromJson(json: unknown, at) {
      const { kind, value } = variantIn(json, at, name, payloads);
      const type = payloads.get(kind);
      if (type === undefined) throw badJson(at, `one of ${[...payloads.keys()].join(', ')}`);
      if (type) return { kind, value: type.fromJson(value as Json, `${at}.${kind}`) };
      if (value !== undefined && value !== null) throw badJson(`${at}.${kind}`, 'nothing');
      return { kind };
    },
  };
}

/** `"Kind"`, `{ "Kind": value }`, or the value `{ kind, value }`. */
function variantIn(json: unknown, at: string, name: string, kinds: ReadonlyMap<string, unknown>): Loose {
  if (typeof json === 'string') return { kind: json };
  const object = expectObject(json, at, name);
  const [sole, ...others] = Object.keys(object);
  if (sole === undefined) throw badJson(at, name);
  if (others.length === 0 && kinds.has(sole)) return { kind: sole, value: object[sole] };
  if (typeof object.kind !== 'string') throw badJson(at, `one of ${[...kinds.keys()].join(', ')}`);
  return { kind: object.kind, value: object.value };
}

function expectObject(json: unknown, at: string, name: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || json instanceof Uint8Array) {
    throw badJson(at, name);
  }
  return json as Readonly<Record<string, unknown>>;
}
