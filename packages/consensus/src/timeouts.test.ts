import { describe, expect, test } from 'vitest';
import { baseTimeoutMs, increasedTimeoutMs, noSamples, recordDuration } from './timeouts.ts';

const bounds = { minMs: 7_000, maxMs: 40_000, increaseMs: 2_000 };

describe('06 §9.1 timeouts', () => {
  test.each([
    ['nothing recorded: the maximum', [], 40_000],
    ['never below the minimum', [1, 2, 3], 7_000],
    ['never above the maximum', [90_000], 40_000],
    ['a whole second stays', [9_000, 9_000], 9_000],
    ['a started second counts as a whole one', [9_000, 9_002], 10_000],
    ['the mean of all', [8_000, 12_000, 16_000], 12_000],
  ])('%s', (_, samples, expected) => {
    expect(baseTimeoutMs(samples, bounds)).toBe(expected);
  });

  test('the last five durations count, of their step only', () => {
    let samples = noSamples;
    for (const ms of [100_000, 8_000, 8_000, 8_000, 8_000, 8_000]) samples = recordDuration(samples, 'validation', ms);
    expect(samples).toEqual({ ...noSamples, validation: [8_000, 8_000, 8_000, 8_000, 8_000] });
    expect(recordDuration(noSamples, 'proposal', -5).proposal).toEqual([0]);
  });

  test('a timeout grows by the increase up to the maximum', () => {
    expect(increasedTimeoutMs(7_000, bounds)).toBe(9_000);
    expect(increasedTimeoutMs(39_000, bounds)).toBe(40_000);
  });
});
