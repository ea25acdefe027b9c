import { BINARY_TYPE, checkVersion, JSON_TYPE, ruesHeaders } from '@eventide/rues';
import { RefusedRequest } from '../errors.ts';
import { formatSortedJson, parseExactJson } from '../json.ts';
import { type HttpRequest, headerOf } from './http.ts';

/** What every response of the event system says. Spec: 08 §2.4, 14 §9 */
export const RUSK_VERSION = '1.6.0';
export const versionHeader: Readonly<Record<string, string>> = { 'Rusk-Version': RUSK_VERSION };

/** @throws RefusedRequest versionMismatch. Spec: 08 §2.4 */
export function assertVersion(request: HttpRequest): void {
  const requirement = headerOf(request, ruesHeaders.version);
  const strict = headerOf(request, ruesHeaders.versionStrict) !== undefined;
  const check = checkVersion({ requirement, strict }, RUSK_VERSION);
  if (!check.ok) throw new RefusedRequest('versionMismatch', check.message);
}

/** How the body is to be read, and the answer to be written. Spec: 08 §2.6 */
export type Encoding = { readonly binaryRequest: boolean; readonly binaryAnswer: boolean; readonly json: boolean };

export function encodingOf(request: HttpRequest): Encoding {
  const type = headerOf(request, 'content-type') ?? '';
  const binaryRequest = type === BINARY_TYPE;
  const binaryAnswer = binaryRequest || headerOf(request, 'accept')?.toLowerCase() === BINARY_TYPE;
  return { binaryRequest, binaryAnswer, json: type.toLowerCase() === JSON_TYPE };
}

/** Headers by lower-case name, repeated ones joined. */
export function plainHeaders(request: HttpRequest): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(request.headers).map((name) => [name, headerOf(request, name)]));
}

/** The headers that come back with the answer: their values as the reference reads them, as JSON if they are. Spec: 08 §2.6 */
export function echoedHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const echoed: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-') || value === undefined) continue;
    const text = echo(value);
    // Written as JSON, a value can hold what a header must not.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(text)) throw new RefusedRequest('internal', 'failed to parse header value');
    echoed[name] = text;
  }
  return echoed;
}

function echo(value: string): string {
  if (!/^["n[{]/.test(value)) return value;
  try {
    const parsed = parseExactJson(value);
    if (typeof parsed === 'string') return parsed;
    return parsed === null ? '' : formatSortedJson(parsed);
  } catch {
    return value;
  }
}
