import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A line to a server that can be cut: while it is, nothing answers at its address. */
export type Line = { readonly url: string; cut(): Promise<void>; mend(): Promise<void>; close(): Promise<void> };

/** Lays a line of plain TCP to the server at `to`. */
export async function layLine(to: string): Promise<Line> {
  const { hostname, port: far } = new URL(to);
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;
  const mend = async (): Promise<void> => {
    if (server !== null) return;
    server = createServer((near) => {
      const end = connect(Number(far), hostname);
      for (const socket of [near, end]) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          sockets.delete(socket);
          near.destroy();
          end.destroy();
        });
      }
      near.pipe(end).pipe(near);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const cut = async (): Promise<void> => {
    const closing = server;
    if (closing === null) return;
    server = null;
    const closed = once(closing, 'close');
    closing.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await mend();
  return { url: `http://127.0.0.1:${port}`, cut, mend, close: cut };
}
