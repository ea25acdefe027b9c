import type { Json } from '@eventide/sdk';

type Reviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** JSON whose whole numbers beyond 2^53 keep their digits. Spec: 08 §13 item 2 */
export function asExactJson(text: string): Json {
  const reviver: Reviver = (_, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context?.source;
    return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  };
  return JSON.parse(text, reviver as (this: unknown, key: string, value: unknown) => unknown) as Json;
}
