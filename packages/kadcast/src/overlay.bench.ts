import { type Bench, seededRandom } from '@eventide/testkit';
import { defaultEncoderOptions, encodeDatagrams } from './chunk.ts';
import type { Overlay } from './overlay.ts';
import { SimulatedOverlay } from './simulatedOverlay.ts';

export const area = 'kadcast';

/** A grown overlay of `nodes` nodes with 5 % loss. */
export async function growOverlay(nodes: number, seed: number): Promise<SimulatedOverlay> {
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

/**
 * Bytes and coverage of broadcasts against flooding gossip on the same links: every node passes each message on to all its
 * neighbours but the one it came from, over the same lossy datagrams with the same repair symbols.
 */
export async function measureOverlay(bench: Bench, nodes: number, payloadBytes: number, rounds: number): Promise<void> {
  const random = seededRandom(nodes);
  const world = await growOverlay(nodes, nodes);
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
  await measureOverlay(bench, 100, 100_000, 5);
  await measureOverlay(bench, 1_000, 20_000, 3);
  await measureOverlay(bench, 10_000, 10_000, 1);
}
