import type { JsonValue } from '@eventide/ledger';

/** Longer integers stay what `JSON.parse` makes of them: nothing in the protocol has more than 20 digits. */
const MOST_DIGITS = 40;
const INTEGER = /^-?[0-9]+$/;

/** JSON with exact integers: those beyond 2^53 come as `bigint`. @throws SyntaxError. Spec: 08 §13 item 2 */
export function parseExactJson(text: string): JsonValue {
  return JSON.parse(text, exactInteger as (key: string, value: unknown) => unknown) as JsonValue;
}

/** JSON text with exact integers and keys in alphabetical order, as the reference's values print. Spec: 08 §4.3 */
export function formatSortedJson(value: JsonValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(formatSortedJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const object = value as { readonly [key: string]: JsonValue };
  const entries = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${formatSortedJson(object[key] as JsonValue)}`);
  return `{${entries.join(',')}}`;
}

function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return source.length <= MOST_DIGITS && INTEGER.test(source) ? BigInt(source) : value;
}
