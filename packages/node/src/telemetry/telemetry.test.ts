import { createSimulatedClock, silentLog } from '@eventide/base';
import { Registry } from 'prom-client';
import { afterAll, describe, expect, test } from 'vitest';
import { watchDisk } from './diskGuard.ts';
import { judgeHealth } from './health.ts';
import { createNodeLog, type LogOptions } from './nodeLog.ts';
import { createPromMetrics } from './promMetrics.ts';
import { startTelemetryServer } from './telemetryServer.ts';

const well = { inSync: true, lag: 0, peers: 3, wantedPeers: 3, diskFree: 0.5, executorAlive: true, paused: false };

describe('13 §8 logs', () => {
  const written = (options: Partial<LogOptions>): string[] => {
    const lines: string[] = [];
    const log = createNodeLog({
      level: 'info',
      type: 'plain',
      write: (text) => lines.push(text),
      nowMs: () => 0,
      ...options,
    });
    log.with({ part: 'chain' }).info('block accepted', { height: 7n, by: 'a "b"\nc' });
    log.with({ part: 'kadcast' }).warn('strange');
    log.debug('hidden');
    return lines;
  };

  test('plain lines keep foreign line breaks inside', () => {
    expect(written({})).toEqual([
      '1970-01-01T00:00:00.000Z info  block accepted part=chain height=7 by="a \\"b\\"\\nc"\n',
      '1970-01-01T00:00:00.000Z warn  strange part=kadcast\n',
    ]);
  });

  test('json lines', () => {
    expect(JSON.parse(written({ type: 'json' })[0] as string)).toMatchObject({ text: 'block accepted', height: '7' });
  });

  test('levels and parts', () => {
    expect(written({ level: 'error' })).toEqual([]);
    expect(written({ filter: 'chain' })).toHaveLength(1);
    expect(written({ level: 'debug', type: 'coloured' })).toHaveLength(3);
  });
});

describe('13 §8 health and metrics', () => {
  const registry = new Registry();
  const metrics = createPromMetrics(registry);
  let health = judgeHealth(well);
  const open = startTelemetryServer(
    { host: '127.0.0.1', port: 0 },
    { metrics: () => registry.metrics(), contentType: registry.contentType, health: async () => health },
  );
  afterAll(async () => (await open).close());
  const get = async (path: string, method = 'GET') => fetch((await open).url + path, { method });

  test('meters by name, with labels', async () => {
    metrics.counter({ name: 'a_total', help: 'A.', labels: ['why'] }).add(2, { why: 'x' });
    metrics.counter({ name: 'a_total', help: 'A.', labels: ['why'] }).add(1, { why: 'x' });
    metrics.gauge({ name: 'b', help: 'B.' }).set(5);
    metrics.histogram({ name: 'c', help: 'C.', buckets: [1, 2] }).observe(1.5);
    const text = await (await get('/metrics')).text();
    expect(text).toContain('a_total{why="x"} 3');
    expect(text).toContain('b 5');
    expect(text).toContain('c_bucket{le="2"} 1');
  });

  test('live, ready, and not ready with the failing check', async () => {
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(200);
    health = judgeHealth({ ...well, peers: 1, diskFree: 0.01 });
    const response = await get('/health/ready');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      ready: false,
      checks: { peers: { ok: false, value: 1 }, lag: { ok: true } },
    });
  });

  test('refuses other paths and methods, and a port in use', async () => {
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(405);
    const port = Number(new URL((await open).url).port);
    const sources = { metrics: async () => '', contentType: '', health: async () => health };
    await expect(startTelemetryServer({ host: '127.0.0.1', port }, sources)).rejects.toThrowCode('NODE_PORT_TAKEN');
  });
});

describe('13 §1.3 a full disk', () => {
  test('pauses, goes on, and stops before the end', async () => {
    const clock = createSimulatedClock();
    const seen: string[] = [];
    let freeBytes = 500;
    const guard = watchDisk(
      { pauseBytes: 200, stopBytes: 50, everyMs: 10 },
      {
        space: async () => ({ freeBytes, totalBytes: 1_000 }),
        pause: (paused) => seen.push(paused ? 'pause' : 'go on'),
        stop: () => seen.push('stop'),
        clock,
        log: silentLog,
      },
    );
    for (const free of [300, 199, 100, 250, 49]) {
      freeBytes = free;
      await clock.advance(10);
    }
    expect(seen).toEqual(['pause', 'go on', 'stop']);
    guard.close();
    expect(clock.pending).toBe(0);
  });
});
