import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request of either HTTP version. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;
/** Its response, in the part that both versions share. */
export type HttpResponse = Pick<
  ServerResponse,
  'setHeader' | 'getHeader' | 'writableFinished' | 'writableEnded' | 'headersSent'
> & {
  writeHead(status: number, headers?: Readonly<Record<string, string | number>>): unknown;
  write(chunk: Uint8Array): boolean;
  end(chunk?: Uint8Array | string): unknown;
  once(event: 'drain' | 'close' | 'finish', listener: () => void): unknown;
  off(event: 'drain' | 'close' | 'finish', listener: () => void): unknown;
  destroy(error?: Error): unknown;
};
export type HttpHandler = (request: HttpRequest, response: HttpResponse) => void;
/** What the library hands over; narrowed to the shared part. */
export type RawResponse = ServerResponse | Http2ServerResponse;

/** The path as sent, without the query. */
export function pathOf(request: Pick<HttpRequest, 'url'>): string {
  const url = request.url ?? '';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** The query as sent, without the question mark. */
export function queryOf(request: Pick<HttpRequest, 'url'>): string {
  const url = request.url ?? '';
  const query = url.indexOf('?');
  return query < 0 ? '' : url.slice(query + 1);
}

/** One header as text; repeated ones joined as HTTP says. */
export function headerOf(request: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
