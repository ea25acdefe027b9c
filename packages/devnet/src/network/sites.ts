import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type StaticServer, serveStatic } from '@eventide/node/api/sites/serveStatic';
import { knownNames } from '../accounts/knownNames.ts';
import type { LocalAccounts } from '../accounts/localAccounts.ts';
import { projectFolder } from '../genesis/projectFolder.ts';
import { sourcesKey } from '../genesis/sourcesKey.ts';

/** The pages that come with a network. */
export type Site = {
  readonly name: 'wallet' | 'explorer';
  /** Folder of files; undefined if it could not be built, for this reason. */
  readonly folder: string | undefined;
  readonly problem?: string | undefined;
  /** Compressed script of the first screen. */
  readonly scriptBytes: number;
};

const KEY_FILE = '.built-from';

/** What both pages are built from, besides their own folder. */
const SHARED = [
  'apps/kit',
  'packages/abi/src',
  'packages/base/src',
  'packages/codec/src',
  'packages/consensus/src',
  'packages/crypto/src',
  'packages/kernels/src',
  'packages/ledger/src',
  'packages/params/src',
  'packages/plonk/src',
  'packages/prover/src',
  'packages/rues/src',
  'packages/sdk/src',
  'packages/store/src',
  'packages/tx/src',
];

/** Pages that are served, and what is missing. */
export type SiteServers = {
  readonly urls: { readonly wallet?: string | undefined; readonly explorer?: string | undefined };
  readonly sites: readonly Site[];
  /** In sentences. */
  readonly problems: readonly string[];
  close(): Promise<void>;
};

/** Builds what has to be built and serves each page at an origin of its own. Spec: 13 §1.1, §5.5 */
export async function prepareSites(
  { host, sites: wanted }: { readonly host: string; readonly sites: boolean },
  ports: { readonly wallet: number; readonly explorer: number; readonly api: readonly number[] },
  accounts: LocalAccounts,
  signal: AbortSignal,
): Promise<SiteServers> {
  const sites = wanted ? await buildSites(signal) : [];
  const connectTo = ['localhost', host].flatMap((name) => [
    `http://${name}:${ports.api[0]}`,
    `ws://${name}:${ports.api[0]}`,
  ]);
  const networks = [
    {
      name: 'local',
      node: `http://${host}:${ports.api[0]}`,
      wallet: `http://${host}:${ports.wallet}`,
      explorer: `http://${host}:${ports.explorer}`,
      names: knownNames(accounts),
    },
  ];
  const texts = { '/networks.json': JSON.stringify({ networks }) };
  const servers: { readonly name: Site['name']; readonly server: StaticServer }[] = [];
  for (const { name, folder } of sites) {
    if (folder === undefined) continue;
    const port = ports[name];
    servers.push({
      name,
      server: await serveStatic(folder, { host, port, connectTo, keepsOpener: ['/connect', '/connect.html'], texts }),
    });
  }
  return {
    urls: Object.fromEntries(servers.map(({ name, server }) => [name, server.url])),
    sites,
    problems: sites.flatMap(({ name, problem }) => (problem === undefined ? [] : [`No ${name} page: ${problem}`])),
    async close() {
      await Promise.all(servers.map(({ server }) => server.close()));
    },
  };
}

/** `wallet 166 kB, explorer 118 kB (gzip)` */
export function describeSites({ sites }: SiteServers): string {
  const built = sites.filter(({ folder }) => folder !== undefined);
  if (sites.length === 0) return 'none wanted';
  if (built.length === 0) return 'none built';
  return `${built.map(({ name, scriptBytes }) => `${name} ${Math.round(scriptBytes / 1000)} kB`).join(', ')} (gzip)`;
}

/** Wallet and explorer as files: taken as they are if nothing they are made of has changed, built by Vite otherwise. */
export async function buildSites(signal: AbortSignal): Promise<readonly Site[]> {
  const sites: Site[] = [];
  for (const name of ['wallet', 'explorer'] as const) sites.push(await buildSite(name, signal));
  return sites;
}

async function buildSite(name: Site['name'], signal: AbortSignal): Promise<Site> {
  const root = projectFolder();
  const app = join(root, 'apps', name);
  const folder = join(app, 'dist');
  if (!existsSync(join(app, 'index.html'))) return missing(name, 'not in this installation');
  const key = sourcesKey([`apps/${name}`, ...SHARED]);
  const stamp = join(folder, KEY_FILE);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== key) {
    const problem = await runVite(root, app, signal);
    if (problem !== undefined) return missing(name, problem);
    writeFileSync(stamp, key);
  }
  return { name, folder, scriptBytes: firstScripts(folder) };
}

function missing(name: Site['name'], problem: string): Site {
  return { name, folder: undefined, problem, scriptBytes: 0 };
}

/** @returns what went wrong, in one line */
async function runVite(root: string, app: string, signal: AbortSignal): Promise<string | undefined> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  if (!existsSync(vite)) return 'Vite is not installed';
  const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: app,
    // Whoever starts it may be under test: pages are always built as people get them.
    env: { ...process.env, NODE_ENV: 'production' },
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      said = `${said}${text.toString()}`.slice(-4_000);
    });
  const [code] = await once(child, 'exit').catch(() => [1]);
  if (code === 0) return undefined;
  return (
    said
      .split('\n')
      .find((line) => /error/i.test(line))
      ?.trim() ?? 'the build failed'
  );
}

/** Scripts that the page names itself, compressed: what a first visit loads. */
function firstScripts(folder: string): number {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const names = [...page.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map(([, name]) => name as string);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => files.includes(name) && statSync(join(folder, name)).isFile())
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
}
