import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accountNamed, createDevnet, type Devnet, type DevnetOptions, type LocalAccount } from '@eventide/devnet';
import { knownNames } from '@eventide/devnet/accounts/knownNames';
import { buildSites } from '@eventide/devnet/network/sites';
import { type StaticServer, serveStatic } from '@eventide/node/api/sites/serveStatic';
import { chromiumPath } from '@eventide/testkit/browser';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { buildLock } from './buildLock.ts';

/** Where screenshots and reports of these tests go; not kept in the repository. */
export const testOutput: string = fileURLToPath(new URL('../../../test-output/', import.meta.url));

/** The wallet as built. */
export const walletFolder: string = fileURLToPath(new URL('../../wallet/dist/', import.meta.url));

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type StageOptions = {
  readonly devnet?: DevnetOptions | undefined;
  /** Address of a node instead of the devnet's own, e.g. a proxy in front of it. */
  readonly nodeUrl?: ((devnetUrl: string) => string) | undefined;
};

/** Both apps as built, served with their headers, over a network of one node, and a browser to visit them. */
export type Stage = {
  readonly net: Devnet;
  readonly wallet: StaticServer;
  readonly explorer: StaticServer;
  readonly browser: Browser;
  /** One of the network's own accounts. */
  account(name: string): LocalAccount;
  visit(options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
};

export type VisitOptions = {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
};

/** One user's browser: own storage, a log of every request of all its pages and workers, and what its console said. */
export type Visit = {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly requests: readonly Request[];
  readonly complaints: readonly string[];
  close(): Promise<void>;
};

/** Opens the stage. Close it when done. */
export async function openStage({ devnet = {}, nodeUrl }: StageOptions = {}): Promise<Stage> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('no Chromium: install it, or set EVENTIDE_CHROMIUM');
  const sites = await buildLock(() => buildSites(AbortSignal.timeout(300_000)));
  const folderOf = (name: string): string => {
    const site = sites.find((candidate) => candidate.name === name);
    if (site?.folder === undefined) throw new Error(`${name}: ${site?.problem}`);
    return site.folder;
  };
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const net = await createDevnet({ clock: { kind: 'follow', offsetMs: 0 }, ...devnet });
    closing.push(() => net.close());
    const node = nodeUrl?.(net.url) ?? net.url;
    const connectTo = [node, node.replace(/^http/, 'ws')];
    const explorer = await serveStatic(folderOf('explorer'), {
      port: 0,
      connectTo,
      texts: {
        '/networks.json': JSON.stringify({ networks: [{ name: 'local', node, names: knownNames(net.accounts) }] }),
      },
    });
    closing.push(() => explorer.close());
    const wallet = await serveStatic(folderOf('wallet'), {
      port: 0,
      connectTo,
      keepsOpener: ['/connect', '/connect.html'],
      texts: { '/networks.json': JSON.stringify({ networks: [{ name: 'local', node, explorer: explorer.url }] }) },
    });
    closing.push(() => wallet.close());
    const profile = mkdtempSync(join(tmpdir(), 'eventide-chromium-'));
    closing.push(() => rmSync(profile, { recursive: true, force: true }));
    const browser = await chromium.launch({ executablePath, headless: true, args: CHROMIUM_FLAGS });
    closing.push(() => browser.close());
    const account = (name: string): LocalAccount => {
      const found = accountNamed(net.accounts, name);
      if (found === undefined) throw new Error(`no account ${name}`);
      return found;
    };
    return { net, wallet, explorer, browser, account, visit: (options) => visit(browser, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function visit(browser: Browser, options: VisitOptions = {}): Promise<Visit> {
  const { viewport = { width: 1280, height: 900 }, colorScheme = 'light', locale = 'en-GB' } = options;
  const context = await browser.newContext({ viewport, colorScheme, locale, reducedMotion: 'reduce' });
  const requests: Request[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => void requests.push(request));
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  context.on('weberror', (error) => void complaints.push(String(error.error())));
  const page = await context.newPage();
  return { context, page, requests, complaints, close: () => context.close() };
}

/** Keeps a picture of the page. */
export async function keepPicture(page: Page, name: string, options: { readonly full?: boolean } = {}): Promise<void> {
  mkdirSync(testOutput, { recursive: true });
  await page.screenshot({ path: join(testOutput, `${name}.png`), fullPage: options.full ?? true });
}

/** What axe finds wrong with the page as it is: rule, and where. Spec: 13 §5.4 */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  const source = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // Evaluated by the debugger, so that the page's policy stays as it is.
  const found = await page.evaluate(
    `(() => { ${source}; return axe.run(document, { runOnly: ${JSON.stringify(tags)} }); })()`,
  );
  const { violations } = found as {
    violations: { id: string; nodes: { target: unknown[]; failureSummary: string }[] }[];
  };
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} — ${failureSummary}`),
  );
}
