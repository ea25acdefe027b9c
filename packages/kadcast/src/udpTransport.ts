import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type Clock, FaultError, type Log, silentLog } from '@eventide/base';
import { type Address, formatAddress, formatHost, parseHost } from './address.ts';
import type { Transport } from './transport.ts';

export type UdpOptions = {
  /** Where to receive. */
  readonly listen: Address;
  /**
   * Local IP addresses to send from. Others compute our id from the address they see, so a host with several must name the
   * public one. Default: the listen address, and for the other family whatever the system chooses.
   */
  readonly sendFrom?: readonly string[] | undefined;
  /** Receive buffer asked of the system, which caps it (Linux: `net.core.rmem_max`). */
  readonly receiveBufferBytes: number;
  /** Attempts per datagram. */
  readonly sendRetryCount: number;
  readonly sendRetryIntervalMs: number;
};

export const defaultUdpOptions: Omit<UdpOptions, 'listen'> = {
  receiveBufferBytes: 50_000_000,
  sendRetryCount: 3,
  sendRetryIntervalMs: 5,
};

export type UdpTransport = Transport & {
  /** Where it receives; the port is the system's choice if 0 was asked for. */
  readonly address: Address;
};

/**
 * Sockets of one node: one receives at the listen address, one per address family sends from an ephemeral port.
 * @throws FaultError FAULT_INTERNAL if a socket cannot be opened. Spec: 07 §6.2
 */
export async function openUdpTransport(options: UdpOptions, clock: Clock, log: Log = silentLog): Promise<UdpTransport> {
  const receiver = await openSocket(options.listen.host, options.listen.port);
  receiver.setRecvBufferSize(options.receiveBufferBytes);
  const senders = await openSenders(options);
  for (const socket of [receiver, ...senders.values()]) {
    socket.on('error', (error) => log.warn('udp socket error', { error: error.message }));
  }
  return new UdpSockets(options, clock, receiver, senders);
}

/** IP addresses of a name, both families. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map((entry) => entry.address);
}

type Family = 4 | 6;

class UdpSockets implements UdpTransport {
  readonly address: Address;
  readonly #options: UdpOptions;
  readonly #clock: Clock;
  readonly #receiver: Socket;
  readonly #senders: ReadonlyMap<Family, Socket>;
  /** Timers of retries under way. */
  readonly #retries = new Set<() => void>();
  /** Canonical hosts by the text the system gives, so that each is parsed once. */
  readonly #hosts = new Map<string, string>();
  #pending = 0;
  #closed = false;

  constructor(options: UdpOptions, clock: Clock, receiver: Socket, senders: ReadonlyMap<Family, Socket>) {
    this.#options = options;
    this.#clock = clock;
    this.#receiver = receiver;
    this.#senders = senders;
    const { address, port } = receiver.address();
    this.address = { host: formatHost(parseHost(address)), port };
  }

  get pending(): number {
    return this.#pending;
  }

  onDatagram(receive: (datagram: Uint8Array, source: Address) => void): void {
    this.#receiver.on('message', (buffer: Uint8Array, info: RemoteInfo) => {
      // Not a Buffer: its `slice` would alias.
      const datagram = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
      receive(datagram, { host: this.#canonical(info.address), port: info.port });
    });
  }

  send(datagram: Uint8Array, to: Address): void {
    const socket = this.#senders.get(familyOf(to.host));
    if (socket === undefined || this.#closed || to.port === 0) return;
    this.#pending++;
    this.#attempt(socket, datagram, to, Math.max(1, this.#options.sendRetryCount));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
    this.#receiver.close();
    for (const socket of this.#senders.values()) socket.close();
  }

  #attempt(socket: Socket, datagram: Uint8Array, to: Address, attempts: number): void {
    socket.send(datagram, to.port, to.host, (error) => {
      if (error === null || attempts <= 1 || this.#closed) {
        this.#pending--;
        return;
      }
      const cancel = this.#clock.setTimer(this.#options.sendRetryIntervalMs, () => {
        this.#retries.delete(cancel);
        this.#attempt(socket, datagram, to, attempts - 1);
      });
      this.#retries.add(cancel);
    });
  }

  /** Pitfall: a socket on `::` shows IPv4 peers as ::ffff:a.b.c.d. */
  #canonical(text: string): string {
    let host = this.#hosts.get(text);
    if (host === undefined) {
      if (this.#hosts.size >= MAX_HOSTS) this.#hosts.clear();
      host = formatHost(parseHost(text));
      this.#hosts.set(text, host);
    }
    return host;
  }
}

/** Address texts remembered. */
const MAX_HOSTS = 8192;

async function openSenders({ listen, sendFrom }: UdpOptions): Promise<Map<Family, Socket>> {
  const senders = new Map<Family, Socket>();
  for (const host of sendFrom ?? [listen.host]) senders.set(familyOf(host), await openSocket(host, 0));
  if (sendFrom !== undefined) return senders;
  const [other, anyHost]: [Family, string] = familyOf(listen.host) === 4 ? [6, '::'] : [4, '0.0.0.0'];
  try {
    senders.set(other, await openSocket(anyHost, 0));
  } catch (error) {
    // Machines with one family exist.
    if (!(error instanceof FaultError)) throw error;
  }
  return senders;
}

async function openSocket(host: string, port: number): Promise<Socket> {
  const socket = createSocket(familyOf(host) === 6 ? 'udp6' : 'udp4');
  try {
    socket.bind({ address: host, port });
    await once(socket, 'listening');
    return socket;
  } catch (cause) {
    socket.close();
    throw new FaultError('FAULT_INTERNAL', { socket: formatAddress({ host, port }) }, { cause });
  }
}

function familyOf(host: string): Family {
  return host.includes(':') ? 6 : 4;
}
