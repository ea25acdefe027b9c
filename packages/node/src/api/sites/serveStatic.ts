import type { AddressInfo } from 'node:net';
import { ApiError } from '../errors.ts';
import { createSite, type SiteOptions } from './site.ts';

export type ServeStaticOptions = SiteOptions & {
  readonly host?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
};

/** A site of its own origin. */
export type StaticServer = { readonly url: string; readonly port: number; close(): Promise<void> };

/**
 * Serves a folder at a port of its own, so that the page has an origin of its own.
 * @throws ApiError API_BAD_OPTION, API_PORT_TAKEN
 * Spec: 13 §5.5
 */
export async function serveStatic(folder: string, options: ServeStaticOptions): Promise<StaticServer> {
  const { host = '127.0.0.1', port: wanted, ...rest } = options;
  const site = await createSite(folder, rest);
  try {
    await site.listen({ host, port: wanted });
  } catch (error) {
    await site.close();
    throw new ApiError('API_PORT_TAKEN', { host, port: wanted }, { cause: error });
  }
  const { port } = site.server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    async close() {
      site.server.closeAllConnections();
      await site.close();
    },
  };
}
