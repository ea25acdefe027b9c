import { seededRandom } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import type { Overlay } from './overlay.ts';
import { type BroadcastReport, SimulatedOverlay } from './simulatedOverlay.ts';
import { vectorStream } from './vectorStream.ts';

const overlay = { minPeers: 10, bootstrapRetryMs: 1_000, neighboursEveryMs: 5_000 };

async function grow(nodes: number, loss: number, seed: number, more = {}): Promise<SimulatedOverlay> {
  const network = { delayMs: [5, 80] as const, loss, duplication: 0.02 };
  const world = new SimulatedOverlay({ network, overlay: { ...overlay, ...more } }, seededRandom(seed));
  const roots: Overlay[] = [];
  for (let i = 0; i < nodes; i++) {
    const added = world.add(roots.map((root) => root.address));
    if (roots.length < 3) roots.push(added);
    if (i % 10 === 0) await world.network.advance(100);
  }
  await world.network.advance(15_000);
  return world;
}

describe('07 §7 broadcast in a simulated network', () => {
  test('60 nodes, 5 % loss: everybody, in few hops, with a fraction of the datagrams of flooding', async () => {
    const world = await grow(60, 0.05, 1);
    for (const sender of world.overlays.slice(0, 3)) {
      const payload = vectorStream(3000 + sender.header.port + sender.stats().delivered);
      const report = await world.broadcast(sender, payload, 1_000);
      expect(report.coverage).toBe(1);
      expect(report.hops).toBeLessThanOrEqual(7);
      // Flooding: every node sends 3 source and 5 repair packets to each of its neighbours but one.
      const degree = world.overlays.reduce((sum, node) => sum + node.stats().peers, 0) / world.size;
      expect(report.datagrams).toBeLessThan((world.size * (degree - 1) * 8) / 3);
    }
    world.close();
  });

  test('the same seed replays the same run, another one does not', async () => {
    const run = async (seed: number): Promise<BroadcastReport> => {
      const world = await grow(25, 0.1, seed);
      const report = await world.broadcast(world.overlays[7] as Overlay, vectorStream(5000), 2_000);
      world.close();
      return report;
    };
    expect(await run(5)).toEqual(await run(5));
    expect(await run(5)).not.toEqual(await run(6));
  });

  test('nodes come and go, half of them every minute: broadcasts stay whole', async () => {
    const bucket = { nodeTtlMs: 20_000, nodeEvictAfterMs: 5_000, bucketTtlMs: 60_000 };
    const world = await grow(50, 0.02, 9, { bucket, neighboursEveryMs: 2_000 });
    const random = seededRandom(9);
    const roots = world.overlays.slice(0, 3);
    const coverage: number[] = [];
    for (let second = 0; second < 36; second += 2.4) {
      const leaver = world.overlays[3 + (random() % (world.size - 3))] as Overlay;
      world.remove(leaver.address);
      world.add(roots.map((root) => root.address));
      await world.network.advance(1_900);
      const sender = world.overlays[random() % world.size] as Overlay;
      coverage.push((await world.broadcast(sender, Uint8Array.of(second), 500)).coverage);
    }
    expect(coverage.reduce((sum, share) => sum + share, 0) / coverage.length).toBeGreaterThan(0.99);
    world.close();
  });
});
