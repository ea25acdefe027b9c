import { requestBy } from './request.ts';
import { sendOnceMore } from './sendOnceMore.ts';
import type { Transport } from './transport.ts';

export type HttpOptions = {
  /** Default: the platform's. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
};

/** A node by HTTP alone. Watchers look again every second. What met a closed connection is sent once more. Spec: 13 §4, 08 §2.6 */
export function http(url: string, options: HttpOptions = {}): Transport {
  const base = baseUrl(url);
  const send = sendOnceMore(options.fetch ?? ((request: Request) => globalThis.fetch(request)));
  return { url: base, request: (request) => requestBy(send, base, request), events: null, close: () => {} };
}

/** Without a trailing slash; `http://` is assumed for `host:port`. */
export function baseUrl(url: string): string {
  const full = /^https?:\/\//.test(url) ? url : `http://${url}`;
  return full.replace(/\/+$/, '');
}
