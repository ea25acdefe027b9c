import { systemClock } from '@eventide/base';
import { afterEach, describe, expect, test } from 'vitest';
import { type Address, formatAddress } from './address.ts';
import { startKadcastNode } from './kadcastNode.ts';
import { defaultOverlayOptions, type OverlayOptions } from './options.ts';
import type { OverlayMessage } from './overlay.ts';
import { defaultUdpOptions, openUdpTransport } from './udpTransport.ts';
import { vectorStream } from './vectorStream.ts';
import { startKadcastWorker } from './worker.ts';

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** Port of a socket just opened and closed: free for the moment. */
async function freePort(host: string): Promise<number> {
  const probe = await openUdpTransport({ ...defaultUdpOptions, listen: { host, port: 0 } }, systemClock);
  probe.close();
  return probe.address.port;
}

async function nodeOptions(host: string, bootstrap: readonly Address[] = []) {
  const listen = { host, port: await freePort(host) };
  const overlay: OverlayOptions = {
    ...defaultOverlayOptions,
    publicAddress: formatAddress(listen),
    bootstrappingNodes: bootstrap.map(formatAddress),
    difficulty: 8,
    minPeers: 1,
    bootstrapRetryMs: 50,
    neighboursEveryMs: 50,
  };
  return { overlay, udp: { ...defaultUdpOptions, listen } };
}

/** Waits for something another socket causes. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await systemClock.sleep(5, stop.signal);
}

describe('07 §6.2 UDP', () => {
  test.each(['127.0.0.1', '::1'])('%s: nodes meet, a message reaches all', async (host) => {
    const inboxes: OverlayMessage[][] = [];
    const start = async (bootstrap: readonly Address[]) => {
      const inbox: OverlayMessage[] = [];
      inboxes.push(inbox);
      const deps = { onMessage: (message: OverlayMessage) => inbox.push(message) };
      return startKadcastNode(await nodeOptions(host, bootstrap), deps, stop.signal);
    };
    const first = await start([]);
    const others = [await start([first.listen]), await start([first.listen]), await start([first.listen])];
    await until(() => [first, ...others].every(({ overlay }) => overlay.stats().peers === 3));
    const payload = vectorStream(150_000);
    others[2]?.overlay.broadcast(payload);
    await until(() => inboxes.slice(0, 3).every((inbox) => inbox.length === 1));
    expect(inboxes[0]?.[0]).toMatchObject({ payload, source: { host } });
  });

  test('an IPv4 peer of a socket on :: has its IPv4 address', async () => {
    const receiver = await openUdpTransport({ ...defaultUdpOptions, listen: { host: '::', port: 0 } }, systemClock);
    const sender = await openUdpTransport(
      { ...defaultUdpOptions, listen: { host: '127.0.0.1', port: 0 }, sendFrom: ['127.0.0.2'] },
      systemClock,
    );
    const heard: [Uint8Array, Address][] = [];
    receiver.onDatagram((datagram, source) => heard.push([datagram, source]));
    await until(() => {
      sender.send(Uint8Array.of(1, 2, 3), { host: '127.0.0.1', port: receiver.address.port });
      return heard.length > 0;
    });
    expect(heard[0]).toMatchObject([Uint8Array.of(1, 2, 3), { host: '127.0.0.2' }]);
    sender.send(Uint8Array.of(1), { host: '127.0.0.1', port: 0 });
    expect(heard[0]?.[0]).not.toBeInstanceOf(Buffer);
    sender.close();
    receiver.close();
    receiver.close();
    sender.send(Uint8Array.of(1), receiver.address);
  });

  test('a port in use is a fault of ours', async () => {
    const first = await openUdpTransport({ ...defaultUdpOptions, listen: { host: '127.0.0.1', port: 0 } }, systemClock);
    const second = openUdpTransport({ ...defaultUdpOptions, listen: first.address }, systemClock);
    await expect(second).rejects.toThrowCode('FAULT_INTERNAL');
    first.close();
  });
});

describe('07 §9.1 worker', () => {
  test('a node in its own thread: messages both ways, questions, meters, end', async () => {
    const inbox: OverlayMessage[] = [];
    const near = await startKadcastNode(
      await nodeOptions('127.0.0.1'),
      { onMessage: (message) => inbox.push(message) },
      stop.signal,
    );
    const received: OverlayMessage[] = [];
    const meters = new Map<string, number>();
    const meter = ({ name }: { name: string }) => ({
      add: (by = 1) => meters.set(name, (meters.get(name) ?? 0) + by),
      set: (value: number) => meters.set(name, value),
      observe: () => {},
    });
    const worker = await startKadcastWorker(
      await nodeOptions('127.0.0.1', [near.listen]),
      {
        onMessage: (message) => received.push(message),
        metrics: { counter: meter, gauge: meter, histogram: meter } as never,
      },
      stop.signal,
    );
    await until(async () => (await worker.aliveNodes(5)).length === 1 && near.overlay.aliveNodes(5).length === 1);
    const payload = vectorStream(50_000);
    worker.broadcast(payload);
    expect(payload.length).toBe(50_000);
    near.overlay.send(vectorStream(99), [worker.listen]);
    await until(() => inbox.length === 1 && received.length === 1);
    expect(inbox[0]?.payload).toEqual(payload);
    expect(received[0]).toMatchObject({ payload: vectorStream(99), height: 0, source: near.listen });
    expect(await worker.stats()).toMatchObject({ peers: 1, delivered: 2 });
    await until(() => (meters.get('eventide_kadcast_received_messages_total') ?? 0) === 1);
    expect(() => worker.send(new Uint8Array(0), [near.listen])).toThrowCode('KADCAST_PAYLOAD');
    stop.abort();
    await worker.ended;
    expect(() => worker.broadcast(payload)).toThrowCode('KADCAST_CLOSED');
    await expect(worker.stats()).rejects.toThrowCode('KADCAST_CLOSED');
  });

  test('bad options and taken ports are told', async () => {
    const options = await nodeOptions('127.0.0.1');
    const bad = { ...options, overlay: { ...options.overlay, versionMatch: 'x' } };
    const deps = { onMessage: () => {} };
    await expect(startKadcastWorker(bad, deps, stop.signal)).rejects.toThrowCode('KADCAST_TEXT');
    const taken = await openUdpTransport(options.udp, systemClock);
    await expect(startKadcastWorker(options, deps, stop.signal)).rejects.toThrowCode('FAULT_INTERNAL');
    taken.close();
  });
});
