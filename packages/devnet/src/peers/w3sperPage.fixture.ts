import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { openTestPage } from '@eventide/testkit/browser';
import type * as Journey from './w3sperJourney.fixture.ts';

/** The journey in a page, whose calls cross into it. */
export type W3sperPage = {
  call<Name extends keyof typeof Journey>(
    name: Name,
    ...words: Parameters<(typeof Journey)[Name]>
  ): Promise<Awaited<ReturnType<(typeof Journey)[Name]>>>;
  close(): Promise<void>;
};

/** The library's only dependency, where package managers put it. */
const IMPORTS = { '@dusk/exu': '/w3sper/node_modules/@dusk/exu/src/mod.js' };
const HTML = `<!doctype html><meta charset="utf-8"><title>w3sper</title>
<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`;
/** What the journey takes for w3sper. */
const DOOR = `export * from ${JSON.stringify('/w3sper/src/mod.js')};`;
const OPEN = `import(${JSON.stringify('/journey.js')}).then((journey) => {
  globalThis.call = (name, words) => journey[name](...words);
})`;

type JourneyWindow = { call(name: string, words: readonly unknown[]): Promise<never> };

/** Opens Chromium with w3sper from `folder`, its sources as they are: `src`, and `@dusk/exu` among its modules. */
export async function openW3sper(folder: string): Promise<W3sperPage> {
  const journey = stripTypeScriptTypes(await readFile(join(import.meta.dirname, 'w3sperJourney.fixture.ts'), 'utf8'));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const script = { 'content-type': 'text/javascript' };
    if (pathname === '/') response.writeHead(200, { 'content-type': 'text/html' }).end(HTML);
    else if (pathname === '/journey.js') response.writeHead(200, script).end(journey);
    else if (pathname === '/w3sper.fixture.js') response.writeHead(200, script).end(DOOR);
    else {
      const file = pathname.startsWith('/w3sper/') ? join(folder, normalize(pathname.slice('/w3sper'.length))) : folder;
      await readFile(file).then(
        (text) => response.writeHead(200, script).end(text),
        () => response.writeHead(404).end(),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    const opened = await openTestPage();
    const { page } = opened;
    page.on('console', (message) => process.env.EVENTIDE_PEER_LOG && console.log(message.text()));
    page.on('pageerror', (error) => console.log('in the page:', error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.evaluate(OPEN);
    return {
      call: (name, ...words) =>
        page.evaluate(([topic, given]) => (globalThis as unknown as JourneyWindow).call(topic, given), [
          name,
          words,
        ] as const),
      async close() {
        await opened.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
