import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { intToBytesLe, toHex } from '@eventide/base';
import { buildContract, keyBytes, moonlight, owner } from '@eventide/execution/world.fixture';
import { contractId, deployment } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask, listen } from '../client.fixture.ts';
import { type FixtureNode, openFixtureNode } from '../nodeDoor.fixture.ts';
import { type ApiOptions, defaultApiOptions } from '../options.ts';
import { serveStatic } from '../sites/serveStatic.ts';
import { startApi } from '../startApi.ts';
import { localhostTls } from '../tls.fixture.ts';

let folder: string;
let node: FixtureNode;
beforeAll(async () => {
  node = await openFixtureNode();
  folder = await mkdtemp(join(tmpdir(), 'eventide-server-'));
  await mkdir(join(folder, 'site/inner'), { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'secret'), 'secret'),
    writeFile(join(folder, 'core.wasm'), '\0asm'),
    writeFile(join(folder, 'site/index.html'), '<title>site</title>'),
    writeFile(join(folder, 'site/app-1a2b3c4d.js'), 'let a;'),
    writeFile(join(folder, 'site/connect'), 'page'),
    writeFile(join(folder, 'site/.hidden'), 'hidden'),
    writeFile(join(folder, 'site/inner/index.html'), 'inner'),
  ]);
}, 60_000);
afterAll(async () => {
  node.close();
  await rm(folder, { recursive: true });
});

async function withApi(options: Partial<ApiOptions>, use: (url: string, port: number) => Promise<void>): Promise<void> {
  const api = await startApi(node.door, { port: 0, ...options });
  try {
    await use(api.url, api.port);
  } finally {
    await api.close();
  }
}

function limits(changed: Partial<ApiOptions['limits']>): Partial<ApiOptions> {
  return { limits: { ...defaultApiOptions.limits, ...changed } };
}

function socketTo(port: number, text = ''): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.on('data', () => undefined);
  if (text !== '') socket.write(text);
  return socket;
}

async function overHttp2(session: ClientHttp2Session, path: string): Promise<{ status: number; text: string }> {
  const stream = session.request({ ':method': 'POST', ':path': path });
  stream.end();
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  let text = '';
  for await (const chunk of stream) text += chunk;
  return { status: Number(headers[':status']), text };
}

describe('08 §1 protocols', () => {
  test('HTTP/2 without asking first, beside HTTP/1.1 on one port', async () => {
    await withApi({}, async (url) => {
      const session = connectHttp2(url);
      expect(await overHttp2(session, '/on/blocks/gas-price')).toMatchObject({ status: 200 });
      expect(await overHttp2(session, '/')).toEqual({ status: 500, text: 'Unsupported path' });
      session.close();
      expect((await ask(url, '/on/blocks/gas-price')).status).toBe(200);
    });
  });

  test('TLS, with HTTP/1.1, HTTP/2 and event sockets', async () => {
    await withApi({ tls: localhostTls }, async (url, port) => {
      expect(url).toBe(`https://127.0.0.1:${port}`);
      expect((await ask(url, '/on/node/info')).status).toBe(200);
      const session = connectHttp2(url, { rejectUnauthorized: false });
      expect(await overHttp2(session, '/on/node/info')).toMatchObject({ status: 200 });
      session.close();
      const listener = await listen(url);
      expect((await listener.subscribe('/on/blocks/accepted')).status).toBe(200);
      listener.socket.close();
      await listener.closed;
    });
  });

  test('a port that is taken', async () => {
    await withApi({}, async (_, port) => {
      await expect(startApi(node.door, { port })).rejects.toThrowCode('API_PORT_TAKEN');
    });
  });

  test.each([{ staticRoot: '/nowhere' }, { walletCore: { 'a.wasm': '/nowhere' } }])(
    'a file that is not there: %j',
    async (options) => {
      await expect(startApi(node.door, { port: 0, ...options })).rejects.toThrowCode('API_BAD_OPTION');
    },
  );
});

