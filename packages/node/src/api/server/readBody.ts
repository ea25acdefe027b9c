import { concatBytes } from '@eventide/base';
import { RefusedRequest } from '../errors.ts';
import { type HttpRequest, headerOf } from './http.ts';

/**
 * The whole body, if it has at most `maxBytes`. One announced as longer is refused before it is read.
 * @throws RefusedRequest payloadTooLarge
 * Spec: 08 §1
 */
export async function readBody(request: HttpRequest, maxBytes: number): Promise<Uint8Array> {
  if (Number(headerOf(request, 'content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving early must not end the socket: the refusal still has to go out.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  const only = chunks[0];
  return chunks.length === 1 && only !== undefined ? new Uint8Array(only) : concatBytes(...chunks);
}

function tooLarge(maxBytes: number): RefusedRequest {
  return new RefusedRequest('payloadTooLarge', `Request body exceeds ${maxBytes} bytes`);
}
