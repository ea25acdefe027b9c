import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { DevnetError } from '../errors.ts';

/** Who listens on a port, as far as this system tells. */
export type PortHolder = { readonly pid: number; readonly command: string };

export type PortChoice = {
  readonly port: number;
  /** The port that was wanted and is in use. */
  readonly instead?: { readonly wanted: number; readonly holder: PortHolder | undefined } | undefined;
};

/** How far a default port moves on at most. */
const MOST_STEPS = 100;

/**
 * A free TCP port: a default one moves on, a requested one fails. Ports in `taken` count as used. Spec: 13 §1.1, §1.3
 * @throws DevnetError DEVNET_PORT_TAKEN
 */
export async function chooseTcpPort(
  wanted: number,
  options: { readonly host: string; readonly requested: boolean; readonly taken?: ReadonlySet<number> | undefined },
): Promise<PortChoice> {
  return choose(
    wanted,
    options,
    (port) => canListen(port, options.host),
    () => tcpHolder(wanted),
  );
}

/** The same for UDP. */
export async function chooseUdpPort(
  wanted: number,
  options: { readonly host: string; readonly requested: boolean; readonly taken?: ReadonlySet<number> | undefined },
): Promise<PortChoice> {
  return choose(
    wanted,
    options,
    (port) => canBind(port, options.host),
    () => undefined,
  );
}

async function choose(
  wanted: number,
  { requested, taken }: { readonly requested: boolean; readonly taken?: ReadonlySet<number> | undefined },
  isFree: (port: number) => Promise<boolean>,
  holderOf: () => PortHolder | undefined,
): Promise<PortChoice> {
  const free = async (port: number): Promise<boolean> => taken?.has(port) !== true && (await isFree(port));
  if (await free(wanted)) return { port: wanted };
  const holder = holderOf();
  if (!requested) {
    for (let port = wanted + 1; port <= Math.min(wanted + MOST_STEPS, 65_535); port++)
      if (await free(port)) return { port, instead: { wanted, holder } };
  }
  throw new DevnetError('DEVNET_PORT_TAKEN', { port: wanted, pid: holder?.pid, command: holder?.command });
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function canBind(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

/** A datagram over loopback arrives. */
export function udpWorks(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    const finish = (result: boolean): void => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => finish(false), 1_000);
    socket.once('error', () => finish(false));
    socket.once('message', () => finish(true));
    socket.bind(0, host, () => socket.send('eventide', socket.address().port, host));
  });
}

const LISTEN = '0A';

/** From the tables of Linux; undefined elsewhere, and for processes of other users. */
export function tcpHolder(port: number): PortHolder | undefined {
  try {
    const inode = listeningInode(port);
    return inode === undefined ? undefined : ownerOf(inode);
  } catch {
    return undefined;
  }
}

function listeningInode(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1));
  for (const row of rows) {
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/);
    if (state === LISTEN && local.endsWith(`:${hex}`)) return inode;
  }
  return undefined;
}

function ownerOf(inode: string): PortHolder | undefined {
  const link = `socket:[${inode}]`;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (descriptorsOf(pid).some((target) => target === link)) {
      return { pid: Number(pid), command: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() };
    }
  }
  return undefined;
}

function descriptorsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}
