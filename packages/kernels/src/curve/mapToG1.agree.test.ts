import { bls12_381 } from '@noble/curves/bls12-381.js';
import { describe, expect, test } from 'vitest';
import { SWU_Z } from '../plain/mapToG1.ts';
import { FP_MODULUS, FR_MODULUS, invMod, powMod } from '../plain/numbers.ts';
import { hasTier } from '../tier.ts';
import { loadCurves } from './loadCurves.ts';
import { writeBytes } from './localGroup.ts';

/** Where the map divides by zero: Z·u² = −1. */
const exception = powMod(invMod(FP_MODULUS - SWU_Z, FP_MODULUS), (FP_MODULUS + 1n) / 4n, FP_MODULUS);
const elements = [0n, 1n, 2n, FP_MODULUS - 1n, FP_MODULUS / 3n, exception, FP_MODULUS - exception];
for (let i = 0; i < 12; i++) elements.push(powMod(5n, BigInt(1000 + i), FP_MODULUS));

/** Takes an element itself for G1, whatever its type says. */
const nobleMap = bls12_381.G1.mapToCurve as unknown as (u: bigint) => InstanceType<typeof bls12_381.G1.Point>;

const pair = (u0: bigint, u1: bigint): Uint8Array => {
  const bytes = new Uint8Array(96);
  writeBytes(bytes, 0, u0);
  writeBytes(bytes, 48, u1);
  return bytes;
};

describe.each(['fma', 'simd', 'scalar', 'bigint'] as const)('01 §8.2 map to G1, tier %s', (tier) => {
  if (tier !== 'bigint' && !hasTier(tier)) {
    test('is absent here and says so', () => {
      expect(() => loadCurves(tier)).toThrowCode('KERNEL_TIER_MISSING');
    });
    return;
  }
  const { g1, mapPairToG1, mapTwoTimes } = loadCurves(tier);

  test('agrees with noble, exceptions included', () => {
    expect((SWU_Z * exception * exception + 1n) % FP_MODULUS).toBe(0n);
    for (const [i, u0] of elements.entries()) {
      const u1 = elements[(i * 7 + 3) % elements.length] as bigint;
      const theirs = nobleMap(u0).add(nobleMap(u1));
      expect(mapPairToG1(pair(u0, u1))).toEqual(new Uint8Array(theirs.toBytes(false)));
    }
  });

  test('two at once, times one scalar, are each of them times it', () => {
    const scalars = [0n, 1n, 2n, FR_MODULUS - 1n, FR_MODULUS, powMod(7n, 1234n, FR_MODULUS)];
    for (const [i, scalar] of scalars.entries()) {
      const [a, b] = [i, i + 6].map((k) =>
        pair(elements[k] as bigint, elements[(k * 5 + 2) % elements.length] as bigint),
      );
      const both = new Uint8Array([...(a as Uint8Array), ...(b as Uint8Array)]);
      const each = [a, b].flatMap((one) => [...g1.mul(mapPairToG1(one as Uint8Array), scalar)]);
      expect(mapTwoTimes(both, scalar)).toEqual(new Uint8Array(each));
    }
    expect(() => mapTwoTimes(pair(1n, 2n), 1n)).toThrowCode('KERNEL_BAD_LENGTH');
    expect(() => mapTwoTimes(new Uint8Array([...pair(1n, 2n), ...pair(3n, FP_MODULUS)]), 1n)).toThrowCode(
      'KERNEL_NOT_CANONICAL',
    );
  });

  test('refuses what are no two field elements', () => {
    expect(() => mapPairToG1(new Uint8Array(95))).toThrowCode('KERNEL_BAD_LENGTH');
    expect(() => mapPairToG1(pair(FP_MODULUS, 1n))).toThrowCode('KERNEL_NOT_CANONICAL');
    expect(() => mapPairToG1(pair(1n, FP_MODULUS))).toThrowCode('KERNEL_NOT_CANONICAL');
  });
});
