import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Exchange, headersMeant, shapeOf } from './exchange.fixture.ts';

/** Stands between a client and a node and writes down what passes. */
export type Recorder = {
  readonly url: string;
  /** What passed since the last call, in the order of the answers. */
  take(): readonly Exchange[];
  close(): Promise<void>;
};

/** Frames of sockets pass unseen; questions of browsers about origins are no requests of the client. */
export async function startRecorder(target: string): Promise<Recorder> {
  const { hostname, port } = new URL(target);
  let exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    const sent: Buffer[] = [];
    incoming.on('data', (part: Buffer) => sent.push(part));
    const { method = 'GET', url = '/', headers } = incoming;
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      const got: Buffer[] = [];
      answer.on('data', (part: Buffer) => got.push(part));
      answer.on('end', () => {
        if (method === 'OPTIONS' || !url.startsWith('/on')) return;
        const type = answer.headers['content-type'] ?? null;
        exchanges.push({
          method,
          path: url,
          headers: headersMeant(headers),
          body: Buffer.concat(sent).toString('hex'),
          answer: { status: answer.statusCode ?? 0, type, shape: shapeOf(type, Buffer.concat(got)) },
        });
      });
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', ({ url, rawHeaders }, socket, head) => {
    const onward = connect(Number(port), hostname, () => {
      const lines = rawHeaders.map((word, i) => (i % 2 === 0 ? `${word}: ` : `${word}\r\n`)).join('');
      onward.write(`GET ${url} HTTP/1.1\r\n${lines}\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => [socket, onward].map((other) => other.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = exchanges;
      exchanges = [];
      return taken;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
