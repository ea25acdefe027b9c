import { runFuzz } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { checkKernels } from './check.ts';
import { targets } from './kernels.fuzz.ts';

test('11 §1.3 every tier of this engine agrees with bigint', async () => {
  const report = await checkKernels();
  expect(report.failed).toEqual([]);
  expect(report.tiers).toContain('scalar');
});

describe('11 §10 hostile bytes', () => {
  test.each(targets)('$name', (target) => {
    const report = runFuzz(target, 60, 1);
    expect(report.refused).toBeGreaterThan(0);
  });
});
