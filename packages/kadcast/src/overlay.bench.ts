import { type Bench, seededRandom } from '@eventide/testkit';
import type { Address } from './address.ts';
import { defaultEncoderOptions, encodeDatagrams } from './chunk.ts';
import type { Overlay } from './overlay.ts';
import { SimulatedOverlay } from './simulatedOverlay.ts';

export const area = 'kadcast';

/** A grown overlay of `nodes` nodes with 5 % loss. */
async function growOverlay(nodes: number, seed: number): Promise<SimulatedOverlay> {
  const world = new SimulatedOverlay(
    {
      network: { delayMs: [5, 80], loss: 0.05, duplication: 0.01 },
      overlay: { minPeers: 20, bootstrapRetryMs: 2_000, neighboursEveryMs: 10_000 },
    },
    seededRandom(seed),
  );
  const roots: Overlay[] = [];
  for (let i = 0; i < nodes; i++) {
    const overlay = world.add(roots.map((root) => root.address));
    if (roots.length < 3) roots.push(overlay);
    if (i % 50 === 0) await world.network.advance(100);
  }
  await world.network.advance(30_000);
  return world;
}

/** Nodes that greet some peers of every distance: the tables of a grown overlay, without simulating how each node joins. */
async function introduceOverlay(nodes: number, seed: number): Promise<SimulatedOverlay> {
  const random = seededRandom(seed);
  const network = { delayMs: [5, 80] as const, loss: 0.05, duplication: 0.01 };
  const world = new SimulatedOverlay({ network, overlay: { minPeers: 0, neighboursEveryMs: 3_600_000 } }, random);
  const overlays = Array.from({ length: nodes }, () => world.add([]));
  // The four highest bytes of the ids: enough to tell the distance of all but twins.
  const tops = overlays.map(({ header: { id } }) => new DataView(id.buffer, id.byteOffset).getUint32(12, true));
  for (const [i, overlay] of overlays.entries()) {
    const known = new Array<number>(32).fill(0);
    const start = random() % nodes;
    const greeted: Address[] = [];
    for (let k = 0; k < nodes; k++) {
      const j = (start + k) % nodes;
      const height = 31 - Math.clz32((tops[i] as number) ^ (tops[j] as number));
      if (height >= 0 && known[height]!++ < GREETED_PER_BUCKET) greeted.push((overlays[j] as Overlay).address);
    }
    overlay.greet(greeted);
    if (i % 500 === 499) await world.network.advance(200);
  }
  await world.network.advance(1_000);
  return world;
}

/** Each greets so many per bucket and is greeted by about as many: full buckets. */
const GREETED_PER_BUCKET = 10;

/**
 * Bytes and coverage of broadcasts against flooding gossip on the same links: every node passes each message on to all its
 * neighbours but the one it came from, over the same lossy datagrams with the same repair symbols.
 */
async function measureOverlay(
  bench: Bench,
  world: SimulatedOverlay,
  payloadBytes: number,
  rounds: number,
): Promise<void> {
  const nodes = world.size;
  const random = seededRandom(nodes);
  const overlays = world.overlays;
  const degree = overlays.reduce((sum, overlay) => sum + overlay.stats().peers, 0) / nodes;
  const label = `${nodes} nodes, ${payloadBytes} B`;
  bench.figure(`${label}: degree`, Math.round(degree), 'peers');
  let [coverage, bytes, datagrams, hops, lastMs] = [0, 0, 0, 0, 0];
  for (let i = 0; i < rounds; i++) {
    const payload = Uint8Array.from({ length: payloadBytes }, () => random());
    const sender = overlays[random() % overlays.length] as Overlay;
    const report = await world.broadcast(sender, payload, 3_000);
    coverage += report.coverage / rounds;
    bytes += report.bytes / rounds;
    datagrams += report.datagrams / rounds;
    hops = Math.max(hops, report.hops);
    lastMs = Math.max(lastMs, report.lastMs);
  }
  const useful = (nodes - 1) * payloadBytes;
  const { packets } = encodeDatagrams(
    new Uint8Array(payloadBytes),
    (overlays[0] as Overlay).header,
    defaultEncoderOptions,
  );
  const gossip = (nodes * (degree - 1) + 1) * packets.count * packets.stride;
  bench.figure(`${label}: coverage`, coverage, 'share (goal ≥ 0.999)');
  bench.figure(`${label}: datagrams`, Math.round(datagrams), 'per broadcast');
  bench.figure(`${label}: bytes per node`, Math.round(bytes / nodes), 'B');
  bench.figure(`${label}: hops`, hops, 'at most');
  bench.figure(`${label}: last receipt`, Math.round(lastMs), 'virtual ms');
  bench.figure(`${label}: gossip bytes per node`, Math.round(gossip / nodes), 'B');
  bench.figure(`${label}: redundant bytes, gossip / kadcast`, (gossip - useful) / (bytes - useful), 'x (goal ≥ 10)');
  world.close();
}

export async function run(bench: Bench): Promise<void> {
  await measureOverlay(bench, await growOverlay(100, 1), 100_000, 5);
  await measureOverlay(bench, await growOverlay(1_000, 2), 20_000, 3);
  await measureOverlay(bench, await introduceOverlay(10_000, 3), 1_000, 1);
}
