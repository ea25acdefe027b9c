import { describe, expect, test } from 'vitest';
import { createLog, type LogLine, silentLog } from './log.ts';
import { silentMetrics } from './metrics.ts';

describe('log', () => {
  test('hands level, text and fields to its sink', () => {
    const lines: LogLine[] = [];
    const log = createLog((line) => lines.push(line));
    log.info('block accepted', { height: 7n });
    log.error('disk full');
    expect(lines).toEqual([
      { level: 'info', text: 'block accepted', fields: { height: 7n } },
      { level: 'error', text: 'disk full', fields: {} },
    ]);
  });

  test('carries fields along; a line may replace them', () => {
    const lines: LogLine[] = [];
    const log = createLog((line) => lines.push(line)).with({ peer: 'a', topic: 1 });
    log.with({ topic: 2 }).debug('message dropped', { peer: 'b' });
    log.warn('strange');
    expect(lines.map((line) => line.fields)).toEqual([
      { peer: 'b', topic: 2 },
      { peer: 'a', topic: 1 },
    ]);
  });

  test('silence takes everything', () => {
    silentLog.with({ a: 1 }).error('nobody hears it', { b: 2 });
    silentMetrics.counter({ name: 'eventide_test_total', help: 'Nothing.' }).add(2, { kind: 'x' });
    silentMetrics.gauge({ name: 'eventide_test_bytes', help: 'Nothing.' }).set(1);
    silentMetrics.histogram({ name: 'eventide_test_seconds', help: 'Nothing.', buckets: [1] }).observe(0.5);
  });
});