describe('hostile sockets', () => {
  test('silent ones, and heads that never end, are ended', async () => {
    await withApi(limits({ headersTimeoutMs: 50 }), async (url, port) => {
      const silent = socketTo(port);
      const slow = socketTo(port, 'POST /on/node/info HTTP/1.1\r\nhost: a\r\nx-a: ');
      await Promise.all([once(silent, 'close'), once(slow, 'close')]);
      expect((await ask(url, '/on/node/info')).status).toBe(200);
    });
  });

  test('thousands of idle ones are held, and hold up nobody', async () => {
    // 10,000 with EVENTIDE_IDLE_SOCKETS=10000, where a process may have that many files.
    const count = Number(process.env.EVENTIDE_IDLE_SOCKETS ?? 2_000);
    const minutes = { headersTimeoutMs: 600_000, requestTimeoutMs: 600_000, idleTimeoutMs: 600_000 };
    await withApi(limits({ sockets: count + 100, socketsPerAddress: count + 100, ...minutes }), async (url, port) => {
      const before = process.memoryUsage().rss;
      const child = fork(new URL('../idleSockets.child.fixture.ts', import.meta.url), [String(port), String(count)], {
        silent: true,
      });
      await once(child.stdout as Readable, 'data');
      for (let i = 0; i < 20; i++) expect((await ask(url, '/on/node/info')).status).toBe(200);
      child.send('count');
      expect(await once(child, 'message')).toEqual([{ held: count }, undefined]);
      expect((process.memoryUsage().rss - before) / count).toBeLessThan(64 * 1_024);
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
  });

  test('a body that never comes is given up', async () => {
    await withApi(limits({ headersTimeoutMs: 50, requestTimeoutMs: 100 }), async (_, port) => {
      const socket = socketTo(port, 'POST /on/node/info HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc');
      await once(socket, 'close');
    });
  });

  test('a head of 32 KiB is too large', async () => {
    await withApi({}, async (url) => {
      const reply = await ask(url, '/on/node/info', { headers: { 'x-a': 'a'.repeat(40_000) } });
      expect(reply.status).toBe(431);
    });
  });

  test.each(['nonsense\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\x16\x03\x01', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense'])(
    'what is no HTTP ends: %j',
    async (text) => {
      await withApi(limits({ headersTimeoutMs: 100, idleTimeoutMs: 200 }), async (url, port) => {
        await once(socketTo(port, text), 'close');
        expect((await ask(url, '/on/node/info')).status).toBe(200);
      });
    },
  );

  test('no more sockets than allowed, and room again when they go', async () => {
    await withApi(limits({ sockets: 2 }), async (url, port) => {
      const first = socketTo(port);
      const second = socketTo(port);
      await Promise.all([once(first, 'connect'), once(second, 'connect')]);
      await once(socketTo(port), 'close');
      first.destroy();
      second.destroy();
      await vi.waitUntil(async () => (await ask(url, '/on/node/info').catch(() => ({ status: 0 }))).status === 200);
    });
  });

  test('a reader that does not read is cut off, and the source ended', async () => {
    let ended = false;
    const flood = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(65_536);
      } finally {
        ended = true;
      }
    };
    const extraRoutes = { flood: () => ({ kind: 'stream', json: false, items: flood() }) as const };
    await withApi({ ...limits({ idleTimeoutMs: 100 }), extraRoutes }, async (_, port) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /on/flood/x HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n');
      await vi.waitUntil(() => ended, { timeout: 20_000 });
      socket.destroy();
    });
  });

  test('who waits for an answer that takes its time is not cut off', async () => {
    const slow = () => new Promise<{ kind: 'none' }>((done) => setTimeout(done, 500, { kind: 'none' }));
    await withApi({ ...limits({ idleTimeoutMs: 100 }), extraRoutes: { slow } }, async (url) => {
      expect((await ask(url, '/on/slow/x')).status).toBe(202);
    });
  });

  test('feeds have places, and give them back', async () => {
    const bytecode = await buildContract('counter');
    const data = deployment({ bytecode, owner: keyBytes(owner), initArgs: intToBytesLe(5n, 8), nonce: 1n });
    await node.mine([moonlight({ nonce: 1n, data, gas: { gasLimit: 100_000_000n, gasPrice: 2000n } })]);
    const path = `/on/contracts:${toHex(contractId(data))}/upcoming`;
    const feed = (url: string) => ask(url, path, { headers: { 'rusk-feeder': '1' }, body: '0x01000000' });
    await withApi(limits({ feeders: { running: 1, waiting: 0 } }), async (url) => {
      for (let i = 0; i < 3; i++) expect((await feed(url)).status).toBe(200);
    });
    await withApi(limits({ feeders: { running: 0, waiting: 0 } }), async (url) => {
      const busy = await feed(url);
      expect([busy.status, busy.text, busy.headers['retry-after']]).toEqual([503, 'Too many requests under way', '1']);
    });
  });
});

