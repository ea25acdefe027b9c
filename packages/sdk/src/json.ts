import { NetworkError } from './errors.ts';

/** Exact JSON: whole numbers beyond 2^53 are `bigint`. */
export type Json = string | number | bigint | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

type Reviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/**
 * Parses JSON without losing digits: amounts are u64. Spec: 08 §13 item 2
 * @throws NetworkError NETWORK_BAD_ANSWER
 */
export function parseExact(text: string): Json {
  const reviver: Reviver = (_, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context?.source;
    return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  };
  try {
    return JSON.parse(text, reviver as (this: unknown, key: string, value: unknown) => unknown) as Json;
  } catch (cause) {
    throw new NetworkError('NETWORK_BAD_ANSWER', { at: '$', rule: 'JSON' }, { cause });
  }
}

/** @throws NetworkError NETWORK_BAD_ANSWER */
export function asObject(json: Json | undefined, at: string): JsonObject {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject;
  throw bad(at, 'an object');
}

/** @throws NetworkError NETWORK_BAD_ANSWER */
export function asList(json: Json | undefined, at: string): readonly Json[] {
  if (Array.isArray(json)) return json;
  throw bad(at, 'a list');
}

/** @throws NetworkError NETWORK_BAD_ANSWER */
export function asText(json: Json | undefined, at: string): string {
  if (typeof json === 'string') return json;
  throw bad(at, 'text');
}

/** A whole number that is not negative, as number, exact number or decimal text. @throws NetworkError NETWORK_BAD_ANSWER */
export function asU64(json: Json | undefined, at: string): bigint {
  const whole = (typeof json === 'number' && Number.isSafeInteger(json)) || typeof json === 'bigint';
  if (!whole && !(typeof json === 'string' && /^\d{1,20}$/.test(json))) throw bad(at, 'a whole number');
  const value = BigInt(json as number | bigint | string);
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw bad(at, 'u64');
  return value;
}

/** A number that JavaScript holds exactly. @throws NetworkError NETWORK_BAD_ANSWER */
export function asNumber(json: Json | undefined, at: string): number {
  if (typeof json === 'number' && Number.isFinite(json)) return json;
  throw bad(at, 'a number');
}

/** Text, or null for null and absent. @throws NetworkError NETWORK_BAD_ANSWER */
export function asTextOrNull(json: Json | undefined, at: string): string | null {
  return json === null || json === undefined ? null : asText(json, at);
}

function bad(at: string, rule: string): NetworkError {
  return new NetworkError('NETWORK_BAD_ANSWER', { at, rule });
}
