import { type Bench, seededRandom } from '@eventide/testkit';
import { type Address, formatAddress } from './address.ts';
import { startKadcastNode } from './kadcastNode.ts';
import { defaultOverlayOptions } from './options.ts';
import type { Overlay } from './overlay.ts';
import { defaultUdpOptions } from './udpTransport.ts';

export const area = 'kadcast';

const NODES = 32;
const PORT = 9_000;

/** Real sockets: 32 nodes, each with a loopback address of its own, pass a block of 1 MB to all. */
export async function run(bench: Bench): Promise<void> {
  const stop = new AbortController();
  const nodes: Overlay[] = [];
  const received = new Set<Overlay>();
  let allHaveIt = Promise.withResolvers<void>();
  try {
    for (let i = 0; i < NODES; i++) {
      const listen: Address = { host: `127.77.0.${i + 1}`, port: PORT };
      const bootstrappingNodes = nodes.slice(0, 3).map((node) => formatAddress(node.address));
      const started = await startKadcastNode(
        {
          overlay: {
            ...defaultOverlayOptions,
            publicAddress: formatAddress(listen),
            bootstrappingNodes,
            difficulty: 8,
            bootstrapRetryMs: 200,
            neighboursEveryMs: 500,
            outbox: { ...defaultOverlayOptions.outbox, perSecond: 5_000 },
          },
          udp: { ...defaultUdpOptions, listen, sendFrom: [listen.host] },
        },
        {
          onMessage: ({ payload, height }) => {
            received.add(started.overlay);
            started.overlay.broadcast(payload, height);
            if (received.size === NODES - 1) allHaveIt.resolve();
          },
        },
        stop.signal,
      );
      nodes.push(started.overlay);
    }
    const random = seededRandom(1);
    while (nodes.some((node) => node.stats().peers < NODES / 2)) await new Promise((done) => setTimeout(done, 100));
    await bench.measure(
      `udp: 1 MB to ${NODES} nodes in one process, all copies sent`,
      async () => {
        received.clear();
        allHaveIt = Promise.withResolvers();
        const sender = nodes[random() % NODES] as Overlay;
        sender.broadcast(Uint8Array.from({ length: 1_000_000 }, random));
        const giveUp = setTimeout(() => allHaveIt.resolve(), 30_000);
        const startedMs = performance.now();
        await allHaveIt.promise;
        bench.figure('udp: the last node has it after', Math.round(performance.now() - startedMs), 'ms');
        clearTimeout(giveUp);
        bench.figure('udp: nodes reached', received.size, `of ${NODES - 1}`);
        await drained(nodes);
      },
      { runs: 3, warmup: 1 },
    );
  } finally {
    stop.abort();
  }
}

async function drained(nodes: readonly Overlay[]): Promise<void> {
  while (nodes.some((node) => node.stats().queued > 0)) await new Promise((done) => setTimeout(done, 20));
}
