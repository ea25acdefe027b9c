import { describe, expect, it } from 'vitest';
import { measureTrace } from './gasTable.fixture.ts';

describe('12 §8, §9 gas and pages beside the originals', () => {
  it('12 §8 at most half the gas and never more pages, call by call; update_root after a note at most 2 million', async () => {
    const rows = await measureTrace();
    expect(rows).toHaveLength(18);
    for (const { name, gas, originalGas, pages, originalPages } of rows) {
      expect(gas * 2n, name).toBeLessThanOrEqual(originalGas);
      expect(pages, name).toBeLessThanOrEqual(originalPages);
      if (name.includes('update_root')) expect(gas).toBeLessThanOrEqual(2_000_000n);
    }
  });
});
