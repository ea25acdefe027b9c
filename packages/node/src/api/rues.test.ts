import { toHex, utf8 } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './client.fixture.ts';
import { type FixtureNode, openFixtureNode } from './nodeDoor.fixture.ts';
import { type Api, startApi } from './startApi.ts';

type Recorded = { readonly case: string; readonly status: number; readonly body: string };

const { errors } = loadVectors<{ errors: readonly Recorded[] }>('api/rues-frames');
const BINARY = { 'content-type': 'application/octet-stream' };

let node: FixtureNode;
let api: Api;
const post = (path: string, body?: Uint8Array | string, headers: Record<string, string> = {}) =>
  ask(api.url, path, body === undefined ? { headers } : { headers, body });

beforeAll(async () => {
  node = await openFixtureNode();
  api = await startApi(node.door, {
    port: 0,
    headers: [['x-operator', 'somebody']],
    extraRoutes: {
      echo: ({ body }) => ({ kind: 'bytes', bytes: body.bytes }),
      length: ({ body }) => ({ kind: 'text', text: String(body.text.length) }),
      headers: ({ headers }) => ({ kind: 'json', value: { sign: headers.sign ?? null, big: 2n ** 64n - 1n } }),
      fault: () => {
        throw new Error('/secret/path');
      },
    },
  });
}, 60_000);
afterAll(async () => {
  await api.close();
  node.close();
});

/** The request behind each recorded failure. */
const requests: Readonly<Record<string, () => ReturnType<typeof ask>>> = {
  'subscribe without session': () => ask(api.url, '/on/blocks/accepted', { method: 'GET' }),
  'GET/DELETE with unparsable path': () =>
    ask(api.url, '/on/blocks', { method: 'GET', headers: { 'rusk-session-id': 'ab'.repeat(16) } }),
  'POST unparsable path': () => post('/on/blocks'),
  'unknown route': () => post('/on/blocks/nothing'),
  'strict without version': () => post('/on/node/info', '', { 'rusk-version-strict': '1' }),
  'body too large': () => post('/on/node/info', new Uint8Array(3_145_729)),
  'non-RUES, non-graphql, non-static path': () => post('/'),
};

describe('08 §2.6 recorded failures', () => {
  test.each(errors.filter(({ case: name }) => name in requests))('$case', async ({ case: name, status, body }) => {
    const reply = await (requests[name] as () => ReturnType<typeof ask>)();
    expect({ status: reply.status, body: reply.text }).toEqual({ status, body });
    expect(reply.rawHeaders).toContain('Rusk-Version');
    expect(reply.headers['rusk-version']).toBe('1.6.0');
  });

  test('every recorded case is asked, here or with sessions', () => {
    const elsewhere = ['unsubscribe unknown', 'other method', 'empty success (preverify, propagate)'];
    expect(errors.map((entry) => entry.case).filter((name) => !(name in requests))).toEqual(elsewhere);
  });
});

describe('08 §2.6 bodies', () => {
  test.each<[string, string | Uint8Array, Record<string, string>, string]>([
    ['bytes by content type', Uint8Array.of(0xff, 0), BINARY, 'raw:ff00'],
    ['hex of a text request', 'AB', {}, 'text:4142'],
    ['hex becomes bytes', '0xff00', {}, 'text:ff00'],
    ['bad hex stays text', '0xfg', {}, `text:${toHex(utf8('0xfg'))}`],
    ['an upper-case X is no prefix', '0XAB', {}, `text:${toHex(utf8('0XAB'))}`],
    ['odd hex stays text', '0xabc', {}, `text:${toHex(utf8('0xabc'))}`],
    ['bytes when asked for', 'AB', { accept: 'Application/Octet-Stream' }, 'raw:4142'],
    ['another accept asks for nothing', 'AB', { accept: '*/*' }, 'text:4142'],
    ['the content type must match exactly', 'AB', { 'content-type': 'Application/octet-stream' }, 'text:4142'],
    ['nothing', '', {}, 'text:'],
  ])('%s', async (_, body, headers, expected) => {
    const reply = await post('/on/echo/x', body, headers);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBeUndefined();
    expect(expected.startsWith('raw:') ? `raw:${toHex(reply.bytes)}` : `text:${reply.text}`).toBe(expected);
  });

  test('text that is no UTF-8', async () => {
    const reply = await post('/on/echo/x', Uint8Array.of(0xff));
    expect([reply.status, reply.text]).toEqual([400, 'Invalid request encoding: Invalid utf8']);
  });

  test('bytes that are no UTF-8 read as no text', async () => {
    expect((await post('/on/length/x', Uint8Array.of(0xff), BINARY)).text).toBe('0');
    expect((await post('/on/length/x', utf8('äb'), BINARY)).text).toBe('2');
  });

  test('the largest body goes through', async () => {
    const reply = await post('/on/length/x', 'a'.repeat(3_145_728));
    expect(reply.text).toBe('3145728');
  });

  test('a body that only turns out too large', async () => {
    const reply = await ask(api.url, '/on/echo/x', {
      headers: { 'transfer-encoding': 'chunked' },
      body: new Uint8Array(3_145_729),
    });
    expect([reply.status, reply.text]).toEqual([413, 'Payload too large: Request body exceeds 3145728 bytes']);
  });

  test('drivers are smaller', async () => {
    const reply = await post(`/on/contract:${'01'.repeat(32)}/upload_driver`, new Uint8Array(2_097_153), BINARY);
    expect([reply.status, reply.text]).toEqual([413, 'Payload too large: Request body exceeds 2097152 bytes']);
  });
});

