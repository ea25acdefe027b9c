import { createSimulatedClock } from '@eventide/base';
import { expect, test } from 'vitest';
import type { NetworkEvent } from './events.ts';
import { watchMachine } from './watchMachine.ts';

const MIB = 1_048_576;

function machine() {
  const time = createSimulatedClock(1_000_000);
  const done: unknown[] = [];
  const facts = { freeMib: 5_000, backMs: 0 };
  const watch = watchMachine({
    space: async () => ({ freeBytes: facts.freeMib * MIB, totalBytes: 10_000 * MIB }),
    clock: { ...time, nowMs: () => time.nowMs() - facts.backMs, setTimer: time.setTimer },
    monotonicMs: () => time.nowMs(),
    pause: (paused) => done.push(paused ? 'pause' : 'go on'),
    stop: () => done.push('stop'),
    onEvent: (event: NetworkEvent) => done.push('text' in event ? event.text : event.kind),
  });
  return { time, facts, watch, done };
}

test('13 §1.3 a disk that fills pauses the network, frees it, and at the end stops it', async () => {
  const { time, facts, watch, done } = machine();
  const after = async (freeMib: number): Promise<readonly unknown[]> => {
    facts.freeMib = freeMib;
    await time.advance(10_000);
    return done.splice(0);
  };
  expect(await after(201)).toEqual([]);
  expect(await after(180)).toEqual([
    'pause',
    expect.stringMatching(/^Only 18\d MB free: network paused, nothing lost$/),
  ]);
  expect(await after(170)).toEqual([]);
  expect(await after(900)).toEqual(['go on', expect.stringMatching(/ free again: going on$/)]);
  expect(await after(40)).toEqual([expect.stringMatching(/^Only 4\d MB free: network stopped/), 'stop']);
  watch.close();
  expect(await after(10)).toEqual([]);
});

test('13 §1.3 a clock that goes back is told once; small steps and jumps ahead are not', async () => {
  const { time, facts, watch, done } = machine();
  for (const backMs of [2_000, 4_000, 0]) {
    facts.backMs = backMs;
    await time.advance(2_000);
  }
  expect(done).toEqual([]);
  facts.backMs = 40_000;
  await time.advance(5_000);
  expect(done).toEqual(['Clock moved back 40 s, blocks wait until it catches up']);
  watch.close();
});