describe('08 §4.6, 13 §5.5 files', () => {
  test('wallet-core under its names, whatever the method', async () => {
    await withApi({ walletCore: { 'wallet-core-1.6.0.wasm': join(folder, 'core.wasm') } }, async (url) => {
      for (const method of ['GET', 'POST', 'PUT']) {
        const reply = await ask(url, '/static/drivers/wallet-core-1.6.0.wasm', { method });
        expect(reply.text).toBe('\0asm');
        expect(reply.headers).toMatchObject({
          'content-type': 'application/wasm',
          'cache-control': 'public, max-age=31536000, immutable',
        });
      }
      expect((await ask(url, '/static/drivers/other.wasm', { method: 'GET' })).text).toBe('Unsupported path');
    });
  });

  test('an operator’s folder takes the paths that are left', async () => {
    await symlink(join(folder, 'secret'), join(folder, 'site/link'));
    await withApi({ staticRoot: join(folder, 'site') }, async (url) => {
      const get = (path: string) => ask(url, path, { method: 'GET' });
      expect((await get('/')).text).toBe('<title>site</title>');
      expect((await get('/inner/')).text).toBe('inner');
      for (const path of [
        '/.hidden',
        '/../secret',
        '/%2e%2e/secret',
        '/inner/..%2f..%2fsecret',
        '/none',
        '//etc/passwd',
      ]) {
        const { status, text } = await get(path);
        expect([path, status >= 400, text.includes('secret') || text.includes('hidden')]).toEqual([path, true, false]);
      }
      expect((await ask(url, '/')).text).toBe('Unsupported path');
      expect((await ask(url, '/on/node/info')).status).toBe(200);
    });
  });

  test('a site of its own origin, under strict headers', async () => {
    const site = await serveStatic(join(folder, 'site'), {
      port: 0,
      connectTo: ['http://127.0.0.1:8080', 'x; evil'],
      keepsOpener: ['/connect'],
    });
    const page = await ask(site.url, '/', { method: 'GET' });
    expect(page.headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' blob:; " +
        "manifest-src 'self'; connect-src 'self' http://127.0.0.1:8080; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; " +
        "require-trusted-types-for 'script'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
    });
    const script = await ask(site.url, '/app-1a2b3c4d.js', { method: 'GET' });
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await ask(site.url, '/connect', { method: 'GET' })).headers['cross-origin-opener-policy']).toBe(
      'unsafe-none',
    );
    expect((await ask(site.url, '/none', { method: 'GET' })).headers['content-security-policy']).toBeDefined();
    await expect(serveStatic(join(folder, 'site'), { port: site.port })).rejects.toThrowCode('API_PORT_TAKEN');
    await site.close();
    await expect(serveStatic(join(folder, 'secret'), { port: 0 })).rejects.toThrowCode('API_BAD_OPTION');
  });
});
