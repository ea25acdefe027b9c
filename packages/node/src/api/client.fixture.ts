import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { concatBytes } from '@eventide/base';
import { decodeFrame, type EventFrame, formatUri } from '@eventide/rues';
import { WebSocket } from 'ws';

export type Reply = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Header names as sent. */
  readonly rawHeaders: readonly string[];
  readonly bytes: Uint8Array;
  readonly text: string;
};

export type Ask = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
};

/** A request as it stands: no header, path or body is made nicer. */
export async function ask(
  base: string,
  path: string,
  { method = 'POST', headers = {}, body }: Ask = {},
): Promise<Reply> {
  const url = new URL(base);
  const send = url.protocol === 'https:' ? secureRequest : request;
  const options = {
    host: url.hostname,
    port: url.port,
    method,
    path,
    headers,
    agent: false,
    rejectUnauthorized: false,
  };
  const outgoing = send(options);
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const bytes = concatBytes(...chunks);
  const text = new TextDecoder().decode(bytes);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, rawHeaders: incoming.rawHeaders, bytes, text };
}

export type Listener = {
  readonly id: string;
  readonly socket: WebSocket;
  /** The next event, in order; waits for it. */
  next(): Promise<EventFrame>;
  /** Addresses of all events so far. */
  readonly seen: readonly string[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  subscribe(path: string, headers?: Record<string, string>): Promise<Reply>;
  unsubscribe(path: string): Promise<Reply>;
};

/** Opens a session as clients do. */
export async function listen(base: string, path = '/on'): Promise<Listener> {
  const socket = new WebSocket(`${base.replace('http', 'ws')}${path}`, { rejectUnauthorized: false });
  const frames: EventFrame[] = [];
  const waiting: ((frame: EventFrame) => void)[] = [];
  const seen: string[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on('error', () => undefined);
  const id = await new Promise<string>((resolve) => {
    socket.on('message', (data: Buffer, binary) => {
      if (!binary) return resolve(data.toString());
      const frame = decodeFrame(new Uint8Array(data));
      seen.push(formatUri(frame.uri));
      const taker = waiting.shift();
      if (taker === undefined) frames.push(frame);
      else taker(frame);
    });
  });
  const subscription = (method: string, target: string, headers = {}): Promise<Reply> =>
    ask(base, target, { method, headers: { 'rusk-session-id': id, 'rusk-version': '1.0.0-rc.0', ...headers } });
  return {
    id,
    socket,
    seen,
    closed,
    next: async () => frames.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    subscribe: (target, headers) => subscription('GET', target, headers),
    unsubscribe: (target) => subscription('DELETE', target),
  };
}
