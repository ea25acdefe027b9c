import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '@eventide/devnet/genesis/projectFolder';
import { serveStatic } from '@eventide/node/api/sites/serveStatic';
import type { Input, Io, Outcome } from '../../command.ts';
import { findNetwork } from '../../config/networks.ts';
import { resolveSettings } from '../../config/settings.ts';
import { CliError } from '../../errors.ts';
import { parseCount } from '../../input/bytes.ts';
import { formatJson } from '../../output.ts';
import { whenInterrupted } from '../../terminal/whenInterrupted.ts';

const PORT = '4100';

/** Serves the web wallet under a policy that lets it talk to one node and nobody else, until interrupted. Spec: 13 §5.5 */
export async function walletServe(io: Io, input: Input): Promise<Outcome> {
  const { options, flags } = input;
  const folder = join(projectFolder(), 'apps', 'wallet', 'dist');
  if (!existsSync(join(folder, 'index.html')))
    throw new CliError('CLI_NOT_FOUND', { folder, expected: 'the built wallet: npm start builds it' });
  const node = typeof options.node === 'string' ? options.node : resolveSettings(io, flags).network.value;
  const { url } = findNetwork(io, flags, node);
  const server = await serveStatic(folder, {
    port: parseCount(typeof options.port === 'string' ? options.port : PORT, '--port', 0, 65_535),
    connectTo: [url, url.replace(/^http/, 'ws')],
    keepsOpener: ['/connect', '/connect.html'],
  });
  io.out(
    flags.json
      ? `${formatJson({ v: 1, event: 'ready', url: server.url, node: url })}\n`
      : `${server.url}  (node ${url}; Ctrl-C stops)\n`,
  );
  await whenInterrupted(io.signal);
  await server.close();
  return { json: {}, human: '', streamed: true };
}
