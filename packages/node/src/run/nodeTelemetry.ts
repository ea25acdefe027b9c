import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Metrics, systemClock } from '@eventide/base';
import { eligibleIn } from '@eventide/consensus';
import type { Registry } from 'prom-client';
import { backupAgeMs } from '../backup/lastBackup.ts';
import type { RunningNode } from '../start/runningNode.ts';
import { diskSpace } from '../telemetry/diskGuard.ts';
import { type Health, judgeHealth } from '../telemetry/health.ts';
import { countEvents } from '../telemetry/nodeMeters.ts';
import { countOwn } from '../telemetry/ownMeters.ts';
import { startTelemetryServer, type TelemetryServer } from '../telemetry/telemetryServer.ts';
import { splitAddress } from './apiOptions.ts';

export type TelemetryParts = {
  readonly node: RunningNode;
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly path: string;
};

/** Between two looks at memory and neighbours. Spec: 08 §4.7 */
const SAMPLE_MS = 5_000;
const PEERS_ASKED = 1_000;
/** Neighbours a healthy node has; fewer where fewer are known to exist. Spec: 13 §8 */
const WANTED_PEERS = 3;
const PEER_BUCKETS = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256];
const BYTE_BUCKETS = [1e8, 2e8, 3e8, 4e8, 6e8, 8e8, 1.6e9, 3.2e9];

/** Metrics and health of a running node, served until closed. @throws NodeError NODE_PORT_TAKEN */
export async function startNodeTelemetry(address: string, parts: TelemetryParts): Promise<TelemetryServer> {
  const { node, registry, metrics, path } = parts;
  const own = countOwn(metrics, {
    key: node.key,
    tip: () => node.door.ledger.tip().block.header,
    provisioners: () => node.status().provisioners,
    inSync: () => node.status().inSync,
  });
  const stops = [countEvents(metrics), own].map((count) => node.door.subscribe(count));
  const sample = sampler(parts);
  const lag = monitorEventLoopDelay({ resolution: 20 });
  lag.enable();
  const lagGauge = metrics.gauge({
    name: 'eventide_loop_lag_seconds',
    help: 'Longest delay of the main loop since the last look.',
  });
  let cancel = (): void => {};
  const tick = (): void => {
    cancel = systemClock.setTimer(SAMPLE_MS, () => {
      lagGauge.set(lag.max / 1e9);
      lag.reset();
      sample().finally(tick);
    });
  };
  tick();
  const server = await startTelemetryServer(splitAddress(address), {
    metrics: () => registry.metrics(),
    contentType: registry.contentType,
    health: () => healthOf(node, path),
  });
  return {
    url: server.url,
    async close() {
      cancel();
      cancel = () => {};
      lag.disable();
      for (const stop of stops) stop();
      await server.close();
    },
  };
}

function sampler({ node, metrics, path }: TelemetryParts): () => Promise<void> {
  const physical = metrics.histogram({ name: 'dusk_physical_mem', help: 'Resident bytes.', buckets: BYTE_BUCKETS });
  const virtual = metrics.histogram({
    name: 'dusk_virtual_mem',
    help: 'Bytes of heaps and buffers.',
    buckets: BYTE_BUCKETS,
  });
  const peers = metrics.histogram({ name: 'dusk_kadcast_peers', help: 'Neighbours alive.', buckets: PEER_BUCKETS });
  const all = metrics.gauge({ name: 'dusk_provisioners_all', help: 'Provisioners.' });
  const eligible = metrics.gauge({ name: 'dusk_provisioners_eligible', help: 'Provisioners that may be drawn.' });
  const waiting = metrics.gauge({ name: 'eventide_mempool_transactions', help: 'Transactions that wait.' });
  const synced = metrics.gauge({ name: 'eventide_chain_in_sync', help: '1 if no blocks are being caught up.' });
  const free = metrics.gauge({ name: 'eventide_disk_free_bytes', help: 'Free bytes of the disk.' });
  const total = metrics.gauge({ name: 'eventide_disk_total_bytes', help: 'Bytes of the disk.' });
  const offset = metrics.gauge({
    name: 'eventide_clock_offset_seconds',
    help: 'Least seconds this clock is ahead of those of other provisioners (negative: behind), by the times of their blocks.',
  });
  const backup = metrics.gauge({
    name: 'eventide_backup_age_seconds',
    help: 'Seconds since the last backup; since the folder was made if there was none.',
  });
  const resident = metrics.gauge({ name: 'eventide_resident_bytes', help: 'Resident bytes now.' });
  return async () => {
    const { rss, heapTotal, external } = process.memoryUsage();
    physical.observe(rss);
    virtual.observe(heapTotal + external);
    resident.set(rss);
    waiting.set(node.door.mempool.size);
    synced.set(node.status().inSync ? 1 : 0);
    offset.set(node.status().clockOffsetSec);
    try {
      peers.observe((await node.door.peers.alive(PEERS_ASKED)).length);
      const height = node.door.ledger.tip().block.header.height + 1n;
      const drawn = node.status().provisioners;
      all.set(drawn.length);
      eligible.set(eligibleIn(drawn, height).length);
      const { freeBytes, totalBytes } = await diskSpace(path);
      free.set(freeBytes);
      total.set(totalBytes);
      backup.set((await backupAgeMs(path, systemClock.nowMs())) / 1_000);
    } catch {
      // A node that is closing answers no more.
    }
  };
}

async function healthOf(node: RunningNode, path: string): Promise<Health> {
  const { inSync, paused, executorAlive, lag } = node.status();
  const { freeBytes, totalBytes } = await diskSpace(path);
  const peers = (await node.door.peers.alive(WANTED_PEERS).catch(() => [])).length;
  const known = node.door.identity.bootstrapping.filter((peer) => peer !== node.door.identity.kadcastAddress).length;
  return judgeHealth({
    inSync,
    lag,
    peers,
    wantedPeers: Math.min(WANTED_PEERS, known),
    diskFree: freeBytes / totalBytes,
    executorAlive,
    paused,
  });
}
