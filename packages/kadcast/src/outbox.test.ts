import { seededRandom } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import type { Address } from './address.ts';
import { defaultEncoderOptions, encodeDatagrams } from './chunk.ts';
import { Outbox, type OutboxOptions } from './outbox.ts';
import { RateLimiter } from './rateLimit.ts';
import { SimulatedNetwork } from './simulation.ts';

const header = { id: new Uint8Array(16), nonce: new Uint8Array(4), port: 1, networkId: 1 };
/** 6 datagrams. */
const small = encodeDatagrams(Uint8Array.of(1), header, defaultEncoderOptions);
const targets: Address[] = [1, 2, 3].map((n) => ({ host: `10.0.0.${n}`, port: 9000 }));

function world(options: OutboxOptions, pending = 0) {
  const { clock, advance } = (() => {
    const network = new SimulatedNetwork({ delayMs: [0, 0], loss: 0, duplication: 0 }, seededRandom(1));
    return { clock: network.clock, advance: (ms: number) => network.advance(ms) };
  })();
  const sent: { to: string; height: number; id: number }[] = [];
  const transport = {
    pending,
    send: (datagram: Uint8Array, to: Address) =>
      sent.push({ to: to.host, height: datagram[26] as number, id: datagram[78] as number }),
    onDatagram: () => {},
    close: () => {},
  };
  return { outbox: new Outbox(options, transport, clock), sent, advance };
}

describe('07 §6.2 pacing', () => {
  test('each datagram goes to all targets before the next one', () => {
    const { outbox, sent } = world({ perSecond: 1000, burst: 100, maxQueued: 100 });
    expect(outbox.push(small, 77, targets)).toBe(true);
    expect(sent.map(({ to, id }) => `${to} ${id}`).slice(0, 4)).toEqual([
      '10.0.0.1 0',
      '10.0.0.2 0',
      '10.0.0.3 0',
      '10.0.0.1 1',
    ]);
    expect(sent.every(({ height }) => height === 77)).toBe(true);
    expect([sent.length, outbox.queued]).toEqual([18, 0]);
  });

  test('a burst at once, then the rate', async () => {
    const { outbox, sent, advance } = world({ perSecond: 1000, burst: 6, maxQueued: 100 });
    outbox.push(small, 1, targets);
    outbox.push(small, 2, targets);
    expect(sent).toHaveLength(6);
    await advance(12);
    expect(sent).toHaveLength(18);
    await advance(100);
    expect(sent.map(({ height }) => height)).toEqual([...new Array(18).fill(1), ...new Array(18).fill(2)]);
  });

  test('a message that does not fit is refused whole', () => {
    const { outbox, sent } = world({ perSecond: 1, burst: 1, maxQueued: 20 });
    expect(outbox.push(small, 1, targets)).toBe(true);
    expect(outbox.push(small, 2, targets)).toBe(false);
    expect(outbox.push(small, 2, [])).toBe(true);
    expect(sent.length + outbox.queued).toBe(18);
  });

  test('waits for a transport that lags', async () => {
    const { outbox, sent, advance } = world({ perSecond: 1000, burst: 100, maxQueued: 100 }, 5000);
    outbox.push(small, 1, targets);
    await advance(50);
    expect(sent).toEqual([]);
    expect(outbox.queued).toBe(18);
  });

  test('07 §7 what a peer is known to have is not sent to it any more', async () => {
    const { outbox, sent, advance } = world({ perSecond: 1000, burst: 6, maxQueued: 100 });
    const other = encodeDatagrams(Uint8Array.of(2), header, defaultEncoderOptions);
    outbox.push(small, 1, targets);
    outbox.push(other, 2, targets.slice(0, 2));
    expect(sent).toHaveLength(6);
    outbox.spare(small.rayId, targets[1] as Address);
    outbox.spare(small.rayId, { host: '10.0.0.1', port: 1 });
    expect(outbox.queued).toBe(12 - 4 + 12);
    await advance(100);
    const received = (host: string, height: number): number =>
      sent.filter((one) => one.to === host && one.height === height).length;
    expect(targets.map(({ host }) => received(host, 1))).toEqual([6, 2, 6]);
    expect(targets.map(({ host }) => received(host, 2))).toEqual([6, 6, 0]);
    expect(outbox.queued).toBe(0);
  });

  test('a message all its targets have ends', async () => {
    const { outbox, sent, advance } = world({ perSecond: 1000, burst: 3, maxQueued: 100 });
    outbox.push(small, 1, targets);
    outbox.push(small, 2, targets);
    for (const target of targets) outbox.spare(small.rayId, target);
    expect(outbox.queued).toBe(0);
    await advance(100);
    expect(sent).toHaveLength(3);
    outbox.push(small, 3, targets);
    await advance(100);
    expect(sent.filter(({ height }) => height === 3)).toHaveLength(18);
  });

  test('nothing after the end', async () => {
    const { outbox, sent, advance } = world({ perSecond: 1000, burst: 3, maxQueued: 100 });
    outbox.push(small, 1, targets);
    outbox.close();
    await advance(100);
    expect(sent).toHaveLength(3);
    expect([outbox.push(small, 1, targets), outbox.queued]).toEqual([false, 0]);
  });
});

describe('07 §5.5 rate', () => {
  test('burst, refill, charge, each source for itself', () => {
    const limiter = new RateLimiter({ perSecond: 10, burst: 3 });
    const ask = (source: string, nowMs: number): boolean => limiter.allows(source, nowMs);
    expect([ask('a', 0), ask('a', 0), ask('a', 0), ask('a', 0), ask('b', 0)]).toEqual([true, true, true, false, true]);
    expect([ask('a', 99), ask('a', 100), ask('a', 100)]).toEqual([false, true, false]);
    expect(ask('a', 10_000)).toBe(true);
    limiter.charge('a', 20);
    limiter.charge('unknown', 20);
    expect([ask('a', 10_050), ask('a', 10_100)]).toEqual([false, true]);
  });
});
