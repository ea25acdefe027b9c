import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens sockets to a port, says so, and keeps them until it is ended: the other half of ten thousand needs its own process. */
const [port, count] = process.argv.slice(2).map(Number) as [number, number];
const AT_ONCE = 200;
const sockets: Socket[] = [];

while (sockets.length < count) {
  const some = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () => connect(port, '127.0.0.1'));
  await Promise.all(some.map((socket) => once(socket, 'connect')));
  // One byte of a head that never ends.
  for (const socket of some) socket.write('P');
  sockets.push(...some);
}
process.stdout.write('open\n');
let lost = 0;
for (const socket of sockets) {
  socket.on('error', () => undefined);
  socket.on('close', () => void lost++);
}
process.on('message', () => process.send?.({ held: sockets.length - lost }));
