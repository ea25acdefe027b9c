import { concatBytes } from '@eventide/base';
import { BINARY_TYPE } from '@eventide/rues';
import { NetworkError } from '../errors.ts';
import type { TransportRequest, TransportResponse } from './transport.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** Sends a request by anything that takes one and answers as `fetch` does. @throws NetworkError NETWORK_UNREACHABLE, NETWORK_TIMEOUT; the signal's reason */
export async function requestBy(
  send: (make: () => Request) => Promise<Response>,
  base: string,
  request: TransportRequest,
): Promise<TransportResponse> {
  const { path, method = 'POST', body, headers = {}, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
  signal?.throwIfAborted();
  const abort = new AbortController();
  const onAbort = (): void => abort.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => abort.abort(new NetworkError('NETWORK_TIMEOUT', { path, timeoutMs })), timeoutMs);
  try {
    const response = await send(
      () =>
        new Request(`${base}${path}`, {
          method,
          headers: body instanceof Uint8Array ? { 'content-type': BINARY_TYPE, ...headers } : headers,
          signal: abort.signal,
          ...(body === undefined ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : body }),
        }),
    );
    return responseOf(response, base, path, signal);
  } catch (error) {
    throw translate(error, base, path, signal, abort.signal);
  } finally {
    clearTimeout(timer);
    // The signal stays connected to the body through `responseOf`.
    if (abort.signal.aborted) signal?.removeEventListener('abort', onAbort);
  }
}

function responseOf(
  response: Response,
  base: string,
  path: string,
  signal: AbortSignal | undefined,
): TransportResponse {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    if (response.body === null) return;
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } catch (error) {
      throw translate(error, base, path, signal);
    } finally {
      // Ends the stream when the consumer leaves early.
      await reader.cancel().catch(() => {});
    }
  }
  const bytes = async (maxBytes = DEFAULT_MAX_BYTES): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of chunks()) {
      size += part.length;
      if (size > maxBytes)
        throw new NetworkError('NETWORK_BAD_ANSWER', { at: path, rule: `at most ${maxBytes} bytes` });
      parts.push(part);
    }
    return concatBytes(...parts);
  };
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    bytes,
    text: async () => new TextDecoder().decode(await bytes()),
    chunks,
  };
}

function translate(
  error: unknown,
  base: string,
  path: string,
  signal: AbortSignal | undefined,
  own?: AbortSignal,
): unknown {
  if (signal?.aborted) return signal.reason;
  if (own?.aborted && own.reason instanceof NetworkError) return own.reason;
  if (error instanceof NetworkError) return error;
  return new NetworkError('NETWORK_UNREACHABLE', { url: base, path }, { cause: error });
}
