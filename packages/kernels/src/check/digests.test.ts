import { describe, expect, test } from 'vitest';
import { hasTier } from '../tier.ts';
import { kernelDigests } from './digests.ts';
import { createDraw } from './draw.ts';

const tiers = (['fma', 'simd', 'scalar'] as const).filter(hasTier);

describe('11 §1.3 random cases of every kernel', () => {
  test('every tier gives the digests of bigint', async () => {
    const plain = await kernelDigests({ cases: 2, tier: 'bigint' });
    expect(Object.keys(plain.digests).length).toBeGreaterThan(35);
    for (const tier of tiers) {
      expect((await kernelDigests({ cases: 2, tier })).digests, tier).toEqual(plain.digests);
    }
  }, 60_000);

  test('more cases give other digests; one thread gives those of two', async () => {
    const options = { cases: 3, only: ['fr', 'pool run'] };
    const two = await kernelDigests(options);
    expect((await kernelDigests({ ...options, threads: 1 })).digests).toEqual(two.digests);
    expect((await kernelDigests({ ...options, cases: 4 })).digests['fr mul']).not.toBe(two.digests['fr mul']);
  });
});

describe('drawn inputs', () => {
  test('depend on the seed alone', () => {
    expect(createDraw(5).bytes(64)).toEqual(createDraw(5).bytes(64));
    expect(createDraw(5).bytes(64)).not.toEqual(createDraw(6).bytes(64));
  });
});
