import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createH2cServer, createSecureServer, type Http2SecureServer } from 'node:http2';
import { type AddressInfo, isIPv6, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { FaultError } from '@eventide/base';
import { ApiError } from '../errors.ts';
import type { ApiLimits } from '../options.ts';
import type { HttpHandler, HttpRequest, HttpResponse, RawResponse } from './http.ts';

/** PEM texts: the chain of certificates and the private key. */
export type TlsKeys = { readonly cert: string; readonly key: string };

export type ListenOptions = {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsKeys | undefined;
  readonly limits: ApiLimits;
  readonly onRequest: HttpHandler;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

export type Listening = {
  readonly url: string;
  readonly port: number;
  /** Takes no more; ends idle sockets at once and all others after `graceMs`. */
  close(graceMs: number): Promise<void>;
};

const MAX_HEADER_BYTES = 32_768;
const MAX_STREAMS = 100;
const CHECK_SOCKETS_MS = 5_000;
/** How a client opens HTTP/2 without asking first. */
const H2_PREFACE = 'PRI * HTTP/2.0';

type AnyServer = Server | Http2SecureServer;

/**
 * Listens for HTTP/1.1 and HTTP/2, with TLS if there are keys.
 * @throws ApiError API_PORT_TAKEN; FaultError
 * Spec: 08 §1
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  const sockets: Admitted = { open: new Set(), byAddress: new Map() };
  const server = options.tls === undefined ? plainServer(options) : secureServer(options, options.tls);
  server.prependListener('connection', (socket: Socket) => admit(socket, sockets, options.limits));
  server.on('upgrade', options.onUpgrade);
  await bind(server, options);
  const { port } = server.address() as AddressInfo;
  const host = isIPv6(options.host) ? `[${options.host}]` : options.host;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    port,
    close: (graceMs) => end(server, sockets.open, graceMs),
  };
}

function plainServer(options: ListenOptions): Server {
  const { limits } = options;
  const server = createServer(timeouts(limits), (request, response) => handle(options, request, response));
  server.timeout = limits.idleTimeoutMs;
  const http2 = createH2cServer({ settings: { maxConcurrentStreams: MAX_STREAMS } }, (request, response) =>
    handle(options, request, response),
  );
  http2.on('session', (session) => session.setTimeout(limits.idleTimeoutMs, () => session.destroy()));
  const [http1] = server.listeners('connection') as ((this: Server, socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) =>
    peek(socket, limits.headersTimeoutMs, (first) => {
      if (first.toString('latin1', 0, H2_PREFACE.length) === H2_PREFACE) {
        // It takes what was read, and the socket, by itself.
        http2.emit('connection', socket);
        return;
      }
      http1?.call(server, socket);
      socket.resume();
    }),
  );
  return server;
}

/** Looks at the first bytes of a socket without taking them. One that sends none in time is ended. */
function peek(socket: Socket, timeoutMs: number, seen: (first: Buffer) => void): void {
  const giveUp = (): void => void socket.destroy();
  socket.on('error', giveUp);
  socket.on('end', giveUp);
  socket.setTimeout(timeoutMs, giveUp);
  socket.once('data', (first: Buffer) => {
    socket.pause();
    socket.setTimeout(0, giveUp);
    socket.off('timeout', giveUp);
    socket.off('error', giveUp);
    socket.off('end', giveUp);
    socket.unshift(first);
    seen(first);
  });
}

function secureServer(options: ListenOptions, { cert, key }: TlsKeys): Http2SecureServer {
  const { limits } = options;
  const settings = { maxConcurrentStreams: MAX_STREAMS };
  const server = createSecureServer(
    { ...timeouts(limits), cert, key, allowHTTP1: true, settings, handshakeTimeout: limits.headersTimeoutMs },
    (request, response) => handle(options, request, response),
  );
  server.setTimeout(limits.idleTimeoutMs);
  server.on('session', (session) => session.setTimeout(limits.idleTimeoutMs, () => session.destroy()));
  return server;
}

function handle({ onRequest }: ListenOptions, request: HttpRequest, response: RawResponse): void {
  onRequest(request, response as HttpResponse);
}

function timeouts(limits: ApiLimits): {
  headersTimeout: number;
  requestTimeout: number;
  keepAliveTimeout: number;
  connectionsCheckingInterval: number;
  maxHeaderSize: number;
} {
  return {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_SOCKETS_MS, limits.headersTimeoutMs),
    maxHeaderSize: MAX_HEADER_BYTES,
  };
}

/** Open sockets, and how many of each address. */
type Admitted = { readonly open: Set<Socket>; readonly byAddress: Map<string, number> };

/** Counts a socket, or ends it if there are too many. */
function admit(socket: Socket, { open, byAddress }: Admitted, limits: ApiLimits): void {
  const address = socket.remoteAddress ?? '';
  const same = byAddress.get(address) ?? 0;
  if (open.size >= limits.sockets || (!isLoopback(address) && same >= limits.socketsPerAddress)) {
    socket.destroy();
    return;
  }
  open.add(socket);
  byAddress.set(address, same + 1);
  socket.once('close', () => {
    open.delete(socket);
    const left = (byAddress.get(address) ?? 1) - 1;
    if (left > 0) byAddress.set(address, left);
    else byAddress.delete(address);
  });
}

/** An address of this machine. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function bind(server: AnyServer, { host, port, limits }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
        reject(new ApiError('API_PORT_TAKEN', { host, port, reason: error.code }, { cause: error }));
      } else reject(new FaultError('FAULT_INTERNAL', { what: 'listen', host, port }, { cause: error }));
    });
    server.listen({ host, port, backlog: Math.min(limits.sockets, 4_096) }, resolve);
  });
}

function end(server: AnyServer, sockets: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}
