import { createSocket } from 'node:dgram';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { freemem, totalmem } from 'node:os';
import { type Finding, fail, ok, warn } from './check.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Free memory against what a local network needs. Spec: 13 §1.3 */
export function checkMemory(): Finding {
  const free = freemem();
  const found = `${(free / GIB).toFixed(1)} GB free of ${(totalmem() / GIB).toFixed(1)} GB`;
  if (free < 800 * MIB) return fail('memory', found, 'close other programs; a network needs 800 MB');
  return free < 2.5 * GIB ? warn('memory', found, 'four nodes want 2.5 GB; fewer will start') : ok('memory', found);
}

/** Free space where data is kept. Spec: 13 §1.3 */
export function checkDisk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : '.');
  const free = bavail * bsize;
  const found = `${(free / GIB).toFixed(1)} GB free`;
  if (free < 200 * MIB) return fail('disk', found, 'free at least 1.5 GB');
  return free < 1.5 * GIB ? warn('disk', found, 'free at least 1.5 GB') : ok('disk', found);
}

/** The data folder is ours to write. */
export function checkDataFolder(folder: string): Finding[] {
  if (!existsSync(folder)) return [];
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return [fail('data folder', `cannot write ${folder}`, 'EVENTIDE_HOME=<dir> moves it')];
  }
  return [ok('data folder', folder)];
}

/** Default TCP ports. One in use is no failure: a default port moves on. Spec: 13 §1.1 */
export async function checkPorts(ports: readonly number[]): Promise<Finding> {
  const used: number[] = [];
  for (const port of ports) if (!(await canListen(port))) used.push(port);
  if (used.length === 0) return ok('ports', `${ports.join(' ')} free`);
  return warn('ports', `${used.join(' ')} in use`, 'the next free ones are taken; --port-base chooses others');
}

/** A datagram over loopback arrives. */
export async function checkUdp(): Promise<Finding> {
  const arrived = await udpEcho();
  return arrived
    ? ok('udp', 'loopback works')
    : fail('udp', 'no datagram over 127.0.0.1', 'allow UDP on loopback in the firewall');
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });
}

function udpEcho(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const finish = (result: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => finish(false), 1_000);
    socket.once('error', () => finish(false));
    socket.once('message', () => finish(true));
    socket.bind(0, '127.0.0.1', () => socket.send('eventide', socket.address().port, '127.0.0.1'));
  });
}

/** The wall clock is after the release of this program; a node needs it right to the second. */
export function checkClock(nowMs: number): Finding {
  const now = new Date(nowMs).toISOString();
  return nowMs < Date.UTC(2026, 0, 1) ? fail('clock', now, 'set the clock: blocks carry the time') : ok('clock', now);
}
