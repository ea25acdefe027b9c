import { type HttpRequest, headerOf } from './http.ts';

const METHODS = 'GET, POST, DELETE, OPTIONS';
const EXPOSED = 'rusk-version, crs-hash';
const PREFLIGHT_SECONDS = '600';
const SIMPLE = [
  'content-type',
  'accept',
  'rusk-version',
  'rusk-version-strict',
  'rusk-session-id',
  'rusk-feeder',
  'sign',
];
const PREFIXES = ['rusk-gqlvar-', 'eventide-', 'x-'];
const MAX_NAMES = 64;

type Headers = Readonly<Record<string, string>>;

/** Headers that let a page of an allowed origin read the answer; none for other requests. Spec: 08 §1 */
export function corsHeaders(request: HttpRequest, origins: readonly string[]): Headers {
  const origin = headerOf(request, 'origin');
  if (origin === undefined || origins.length === 0) return {};
  if (origins.includes('*')) return { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED };
  const vary = { vary: 'origin' };
  if (!origins.includes(origin)) return vary;
  return { ...vary, 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED };
}

/** What a browser asks before it sends a request with headers of ours; undefined for any other request. Spec: 08 §1 */
export function preflightHeaders(request: HttpRequest): Headers | undefined {
  if (request.method !== 'OPTIONS' || headerOf(request, 'access-control-request-method') === undefined)
    return undefined;
  const wanted = (headerOf(request, 'access-control-request-headers') ?? '').toLowerCase().split(',', MAX_NAMES);
  const allowed = wanted.map((name) => name.trim()).filter(isAllowed);
  return {
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': (allowed.length > 0 ? allowed : SIMPLE).join(', '),
    'access-control-max-age': PREFLIGHT_SECONDS,
  };
}

function isAllowed(name: string): boolean {
  return SIMPLE.includes(name) || (/^[a-z0-9-]+$/.test(name) && PREFIXES.some((prefix) => name.startsWith(prefix)));
}
