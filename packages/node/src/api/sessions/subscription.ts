import { parseSessionId, parseUri, ruesHeaders } from '@eventide/rues';
import { RefusedRequest } from '../errors.ts';
import { type HttpRequest, type HttpResponse, headerOf, pathOf } from '../server/http.ts';
import { assertVersion, versionHeader } from '../server/requestHead.ts';
import { sendWhole } from '../server/send.ts';
import type { Sessions } from './sessions.ts';

type Reply = readonly [status: number, body: string];

const NO_SESSION: Reply = [424, '{"error":"Session ID not provided or invalid"}'];
/** The doubled braces are the reference's. */
const BAD_PATH: Reply = [404, '{{"error":"Invalid URL path\n"}}'];
const BAD_METHOD: Reply = [405, '{"error":"Method not allowed"}'];
const NOT_SUBSCRIBED: Reply = [404, '{"error":"Subscription not found"}'];
const TOO_MANY: Reply = [429, '{"error":"Too many subscriptions"}'];
const DONE: Reply = [200, ''];

/** Answers a request that subscribes or unsubscribes. Spec: 08 §2.3 */
export function handleSubscription(request: HttpRequest, response: HttpResponse, sessions: Sessions): void {
  const [status, body] = reply(request, sessions);
  sendWhole(response, status, body, versionHeader);
}

function reply(request: HttpRequest, sessions: Sessions): Reply {
  try {
    assertVersion(request);
  } catch (error) {
    if (error instanceof RefusedRequest) return [error.status, error.text];
    throw error;
  }
  const id = parseSessionId(headerOf(request, ruesHeaders.sessionId));
  if (id === undefined) return NO_SESSION;
  const uri = parseUri(pathOf(request));
  if (uri === undefined) return BAD_PATH;
  if (!sessions.has(id)) return NO_SESSION;
  switch (request.method) {
    case 'GET':
      return sessions.subscribe(id, uri) ? DONE : TOO_MANY;
    case 'DELETE':
      return sessions.unsubscribe(id, uri) ? DONE : NOT_SUBSCRIBED;
    default:
      return BAD_METHOD;
  }
}
