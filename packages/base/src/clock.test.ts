import { describe, expect, test } from 'vitest';
import { createSimulatedClock, systemClock } from './clock.ts';

describe('simulated clock', () => {
  test('timers fire in order of due time, then of creation, at their own time', async () => {
    const clock = createSimulatedClock(1000);
    const fired: [string, number][] = [];
    const note = (name: string) => () => fired.push([name, clock.nowMs()]);
    clock.setTimer(20, note('late'));
    clock.setTimer(10, note('first'));
    clock.setTimer(10, note('second'));
    clock.setTimer(-5, note('now'));
    expect(clock.nextDueMs()).toBe(1000);
    await clock.advance(15);
    expect(fired).toEqual([
      ['now', 1000],
      ['first', 1010],
      ['second', 1010],
    ]);
    expect([clock.nowMs(), clock.pending, clock.nextDueMs()]).toEqual([1015, 1, 1020]);
  });

  test('a cancelled timer does not fire', async () => {
    const clock = createSimulatedClock();
    const cancel = clock.setTimer(5, () => expect.unreachable());
    cancel();
    cancel();
    await clock.advance(10);
    expect(clock.nextDueMs()).toBe(null);
  });

  test('what a timer sets off runs before time goes on', async () => {
    const clock = createSimulatedClock();
    const times: number[] = [];
    const loop = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(10);
        times.push(clock.nowMs());
      }
    };
    const done = loop();
    await clock.advance(100);
    await done;
    expect(times).toEqual([10, 20, 30]);
    expect(clock.nowMs()).toBe(100);
  });

  test('sleep ends with its signal and leaves no timer', async () => {
    const clock = createSimulatedClock();
    const stop = new AbortController();
    const sleep = clock.sleep(10, stop.signal);
    expect(clock.pending).toBe(1);
    stop.abort(new Error('stopped'));
    await expect(sleep).rejects.toThrow('stopped');
    expect(clock.pending).toBe(0);
    await expect(clock.sleep(10, stop.signal)).rejects.toThrow('stopped');
    expect(clock.pending).toBe(0);
  });

  test('time does not go back or end', async () => {
    const clock = createSimulatedClock();
    await expect(clock.advance(-1)).rejects.toThrow(RangeError);
    await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError);
    await expect(clock.advance(Number.POSITIVE_INFINITY)).rejects.toThrow(RangeError);
  });
});

describe('system clock', () => {
  test('tells the time and wakes up', async () => {
    const before = Date.now();
    await systemClock.sleep(1);
    expect(systemClock.nowMs()).toBeGreaterThanOrEqual(before);
  });

  test('a timer beyond the range of setTimeout waits instead of firing at once', async () => {
    const cancel = systemClock.setTimer(2 ** 40, () => expect.unreachable());
    await systemClock.sleep(5);
    cancel();
  });

  test('sleep ends with its signal', async () => {
    await expect(systemClock.sleep(60_000, AbortSignal.abort(new Error('no')))).rejects.toThrow('no');
  });
});
