import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { chooseTcpPort, chooseUdpPort, tcpHolder, udpWorks } from './ports.ts';
import { allowNodes, formatBytes, type Resources } from './resources.ts';

const host = '127.0.0.1';
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function takenTcp(): Promise<number> {
  const server = createServer().listen(0, host);
  closing.push(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('13 §1.1 ports', () => {
  test('a free port is taken as it is', async () => {
    const port = await takenTcp();
    closing.splice(0)[0]?.();
    expect(await chooseTcpPort(port, { host, requested: true })).toEqual({ port });
  });

  test('a default port in use moves on and names who has it', async () => {
    const wanted = await takenTcp();
    const choice = await chooseTcpPort(wanted, { host, requested: false });
    expect(choice.port).toBeGreaterThan(wanted);
    expect(choice.instead).toMatchObject({ wanted, holder: { pid: process.pid } });
    expect(tcpHolder(wanted)?.pid).toBe(process.pid);
  });

  test('a requested port in use fails', async () => {
    const port = await takenTcp();
    await expect(chooseTcpPort(port, { host, requested: true })).rejects.toThrowCode('DEVNET_PORT_TAKEN');
  });

  test('ports given to other parts of the network count as used', async () => {
    const port = await takenTcp();
    closing.splice(0)[0]?.();
    const choice = await chooseTcpPort(port, { host, requested: false, taken: new Set([port]) });
    expect(choice.port).not.toBe(port);
  });

  test('UDP ports move on too', async () => {
    const socket = createSocket('udp4').bind(0, host);
    closing.push(() => socket.close());
    await once(socket, 'listening');
    const wanted = socket.address().port;
    expect((await chooseUdpPort(wanted, { host, requested: false })).port).not.toBe(wanted);
    await expect(chooseUdpPort(wanted, { host, requested: true })).rejects.toThrowCode('DEVNET_PORT_TAKEN');
  });

  test('datagrams arrive over loopback', async () => expect(await udpWorks(host)).toBe(true));
});

describe('13 §1.3 memory and disk', () => {
  const MB = 1024 * 1024;
  const machine = (availableMb: number, diskMb = 10_000, platform = 'linux'): Resources => ({
    availableBytes: () => availableMb * MB,
    freeDiskBytes: () => diskMb * MB,
    platform,
  });
  const four = { wanted: 4, requested: false, folder: '.' };

  test('enough', () => expect(allowNodes(machine(3000), four)).toEqual({ nodes: 4 }));
  test('1.6 GB carry three nodes', () =>
    expect(allowNodes(machine(1638), four)).toEqual({ nodes: 3, shortOfBytes: 1638 * MB }));
  test('a requested number is kept', () =>
    expect(allowNodes(machine(1638), { ...four, requested: true })).toEqual({ nodes: 4 }));
  test('too little memory', () => expect(() => allowNodes(machine(700), four)).toThrowCode('DEVNET_MEMORY_SHORT'));
  test('too little disk', () => expect(() => allowNodes(machine(3000, 180), four)).toThrowCode('DEVNET_DISK_SHORT'));
  test('Windows', () => expect(() => allowNodes(machine(3000, 9000, 'win32'), four)).toThrowCode('DEVNET_SYSTEM'));
  test('sizes are told as people say them', () =>
    expect([formatBytes(1638 * MB), formatBytes(180 * MB)]).toEqual(['1.6 GB', '180 MB']));
});