describe('08 §2.6 headers', () => {
  test('x- headers come back, with failures too; values are read as JSON', async () => {
    const headers = {
      'x-plain': 'a b',
      'x-quoted': '"ä"',
      'x-null': 'null',
      'x-number': '5',
      'x-object': '{ "b": [1, 2], "a": 18446744073709551615 }',
      'x-broken': '{ "b": ',
      'y-other': 'no',
    };
    for (const path of ['/on/echo/x', '/on/blocks/nothing']) {
      const reply = await post(path, '', headers);
      expect(reply.headers).toMatchObject({
        'x-plain': 'a b',
        'x-null': '',
        'x-number': '5',
        'x-object': '{"a":18446744073709551615,"b":[1,2]}',
        'x-broken': '{ "b":',
      });
      expect(reply.headers['y-other']).toBeUndefined();
    }
  });

  test('a value that would break the header is refused', async () => {
    const reply = await post('/on/echo/x', '', { 'x-a': '"a\\r\\nset-cookie: b"' });
    expect([reply.status, reply.text]).toEqual([500, 'failed to parse header value']);
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  test('configured headers are on every response', async () => {
    for (const path of ['/on/node/info', '/on/blocks', '/', '/graphql']) {
      expect((await post(path)).headers['x-operator']).toBe('somebody');
    }
  });

  test('JSON is compact, exact and sorted', async () => {
    const reply = await post('/on/headers/x', '', { sign: 'abc' });
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.text).toBe('{"big":18446744073709551615,"sign":"abc"}');
  });

  test.each([
    ['1.0.0-rc.0', 200, ''],
    ['^1.6', 200, ''],
    ['>=2', 400, 'Version error: Mismatched rusk version: requested >=2 - current 1.6.0'],
    ['2.0', 400, 'Version error: Mismatched rusk version: requested ^2.0 - current 1.6.0'],
    ['nonsense', 400, 'Version error: Invalid version requirement "nonsense"'],
  ])('version %s', async (version, status, text) => {
    const reply = await post('/on/echo/x', '', { 'rusk-version': version });
    expect([reply.status, reply.text]).toEqual([status, text]);
  });
});

describe('08 §2.1 paths', () => {
  test.each(['/on/ECHO/X', '/on/echo/x/', '/on/echo/x/more', '/once/echo/x', '/on/echo/x?query=1', '/on/echo:any/x'])(
    '%s',
    async (path) => {
      expect((await post(path, 'A')).text).toBe('41');
    },
  );

  test('the prefix is all that counts', async () => {
    expect((await post('/on')).text).toBe('Invalid input: Invalid URL path');
    expect((await post('/onward')).text).toBe('Invalid input: Invalid URL path');
  });
});

describe('failures of this machine', () => {
  test('are told without their reasons', async () => {
    const reply = await post('/on/fault/x');
    expect([reply.status, reply.text]).toEqual([500, 'Internal error']);
  });
});

describe('08 §1 cross-origin requests', () => {
  test('a preflight is answered for the headers of clients', async () => {
    const reply = await ask(api.url, '/on/node/info', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'Rusk-Version, rusk-gqlvar-height, eventide-at-height, x-a, cookie',
      },
    });
    expect(reply.status).toBe(204);
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'rusk-version, rusk-gqlvar-height, eventide-at-height, x-a',
      'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
    });
  });

  test('OPTIONS that is no preflight is what it was', async () => {
    expect((await ask(api.url, '/on/node/info', { method: 'OPTIONS' })).status).toBe(424);
  });

  test('answers say which headers can be read', async () => {
    const reply = await post('/on/node/info', '', { origin: 'https://app.example' });
    expect(reply.headers['access-control-expose-headers']).toBe('rusk-version, crs-hash');
    expect((await post('/on/node/info')).headers['access-control-allow-origin']).toBeUndefined();
  });

  test('a list of origins', async () => {
    const strict = await startApi(node.door, { port: 0, corsOrigins: ['https://app.example'] });
    try {
      const of = (origin: string) => ask(strict.url, '/on/node/info', { headers: { origin } });
      expect((await of('https://app.example')).headers['access-control-allow-origin']).toBe('https://app.example');
      const other = await of('https://evil.example');
      expect(other.headers['access-control-allow-origin']).toBeUndefined();
      expect(other.headers.vary).toBe('origin');
    } finally {
      await strict.close();
    }
  });
});
