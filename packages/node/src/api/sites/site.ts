import { realpathSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { ApiError } from '../errors.ts';
import { type SiteHeadersOptions, siteHeaders } from './securityHeaders.ts';

/** Files whose name holds a hash of their content, as bundlers write it. */
const HASHED = /[.-][A-Za-z0-9_-]{8,}\.(js|css|wasm|svg|png|woff2|srs)$/;
const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';
const TIMEOUT_MS = 60_000;

export type SiteOptions = SiteHeadersOptions & {
  /** JSON texts that stand in place of files, by path: what only this server knows, e.g. `/networks.json`. */
  readonly texts?: Readonly<Record<string, string>> | undefined;
};

/**
 * Serves a folder of files, read-only, with strict headers; `index.html` for folders. Dot files and links out of it are not
 * served.
 * @throws ApiError API_BAD_OPTION if it is no folder
 * Spec: 13 §5.5
 */
export async function createSite(folder: string, options: SiteOptions = {}): Promise<FastifyInstance> {
  const { texts = {}, ...headers } = options;
  const root = await rootOf(folder);
  const site = fastify({ exposeHeadRoutes: true, requestTimeout: TIMEOUT_MS, connectionTimeout: TIMEOUT_MS });
  site.addHook('onRequest', async (request, reply) => {
    reply.headers(siteHeaders(request.url.split('?', 1)[0] ?? '/', headers));
  });
  for (const [path, text] of Object.entries(texts)) {
    site.get(path, (_, reply) => reply.type('application/json').header('cache-control', ASK_AGAIN).send(text));
  }
  await site.register(fastifyStatic, {
    root,
    dotfiles: 'ignore',
    allowedPath: (path) => leadsInside(root, path),
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', HASHED.test(path) ? FOREVER : ASK_AGAIN),
  });
  site.setNotFoundHandler((_, reply) => reply.code(404).type('text/plain').send('Not found'));
  await site.ready();
  return site;
}

/** Hands one request of another server to the site. */
export function passToSite(site: FastifyInstance, request: IncomingMessage, response: ServerResponse): void {
  site.routing(request, response);
}

async function rootOf(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
  } catch (error) {
    throw new ApiError('API_BAD_OPTION', { option: 'folder', folder }, { cause: error });
  }
  throw new ApiError('API_BAD_OPTION', { option: 'folder', folder });
}

/** False for a link that leads out of the folder. What is not there leads nowhere. */
function leadsInside(root: string, path: string): boolean {
  try {
    const real = realpathSync(join(root, path));
    return real === root || real.startsWith(root + sep);
  } catch {
    return true;
  }
}
