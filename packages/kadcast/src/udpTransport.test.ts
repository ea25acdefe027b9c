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

/** Called whenever something arrived anywhere. */
const watchers = new Set<() => void>();
const wake = (): void => {
  // After the handler that is at it.
  queueMicrotask(() => {
    for (const watcher of [...watchers]) watcher();
  });
};
/** Every datagram a node receives moves a meter. */
const meter = () => ({ add: wake, set: wake, observe: wake });
const metrics = { counter: meter, gauge: meter, histogram: meter } as never;

/** Waits for something another socket causes: looked at again whenever anything arrives. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = (): void => void Promise.resolve(holds()).then((yes) => yes && resolve(), reject);
  watchers.add(look);
  look();
  await promise.finally(() => watchers.delete(look));
}

describe('07 §6.2 UDP', () => {
  test.each(['127.0.0.1', '::1'])('%s: nodes meet, a message reaches all', async (host) => {
    const inboxes: OverlayMessage[][] = [];
    const start = async (bootstrap: readonly Address[]) => {
      const inbox: OverlayMessage[] = [];
      inboxes.push(inbox);
      const deps = { onMessage: (message: OverlayMessage) => inbox.push(message), metrics };
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
    const heard = new Promise<[Uint8Array, Address]>((resolve) => {
      receiver.onDatagram((datagram, source) => resolve([datagram, source]));
    });
    sender.send(Uint8Array.of(1, 2, 3), { host: '127.0.0.1', port: receiver.address.port });
    expect(await heard).toMatchObject([Uint8Array.of(1, 2, 3), { host: '127.0.0.2' }]);
    sender.send(Uint8Array.of(1), { host: '127.0.0.1', port: 0 });
    expect((await heard)[0]).not.toBeInstanceOf(Buffer);
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
  test.each(['127.0.0.1', '::1'])(
    'a node in its own thread on %s: messages both ways, questions, meters, end',
    async (host) => {
      const inbox: OverlayMessage[] = [];
      const near = await startKadcastNode(
        await nodeOptions(host),
        { onMessage: (message) => inbox.push(message), metrics },
        stop.signal,
      );
      const received: OverlayMessage[] = [];
      const meters = new Map<string, number>();
      const gathered = ({ name }: { name: string }) => ({
        add: (by = 1) => {
          meters.set(name, (meters.get(name) ?? 0) + by);
          wake();
        },
        set: (value: number) => meters.set(name, value),
        observe: () => {},
      });
      const worker = await startKadcastWorker(
        await nodeOptions(host),
        {
          onMessage: (message) => {
            received.push(message);
            wake();
          },
          metrics: { counter: gathered, gauge: gathered, histogram: gathered } as never,
        },
        stop.signal,
      );
      worker.greet([near.listen]);
      await until(async () => (await worker.aliveNodes(5)).length === 1 && near.overlay.aliveNodes(5).length === 1);
      const payload = vectorStream(50_000);
      worker.broadcast(payload);
      expect(payload.length).toBe(50_000);
      near.overlay.send(vectorStream(99), [worker.listen]);
      await until(() => inbox.length === 1 && received.length === 1);
      expect(inbox[0]?.payload).toEqual(payload);
      expect(received[0]).toMatchObject({ payload: vectorStream(99), height: 0, source: near.listen });
      const routes = await worker.routes();
      expect(routes.flatMap(({ nodes }) => nodes.map((node) => node.address))).toEqual([near.listen]);
      expect(await worker.stats()).toMatchObject({ peers: 1, delivered: 2 });
      await until(() => (meters.get('eventide_kadcast_received_messages_total') ?? 0) === 1);
      expect(() => worker.send(new Uint8Array(0), [near.listen])).toThrowCode('KADCAST_PAYLOAD');
      stop.abort();
      await worker.ended;
      expect(() => worker.broadcast(payload)).toThrowCode('KADCAST_CLOSED');
      expect(() => worker.greet([near.listen])).toThrowCode('KADCAST_CLOSED');
      await expect(worker.routes()).rejects.toThrowCode('KADCAST_CLOSED');
      await expect(worker.stats()).rejects.toThrowCode('KADCAST_CLOSED');
    },
  );

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
