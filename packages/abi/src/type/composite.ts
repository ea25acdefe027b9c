import * as rkyv from '@eventide/codec/rkyv';
import { type AbiType, badJson, type Json, type ValueOf } from './abiType.ts';

type Fields = Readonly<Record<string, AbiType<unknown>>>;
type RecordOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };
type Types = readonly AbiType<unknown>[];
type TupleOf<A extends Types> = { readonly [K in keyof A]: ValueOf<A[K]> };

/** The payloads of an enum by kind, in the order of their tags; null where there is none. */
export type Cases = Readonly<Record<string, AbiType<unknown> | null>>;
type ChoiceOf<C extends Cases> = {
  [K in keyof C]: C[K] extends null ? { readonly kind: K } : { readonly kind: K; readonly value: ValueOf<C[K]> };
}[keyof C];
type LooseChoice = { readonly kind: string; readonly value?: unknown };

/**
 * A struct with its fields in declaration order. In values they are written `minimumStake`, in JSON `minimum_stake`.
 * Spec: 05 §3.1, §9
 */
export function record<F extends Fields>(name: string, fields: F): AbiType<RecordOf<F>> {
  const entries = Object.entries(fields);
  const archives = Object.fromEntries(entries.map(([field, type]) => [field, type.archive]));
  return {
    archive: rkyv.struct(name, archives) as rkyv.ArchiveType<unknown> as rkyv.ArchiveType<RecordOf<F>>,
    toJson: (value) =>
      Object.fromEntries(entries.map(([field, type]) => [snakeCase(field), type.toJson(value[field])])),
    fromJson(json, at) {
      const object = expectObject(json, at, name);
      const values = entries.map(([field, type]) => {
        const key = snakeCase(field);
        if (!Object.hasOwn(object, key)) throw badJson(`${at}.${key}`, 'a value');
        return [field, type.fromJson(object[key] as Json, `${at}.${key}`)];
      });
      return Object.fromEntries(values) as RecordOf<F>;
    },
  };
}

/** A tuple; an array in JSON. */
export function tuple<const A extends Types>(...types: A): AbiType<TupleOf<A>> {
  return {
    archive: rkyv.tuple(...types.map((type) => type.archive)) as rkyv.ArchiveType<unknown> as rkyv.ArchiveType<
      TupleOf<A>
    >,
    toJson: (value) => types.map((type, i) => type.toJson(value[i])),
    fromJson(json, at) {
      if (!Array.isArray(json) || json.length !== types.length) throw badJson(at, `${types.length} values`);
      return types.map((type, i) => type.fromJson(json[i] as Json, `${at}[${i}]`)) as unknown as TupleOf<A>;
    },
  };
}

/** `count` values of one type; an array in JSON. */
export function repeated<T>(type: AbiType<T>, count: number): AbiType<readonly T[]> {
  return listOf(rkyv.array(type.archive, count), type, count);
}

/** A vector; an array in JSON. */
export function list<T>(type: AbiType<T>): AbiType<readonly T[]> {
  return listOf(rkyv.vec(type.archive), type, undefined);
}

/** A value or null, in JSON too. */
export function option<T>(type: AbiType<T>): AbiType<T | null> {
  return {
    archive: rkyv.option(type.archive),
    toJson: (value) => (value === null ? null : type.toJson(value)),
    fromJson: (json, at) => (json === null ? null : type.fromJson(json, at)),
  };
}

/** An enum; `{ "Kind": value }` in JSON, the bare kind where there is no payload. */
export function choice<C extends Cases>(name: string, cases: C): AbiType<ChoiceOf<C>> {
  const entries = Object.entries(cases);
  const payloads = new Map(entries);
  const variants = Object.fromEntries(
    entries.map(([kind, payload], tag) => [kind, payload ? rkyv.variant(tag, payload.archive) : rkyv.variant(tag)]),
  );
  return {
    archive: rkyv.enumOf(name, variants) as rkyv.ArchiveType<unknown> as rkyv.ArchiveType<ChoiceOf<C>>,
    toJson(value) {
      const { kind, value: inner } = value as LooseChoice;
      const payload = payloads.get(kind);
      return payload ? { [kind]: payload.toJson(inner) } : kind;
    },
    fromJson(json, at) {
      const [kind, inner] = typeof json === 'string' ? [json, undefined] : soleEntry(json, at, name);
      const payload = payloads.get(kind);
      if (payload === undefined || (payload === null) !== (inner === undefined)) throw badJson(at, name);
      const value = payload === null ? { kind } : { kind, value: payload.fromJson(inner as Json, `${at}.${kind}`) };
      return value as unknown as ChoiceOf<C>;
    },
  };
}

function listOf<T>(
  archive: rkyv.ArchiveType<readonly T[]>,
  type: AbiType<T>,
  count: number | undefined,
): AbiType<readonly T[]> {
  return {
    archive,
    toJson: (values) => values.map((value) => type.toJson(value)),
    fromJson(json, at) {
      if (!Array.isArray(json) || (count !== undefined && json.length !== count)) throw badJson(at, 'array');
      return json.map((item: Json, i) => type.fromJson(item, `${at}[${i}]`));
    },
  };
}

function expectObject(json: Json, at: string, name: string): { readonly [key: string]: Json } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw badJson(at, name);
  return json as { readonly [key: string]: Json };
}

function soleEntry(json: Json, at: string, name: string): [string, Json | undefined] {
  const entries = Object.entries(expectObject(json, at, name));
  if (entries.length !== 1) throw badJson(at, name);
  return entries[0] as [string, Json];
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
