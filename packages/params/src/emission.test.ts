import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { BLOCKS_PER_PERIOD, emissionAt, emissionSchedule, emissionUpTo, TOTAL_EMISSION } from './emission.ts';

type Row = { from: string; to: string; luxPerBlock: string; totalLux: string; cumulativeLux: string };
const vector = loadVectors<{
  blocksPerPeriod: number;
  schedule: readonly Row[];
  assertedPeriodTotalsLux: readonly string[];
  assertedTotalLux: string;
  atHeight: Readonly<Record<string, string>>;
}>('contracts/emission');

describe('05 §7.1 emission', () => {
  test('the schedule', () => {
    expect(BLOCKS_PER_PERIOD).toBe(BigInt(vector.blocksPerPeriod));
    expect(emissionSchedule).toEqual(
      vector.schedule.map((row) => ({ from: BigInt(row.from), to: BigInt(row.to), perBlock: BigInt(row.luxPerBlock) })),
    );
  });

  test.each(Object.entries(vector.atHeight))('height %s mints %s', (height, lux) => {
    expect(emissionAt(BigInt(height))).toBe(BigInt(lux));
  });

  test.each(vector.schedule)('up to $to: $cumulativeLux', ({ from, to, totalLux, cumulativeLux }) => {
    expect(emissionUpTo(BigInt(to))).toBe(BigInt(cumulativeLux));
    expect(emissionUpTo(BigInt(to)) - emissionUpTo(BigInt(from) - 1n)).toBe(BigInt(totalLux));
  });

  test('the totals the reference asserts', () => {
    vector.assertedPeriodTotalsLux.forEach((total, i) => {
      const end = BigInt(i + 1) * BLOCKS_PER_PERIOD;
      expect(emissionUpTo(end) - emissionUpTo(end - BLOCKS_PER_PERIOD)).toBe(BigInt(total));
    });
    expect(TOTAL_EMISSION).toBe(BigInt(vector.assertedTotalLux));
    expect(emissionUpTo(2n ** 64n - 1n)).toBe(TOTAL_EMISSION);
  });

  test('nothing before the first block', () => {
    expect([emissionAt(0n), emissionUpTo(0n), emissionAt(-1n), emissionUpTo(-1n)]).toEqual([0n, 0n, 0n, 0n]);
  });
});
