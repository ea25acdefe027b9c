import { fromBase58, fromHex, toBase58, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { decodeArchive, encodeArchive } from '@eventide/codec/rkyv';
import { decodeG1, decodeG2, encodeG1, encodeG2, frArchive, frCodec, g1Archive, g2Archive } from '@eventide/crypto';
import type { Abi } from '../abi.ts';
import { ContractSdkError } from '../errors.ts';
import { definitionOf, integerSize, splitType } from '../layout.ts';
import { decodeValue, encodeCall } from './connect.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** JSON in the forms of the reference's data drivers ↔ archives, by the ABI instead of by code. Spec: 05 §9, 12 §6 */
export type DataDriver = {
  readonly encodeInput: (method: string, input: Json) => Uint8Array;
  readonly decodeInput: (method: string, bytes: Uint8Array) => Json;
  readonly decodeOutput: (method: string, bytes: Uint8Array) => Json;
  readonly decodeEvent: (topic: string, bytes: Uint8Array) => Json;
};

/** The driver of one contract. Its functions throw ContractSdkError CONTRACT_USAGE and CodecError. */
export function createDataDriver(abi: Abi): DataDriver {
  const method = (name: string) => {
    const found = abi.methods.find((m) => m.name === name);
    if (!found) throw usage('method', name);
    return found;
  };
  return {
    encodeInput: (name, input) => encodeCall(abi, name, fromJson(method(name).argument, input, abi)),
    decodeInput: (name, bytes) => read(method(name).argument, bytes, abi),
    decodeOutput: (name, bytes) => read(method(name).feeds ?? method(name).returns, bytes, abi),
    decodeEvent(topic, bytes) {
      const type = abi.events.find((event) => event.topic === topic)?.type;
      if (!type) throw usage('event', topic);
      return read(type, bytes, abi);
    },
  };
}

function read(type: string, bytes: Uint8Array, abi: Abi): Json {
  return type === 'void' ? null : toJson(type, decodeValue(abi, type, bytes), abi);
}

function usage(what: string, name: string): ContractSdkError {
  return new ContractSdkError('CONTRACT_USAGE', { what, name });
}

/** A decoded value in its JSON form: u64 as decimal text, bytes as hex, BLS keys and signatures as base58. */
export function toJson(type: string, value: unknown, abi: Abi): Json {
  const [name, inner] = splitType(type);
  const size = integerSize(name);
  if (size) return size === 8 ? String(value) : (value as Json);
  if (name === 'Text') return value as string;
  if (type === 'Vec<u8>') return toHex(value as Uint8Array);
  if (name === 'Vec' && inner) return (value as unknown[]).map((item) => toJson(inner, item, abi));
  if (name === 'Option' && inner) return value === null ? null : toJson(inner, value, abi);
  const def = definitionOf(name, abi.types);
  if (def.kind === 'bytes') return bytesToJson(name, value as Uint8Array);
  if (def.kind === 'struct') {
    const fields = value as Record<string, unknown>;
    return Object.fromEntries(def.fields.map((field) => [field.name, toJson(field.type, fields[field.name], abi)]));
  }
  const { kind, value: payload } = value as { kind: string; value?: unknown };
  const variant = def.variants.find((v) => v.name === kind);
  return variant && variant.type !== 'void' ? { [kind]: toJson(variant.type, payload, abi) } : kind;
}

/** The value of a JSON form. @throws ContractSdkError CONTRACT_USAGE */
export function fromJson(type: string, json: Json, abi: Abi): unknown {
  const [name, inner] = splitType(type);
  if (type === 'void') return undefined;
  const size = integerSize(name);
  if (name === 'bool' || (size && size < 8)) return json;
  if (size) return integerFrom(json);
  if (name === 'Text') return expectText(json);
  if (type === 'Vec<u8>') return fromHex(expectText(json));
  if (name === 'Vec' && inner) {
    if (!Array.isArray(json)) throw usage('list expected for', type);
    return json.map((item) => fromJson(inner, item as Json, abi));
  }
  if (name === 'Option' && inner) return json === null ? null : fromJson(inner, json, abi);
  const def = definitionOf(name, abi.types);
  if (def.kind === 'bytes') return bytesFromJson(name, expectText(json), def.size);
  if (def.kind === 'enum') return variantFrom(name, json, abi);
  const object = expectObject(json, type);
  return Object.fromEntries(
    def.fields.map((field) => {
      if (!(field.name in object)) throw usage('field missing', `${name}.${field.name}`);
      return [field.name, fromJson(field.type, object[field.name] as Json, abi)];
    }),
  );
}

function variantFrom(type: string, json: Json, abi: Abi): unknown {
  const def = definitionOf(type, abi.types);
  const kind = typeof json === 'string' ? json : (Object.keys(expectObject(json, type))[0] ?? '');
  const variant = def.kind === 'enum' ? def.variants.find((v) => v.name === kind) : undefined;
  if (!variant) throw usage('variant', `${type}.${kind}`);
  if (variant.type === 'void') return { kind };
  return { kind, value: fromJson(variant.type, expectObject(json, type)[kind] as Json, abi) };
}

function bytesToJson(name: string, bytes: Uint8Array): string {
  if (name === 'BlsPublicKey') return toBase58(encodeG2(decodeArchive(g2Archive, bytes)));
  if (name === 'BlsSignature') return toBase58(encodeG1(decodeArchive(g1Archive, bytes)));
  if (name === 'Scalar') return toHex(encode(frCodec, decodeArchive(frArchive, bytes)));
  return toHex(bytes);
}

function bytesFromJson(name: string, text: string, size: number): Uint8Array {
  if (name === 'BlsPublicKey') return encodeArchive(g2Archive, decodeG2(fromBase58(text)));
  if (name === 'BlsSignature') return encodeArchive(g1Archive, decodeG1(fromBase58(text)));
  if (name === 'Scalar') return encodeArchive(frArchive, decode(frCodec, fromHex(text)));
  return fromHex(text, size);
}

function integerFrom(json: Json): bigint {
  if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json);
  if (typeof json === 'string' && /^-?\d{1,20}$/.test(json)) return BigInt(json);
  throw usage('integer expected', JSON.stringify(json));
}

function expectText(json: Json): string {
  if (typeof json !== 'string') throw usage('text expected', JSON.stringify(json));
  return json;
}

function expectObject(json: Json, type: string): Record<string, Json> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw usage('object expected for', type);
  return json as Record<string, Json>;
}
