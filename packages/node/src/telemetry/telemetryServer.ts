import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeError } from '../errors.ts';
import type { Health } from './health.ts';

export type TelemetrySources = {
  readonly metrics: () => Promise<string>;
  readonly contentType: string;
  readonly health: () => Promise<Health>;
};

export type TelemetryServer = { readonly url: string; close(): Promise<void> };

/** Longest request head and time to send it: nobody has more to say here. */
const MAX_HEAD_BYTES = 4_096;
const HEAD_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS = 64;

/**
 * Serves `/metrics`, `/health/live` and `/health/ready`; ready answers 503 with the same JSON when a check fails.
 * @throws NodeError NODE_PORT_TAKEN
 * Spec: 13 §8
 */
export async function startTelemetryServer(
  { host, port }: { readonly host: string; readonly port: number },
  sources: TelemetrySources,
): Promise<TelemetryServer> {
  const server = createServer(
    { maxHeaderSize: MAX_HEAD_BYTES, headersTimeout: HEAD_TIMEOUT_MS },
    (request, response) => {
      answer(request.method, request.url ?? '/', response, sources).catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new NodeError('NODE_PORT_TAKEN', { address: `${host}:${port}` }, { cause });
  }
  const bound = server.address() as AddressInfo;
  return {
    url: `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function answer(
  method: string | undefined,
  url: string,
  response: ServerResponse,
  { metrics, contentType, health }: TelemetrySources,
): Promise<void> {
  const path = url.split('?')[0];
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET' }).end();
  } else if (path === '/metrics') {
    response.writeHead(200, { 'content-type': contentType }).end(await metrics());
  } else if (path === '/health/live') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"live":true}');
  } else if (path === '/health/ready') {
    const found = await health();
    response.writeHead(found.ready ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(found));
  } else {
    response.writeHead(404).end();
  }
}
