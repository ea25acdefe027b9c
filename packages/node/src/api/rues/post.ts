import type { Clock } from '@eventide/base';
import { parseUri, type RuesUri } from '@eventide/rues';
import { type Refusal, RefusedRequest } from '../errors.ts';
import { type HttpRequest, type HttpResponse, pathOf } from '../server/http.ts';
import { readBody } from '../server/readBody.ts';
import { assertVersion, echoedHeaders, encodingOf, plainHeaders, versionHeader } from '../server/requestHead.ts';
import { sendAnswer, sendWhole } from '../server/send.ts';
import { readRuesBody } from './body.ts';
import type { RuesRequest } from './exchange.ts';
import type { RuesRouter } from './router.ts';

const MAX_BODY_BYTES = 3_145_728;
const MAX_DRIVER_BYTES = 2_097_152;

export type PostContext = {
  readonly router: RuesRouter;
  readonly clock: Clock;
  readonly stallMs: number;
  /** Turns what a handler threw into what the client is told. */
  readonly explain: (error: unknown) => Refusal;
};

/** Answers a dispatched request. Spec: 08 §2.6 */
export async function handlePost(
  request: HttpRequest,
  response: HttpResponse,
  signal: AbortSignal,
  context: PostContext,
): Promise<void> {
  let echoed: Readonly<Record<string, string>> = {};
  try {
    assertVersion(request);
    const uri = parseUri(pathOf(request));
    if (uri === undefined) throw new RefusedRequest('invalidInput', 'Invalid URL path');
    const { binaryRequest, binaryAnswer, json } = encodingOf(request);
    const body = readRuesBody(await readBody(request, maxBodyBytes(uri)), binaryRequest);
    const headers = plainHeaders(request);
    echoed = echoedHeaders(headers);
    const remoteAddress = request.socket.remoteAddress ?? '';
    const asked: RuesRequest = { uri, headers, body, json, remoteAddress, signal };
    const { clock, stallMs } = context;
    const answer = await whileWorking(request, stallMs, async () => context.router.find(uri)(asked));
    await sendAnswer(response, answer, {
      binary: binaryAnswer,
      headers: { ...echoed, ...versionHeader },
      clock,
      stallMs,
    });
  } catch (error) {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, text, retryAfterSec } = context.explain(error);
    const retry: Record<string, string> = retryAfterSec === undefined ? {} : { 'retry-after': String(retryAfterSec) };
    sendWhole(response, status, text, { ...echoed, ...retry, ...versionHeader });
  }
}

/** A proof may take minutes, and the silence is this node's then: nobody is cut off for it. HTTP/2 has one time for all its streams. */
async function whileWorking<T>(request: HttpRequest, stallMs: number, work: () => Promise<T>): Promise<T> {
  if (request.httpVersionMajor !== 1) return work();
  request.socket.setTimeout(0);
  try {
    return await work();
  } finally {
    request.socket.setTimeout(stallMs);
  }
}

/** Spec: 08 §1 */
function maxBodyBytes({ component, entity, topic }: RuesUri): number {
  const upload = component === 'contract' && entity !== undefined && topic === 'upload_driver';
  return upload ? MAX_DRIVER_BYTES : MAX_BODY_BYTES;
}
