import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { http } from './http.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** Answers each connection's requests until it drops the connection in place of an answer; how many requests came. */
async function serve(perConnection: (connection: number) => number): Promise<{ url: string; asked: () => number }> {
  let connections = 0;
  let asked = 0;
  const made = createServer((socket) => {
    let left = perConnection(++connections);
    socket.on('error', () => {});
    socket.on('data', () => {
      asked++;
      if (left-- > 0) socket.write(ANSWER);
      else socket.destroy();
    });
  });
  server = made.listen(0, '127.0.0.1');
  await once(made, 'listening');
  const { port } = made.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, asked: () => asked };
}

const post = (url: string) => http(url).request({ path: '/on/node/info', body: 'x' });

describe('08 §2.6 a request on a connection that the node closed', () => {
  test('is sent once more on a new one', async () => {
    const { url, asked } = await serve((connection) => connection - 1);
    expect(await (await post(url)).text()).toBe('ok');
    expect(asked()).toBe(2);
  });

  test('not a third time', async () => {
    const { url, asked } = await serve(() => 0);
    await expect(post(url)).rejects.toThrowCode('NETWORK_UNREACHABLE');
    expect(asked()).toBe(2);
  });

  test('not after it was called off', async () => {
    const { url, asked } = await serve(() => 0);
    const abort = new AbortController();
    const send = async (request: Request): Promise<Response> => {
      abort.abort(new Error('enough'));
      return fetch(request);
    };
    const asking = http(url, { fetch: send }).request({ path: '/on/node/info', body: 'x', signal: abort.signal });
    await expect(asking).rejects.toThrow('enough');
    expect(asked()).toBeLessThan(2);
  });
});
