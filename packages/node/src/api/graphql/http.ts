import { formatJson, type JsonValue } from '@eventide/ledger';
import { JSON_TYPE } from '@eventide/rues';
import { RefusedRequest } from '../errors.ts';
import type { Gate } from '../gate.ts';
import { parseExactJson } from '../json.ts';
import { type HttpRequest, type HttpResponse, headerOf, queryOf } from '../server/http.ts';
import { readBody } from '../server/readBody.ts';
import { versionHeader } from '../server/requestHead.ts';
import { sendWhole } from '../server/send.ts';
import type { Graphql, GraphqlRequest, GraphqlResult } from './graphql.ts';
import type { GraphqlContext } from './sources.ts';

const MAX_BODY_BYTES = 262_144;
const MOST_BATCHED = 100;
const ALLOWED = 'GET, POST';

/** True for the two paths of GraphQL over HTTP. Spec: 08 §1 */
export function isGraphqlPath(path: string): boolean {
  return path === '/graphql' || path === '/graphql/';
}

/** GraphQL over HTTP: GET, or POST of JSON (single or batch) or a form. Spec: 08 §5 */
export async function handleGraphql(
  request: HttpRequest,
  response: HttpResponse,
  graphql: Graphql,
  context: () => GraphqlContext,
  gate: Gate,
): Promise<void> {
  let asked: GraphqlRequest | readonly GraphqlRequest[];
  try {
    if (request.method === 'GET') asked = fromQuery(queryOf(request));
    else if (request.method === 'POST') asked = await fromBody(request);
    else return fail(response, 405, 'Method not allowed', { allow: ALLOWED });
  } catch (error) {
    if (error instanceof RefusedRequest && error.status === 413) {
      return fail(response, 413, `Request body exceeds ${MAX_BODY_BYTES} bytes`);
    }
    return fail(response, 400, error instanceof Malformed ? error.message : 'Invalid request');
  }
  const shared = context();
  const run = (one: GraphqlRequest): Promise<GraphqlResult> => graphql.run(one, shared);
  const answer = await gate.run(async () => {
    if (!isBatch(asked)) return envelope(await run(asked));
    const results: JsonValue[] = [];
    for (const one of asked) results.push(envelope(await run(one)));
    return results;
  });
  sendWhole(response, 200, formatJson(answer), { 'content-type': JSON_TYPE, ...versionHeader });
}

class Malformed extends Error {}

function fromQuery(query: string): GraphqlRequest {
  if (query === '') throw new Malformed('GraphQL GET requests require a query parameter');
  const params = new URLSearchParams(query);
  const text = params.get('query');
  if (text === null) throw new Malformed('GraphQL GET requests require a query parameter');
  const variables = params.get('variables');
  return {
    query: text,
    variables: variables === null || variables === '' ? undefined : recordOf(json(variables)),
    operationName: params.get('operationName') ?? undefined,
  };
}

async function fromBody(request: HttpRequest): Promise<GraphqlRequest | readonly GraphqlRequest[]> {
  const body = await readBody(request, MAX_BODY_BYTES);
  const type = headerOf(request, 'content-type') ?? '';
  const text = type.toLowerCase().startsWith('multipart/form-data') ? await operationsOf(body, type) : utf8Text(body);
  const value = json(text);
  if (!Array.isArray(value)) return requestOf(value);
  if (value.length === 0 || value.length > MOST_BATCHED)
    throw new Malformed(`a batch holds 1 to ${MOST_BATCHED} requests`);
  return value.map((one: JsonValue) => requestOf(one));
}

/** The field of a form that holds the request; files are not taken. */
async function operationsOf(body: Uint8Array, type: string): Promise<string> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    const operations = form.get('operations');
    if (typeof operations === 'string') return operations;
  } catch {
    throw new Malformed('Invalid multipart data');
  }
  throw new Malformed('Missing "operations" part');
}

function requestOf(value: JsonValue): GraphqlRequest {
  const { query, variables, operationName } = recordOf(value);
  if (typeof query !== 'string') throw new Malformed('missing field `query`');
  return {
    query,
    variables: (variables ?? null) === null ? undefined : recordOf(variables as JsonValue),
    operationName: typeof operationName === 'string' ? operationName : undefined,
  };
}

function recordOf(value: JsonValue): { readonly [key: string]: JsonValue } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed('an object expected');
  return value as { readonly [key: string]: JsonValue };
}

function json(text: string): JsonValue {
  try {
    return parseExactJson(text);
  } catch {
    throw new Malformed('Invalid JSON');
  }
}

function utf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Malformed('Invalid utf8');
  }
}

function envelope({ data, errors }: GraphqlResult): JsonValue {
  return errors.length === 0 ? { data } : { data, errors: errors as unknown as JsonValue };
}

function fail(response: HttpResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  const body = formatJson({ data: null, errors: [{ message }] });
  sendWhole(response, status, body, { 'content-type': JSON_TYPE, ...headers, ...versionHeader });
}

function isBatch(asked: GraphqlRequest | readonly GraphqlRequest[]): asked is readonly GraphqlRequest[] {
  return Array.isArray(asked);
}
