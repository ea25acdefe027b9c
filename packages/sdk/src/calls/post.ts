import { BINARY_TYPE, parseFailure, ruesHeaders } from '@eventide/rues';
import { NetworkError } from '../errors.ts';
import type { Transport, TransportResponse } from '../transports/transport.ts';

export type PostOptions = {
  readonly body?: Uint8Array | string | undefined;
  /** Ask for raw bytes instead of hex. */
  readonly binary?: boolean | undefined;
  /** Stream what the call feeds. */
  readonly feeder?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
};

const MAX_REASON = 500;

/**
 * A request to a route; only success comes back. Spec: 08 §2.6
 * @throws NetworkError NETWORK_REFUSED (`details`: status, kind, reason), NETWORK_UNSUPPORTED, NETWORK_UNREACHABLE
 */
export async function post(transport: Transport, path: string, options: PostOptions = {}): Promise<TransportResponse> {
  const { body, binary = false, feeder = false, headers = {}, signal, timeoutMs } = options;
  const response = await transport.request({
    path,
    body,
    headers: {
      ...(binary ? { accept: BINARY_TYPE } : {}),
      ...(feeder ? { [ruesHeaders.feeder]: 'true' } : {}),
      ...headers,
    },
    signal,
    timeoutMs,
  });
  if (response.status === 200 || response.status === 202) return response;
  const { kind, message } = parseFailure(response.status, await response.text());
  if (response.status === 501) throw new NetworkError('NETWORK_UNSUPPORTED', { route: path, url: transport.url });
  throw new NetworkError('NETWORK_REFUSED', {
    route: path,
    status: response.status,
    kind,
    reason: message.slice(0, MAX_REASON),
  });
}
