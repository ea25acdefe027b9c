import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** A node of another make, as a page sees it. */
export type PlainNode = {
  readonly url: string;
  /** The node behind it; before the first request. */
  lead(nodeUrl: string): void;
  close(): Promise<void>;
};

/**
 * Stands before a node of ours and leaves what a plain Rusk 1.6 answers: no `eventide` routes, facts and headers, no question of ours to
 * the archive, no view of our transfer contract. Everything else passes as it is, events too. Spec: 08 §3, 14 §9
 */
export async function openPlainNode(): Promise<PlainNode> {
  let target: URL | undefined;
  const leading = (): URL => {
    if (target === undefined) throw new Error('the node behind is not there yet');
    return target;
  };
  const server = createServer((asked, answer) => void pass(leading(), asked, answer));
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => sockets.add(socket));
  server.on('upgrade', (asked, socket, head) => tunnel(leading(), asked, socket, head));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lead: (nodeUrl) => {
      target = new URL(nodeUrl);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

async function pass(target: URL, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const path = asked.url ?? '/';
  const body = plainQuestion(await bodyOf(asked));
  if (path.startsWith('/on/eventide/') && asked.method === 'POST') {
    answer.writeHead(501, { 'access-control-allow-origin': '*' }).end('Unsupported operation');
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(asked.headers).filter(([name]) => !name.startsWith('eventide-') && name !== 'content-length'),
  );
  const sent = request(
    {
      host: target.hostname,
      port: target.port,
      method: asked.method,
      path: path.replace('/verifier_data', '/no_such_view'),
      headers: { ...headers, host: target.host, 'content-length': body.length },
    },
    (got) => void plainAnswer(path, got, answer),
  );
  sent.on('error', () => answer.destroy());
  sent.end(body);
}

/** A question the other does not know has another name there. */
function plainQuestion(body: Buffer): Buffer {
  return body.includes('phoenixMarks') ? Buffer.from(body.toString().replace('phoenixMarks', 'unknownMarks')) : body;
}

async function plainAnswer(path: string, got: IncomingMessage, answer: ServerResponse): Promise<void> {
  const headers = { ...got.headers };
  if (path !== '/on/node/info' || got.statusCode !== 200) {
    answer.writeHead(got.statusCode ?? 502, headers);
    got.pipe(answer);
    return;
  }
  // As text: some of its numbers are too large for JSON.parse.
  const text = (await bodyOf(got))
    .toString()
    .replace(/"eventide":\{[^{}]*\},?/, '')
    .replace(/"version_build":"[^"]*"/, '"version_build":"1.6.0"')
    .replace(/,\}$/, '}');
  delete headers['content-length'];
  delete headers['transfer-encoding'];
  answer.writeHead(200, headers).end(text);
}

/** Events pass untouched. */
function tunnel(target: URL, asked: IncomingMessage, client: Duplex, head: Buffer): void {
  const node = connect(Number(target.port), target.hostname, () => {
    const lines = asked.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [`${name}: ${all[i + 1]}`] : []));
    node.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    node.write(head);
    client.pipe(node).pipe(client);
  });
  for (const [one, other] of [
    [node, client],
    [client, node],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
