import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));

/** No service of the vendor is called: test machines have no way out. */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type BrowserOptions = {
  /** Cross-origin isolation (COOP, COEP), which shared memory needs. Default true. */
  readonly isolated?: boolean | undefined;
  /** Folder with an `index.html` to open in place of an empty page. */
  readonly folder?: string | undefined;
};

/** A page in headless Chromium that can run this workspace's modules. */
export type TestPage = {
  readonly page: Page;
  /** Calls export `name` of the TypeScript module at `moduleUrl` in the page; arguments and result travel as JSON. */
  run<T>(moduleUrl: string, name: string, ...args: unknown[]): Promise<T>;
  close(): Promise<void>;
};

/** Path of the Chromium the browser tests use; undefined if this machine has none. */
export function chromiumPath(): string | undefined {
  const named = process.env.EVENTIDE_CHROMIUM;
  if (named !== undefined) return existsSync(named) ? named : undefined;
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}

/**
 * True if browser tests cannot run here; the reason is printed. Under `CI=true` they are never left out: they fail instead.
 * Use as `test.skipIf(browserMissing())`.
 */
export function browserMissing(): boolean {
  if (chromiumPath() !== undefined || process.env.CI === 'true') return false;
  console.log('browser tests skipped: no Chromium on this machine (install it, or set EVENTIDE_CHROMIUM)');
  return true;
}

/** Opens an empty page whose origin serves the workspace through Vite. Close it when done. */
export async function openTestPage(options: BrowserOptions = {}): Promise<TestPage> {
  const { isolated = true, folder } = options;
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('no Chromium: install it, or set EVENTIDE_CHROMIUM');
  const profile = mkdtempSync(join(tmpdir(), 'eventide-chromium-'));
  let server: ViteDevServer | undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server?.close();
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    server = await serveWorkspace(isolated, folder);
    const url = server.resolvedUrls?.local[0] as string;
    browser = await chromium.launch({ executablePath, headless: true, args: CHROMIUM_FLAGS });
    const page = await browser.newPage();
    await page.goto(`${url}${folder === undefined ? 'blank.html' : ''}`);
    const run = <T>(moduleUrl: string, name: string, ...args: unknown[]): Promise<T> =>
      page.evaluate(([path, fn, parameters]) => (globalThis as unknown as TestWindow).runExport(path, fn, parameters), [
        `/@fs${fileURLToPath(moduleUrl)}`,
        name,
        args,
      ] as const) as Promise<T>;
    return { page, run, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type TestWindow = { runExport: (path: string, name: string, args: unknown[]) => Promise<unknown> };

/** The import stands in the page itself, because code handed to `evaluate` has been through the test runner's transforms. */
const BLANK_PAGE = `<!doctype html><meta charset="utf-8"><title>test</title>
<script>globalThis.runExport = async (path, name, args) => (await import(path))[name](...args);</script>`;

async function serveWorkspace(isolated: boolean, folder: string | undefined): Promise<ViteDevServer> {
  const headers: Record<string, string> = isolated
    ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
    : {};
  const server = await createServer({
    configFile: false,
    root: folder ?? dirname(fileURLToPath(import.meta.url)),
    cacheDir: join(workspace, '.cache', `vite-${process.pid}`),
    logLevel: 'error',
    appType: folder === undefined ? 'custom' : 'mpa',
    server: { host: '127.0.0.1', port: 0, headers, hmr: false, watch: null, fs: { allow: [workspace] } },
    optimizeDeps: { noDiscovery: true, include: [] },
    worker: { format: 'es' },
    plugins: [
      {
        name: 'blank-page',
        configureServer(vite) {
          vite.middlewares.use((request, response, next) => {
            if (request.url !== '/blank.html') return next();
            for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
            response.setHeader('content-type', 'text/html');
            response.end(BLANK_PAGE);
          });
        },
      },
    ],
  });
  return server.listen();
}
