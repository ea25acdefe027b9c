import { describe, expect, test } from 'vitest';
import { G1_GENERATOR, type G1Affine, G2_GENERATOR, type G2Affine, g1, g2 } from '../plain/curve.ts';
import { compress, encodeG1, encodeG2, g1Layout } from '../plain/encoding.ts';
import { FP_MODULUS, FR_MODULUS } from '../plain/numbers.ts';
import { hasTier } from '../tier.ts';
import { concatBytes, infinityBytes } from './bytes.ts';
import { loadCurves } from './loadCurves.ts';
import { g1Split, g2Split, strausDigits } from './straus.ts';

const oracle = loadCurves('bigint');
const scalars = [
  0n,
  1n,
  2n,
  8n,
  15n,
  16n,
  FR_MODULUS - 1n,
  FR_MODULUS,
  FR_MODULUS + 5n,
  (1n << 256n) - 1n,
  FR_MODULUS / 3n,
];
const scalarBytes = (list: readonly bigint[]): Uint8Array =>
  Uint8Array.from(list.flatMap((x) => Array.from({ length: 32 }, (_, i) => Number((x >> BigInt(8 * i)) & 255n))));
const p1 = (k: bigint): G1Affine => g1.multiply(G1_GENERATOR, k);
const p2 = (k: bigint): G2Affine => g2.multiply(G2_GENERATOR, k);

/** A point of the curve outside the subgroup with the given abscissa's first hit. */
const outsideG1 = encodeG1({ x: 0n, y: 2n });
const outsideG2 = (() => {
  for (let c0 = 1n; ; c0++) {
    const x = { c0, c1: 1n };
    const y = g2.field.sqrt(g2.rightSide(x));
    if (y !== undefined) return encodeG2({ x, y });
  }
})();

const productOperands = [
  concatBytes([encodeG1(p1(91n)), encodeG1(p1(3n))]),
  concatBytes([encodeG2(p2(57n)), encodeG2(p2(1n << 70n))]),
] as const;
let definition: Uint8Array | undefined;
/** By the definition in bigint, once for all tiers: it takes a second. */
const expectedProduct = (): Uint8Array => {
  definition ??= oracle.pairing.product(...productOperands);
  return definition;
};

describe.each(['fma', 'simd', 'scalar'] as const)('01 §8 curve kernels, tier %s', (tier) => {
  if (!hasTier(tier)) {
    test('is absent here and says so', () => {
      expect(() => loadCurves(tier)).toThrowCode('KERNEL_TIER_MISSING');
    });
    return;
  }
  const kernels = loadCurves(tier);

  describe.each(['g1', 'g2'] as const)('%s', (name) => {
    const ours = kernels[name];
    const theirs = oracle[name];
    const encode = (k: bigint): Uint8Array => (name === 'g1' ? encodeG1(p1(k)) : encodeG2(p2(k)));
    const generator = encode(1n);
    const outside = name === 'g1' ? outsideG1 : outsideG2;

    test.each(scalars)('multiplication by %s', (k) => {
      expect(ours.mul(encode(77n), k)).toEqual(theirs.mul(encode(77n), k % FR_MODULUS));
    });

    test('multiples of infinity, sums with equal, opposite and infinite terms', () => {
      const zero = infinityBytes(ours.pointBytes);
      expect(ours.mul(zero, 5n)).toEqual(zero);
      const [a, b] = [encode(5n), encode(9n)];
      expect(ours.sum(new Uint8Array())).toEqual(zero);
      expect(ours.sum(concatBytes([a, a]))).toEqual(encode(10n));
      expect(ours.sum(concatBytes([a, ours.negate(a)]))).toEqual(zero);
      expect(ours.sum(concatBytes([zero, a, zero, b, a]))).toEqual(encode(19n));
      expect(ours.negate(zero)).toEqual(zero);
      expect(ours.negate(b)).toEqual(theirs.negate(b));
      // Outside the subgroup the complete formulas still hold.
      expect(ours.sum(concatBytes([outside, outside, a]))).toEqual(theirs.sum(concatBytes([outside, outside, a])));
    });

    test.each([1, 3, 4, 12])('sum of %i multiples', (count) => {
      const logs = Array.from({ length: count }, (_, i) => BigInt(3 * i + 1));
      const list = scalars.slice(0, count).concat(logs).slice(0, count);
      const points = concatBytes(logs.map(encode));
      const expected = logs.reduce((sum, log, i) => sum + log * (list[i] as bigint), 0n) % FR_MODULUS;
      expect(ours.msm(points, scalarBytes(list))).toEqual(encode(expected));
    });

    test('structured sums: equal points, opposite points, infinity', () => {
      const a = encode(5n);
      const points = [a, a, ours.negate(a), infinityBytes(ours.pointBytes), a, encode(6n)];
      const list = [7n, 7n, 7n, 7n, 7n, FR_MODULUS - 1n];
      expect(ours.msm(concatBytes(points), scalarBytes(list))).toEqual(encode(64n));
      expect(ours.msm(new Uint8Array(), new Uint8Array())).toEqual(infinityBytes(ours.pointBytes));
    });

    test('encodings there and back, both roots', () => {
      const points = [1n, 2n, 3n, FR_MODULUS - 1n, FR_MODULUS - 2n, 1234567n].map(encode);
      points.push(infinityBytes(ours.pointBytes));
      const compressed = ours.compressMany(concatBytes(points));
      expect(compressed).toEqual(theirs.compressMany(concatBytes(points)));
      const decoded = ours.decompressMany(compressed);
      expect(decoded.status).toEqual(points.map(() => 'good'));
      expect(decoded.points).toEqual(concatBytes(points));
      expect(ours.check(concatBytes(points))).toEqual(points.map(() => 'good'));
    });

    test('refuses what the plain decoder refuses', () => {
      const good = ours.compressMany(generator);
      const half = ours.pointBytes / 2;
      const modulus = new Uint8Array(half);
      modulus.set(g1Layout.toBytes(FP_MODULUS), half - 48);
      const bad = [
        good.with(0, (good[0] as number) & 0x7f),
        good.with(0, (good[0] as number) | 0x40),
        ours.compressMany(infinityBytes(ours.pointBytes)).with(0, 0xe0),
        ours.compressMany(infinityBytes(ours.pointBytes)).with(half - 1, 1),
        modulus.with(0, (modulus[0] as number) | 0x80),
        name === 'g1' ? compress(g1Layout, { x: 0n, y: 2n }) : theirs.compressMany(outsideG2),
        ...Array.from({ length: 6 }, (_, i) => good.with(half - 1, i)),
      ];
      const all = concatBytes(bad);
      expect(ours.decompressMany(all).status).toEqual(theirs.decompressMany(all).status);
      expect(ours.decompressMany(all).points).toEqual(theirs.decompressMany(all).points);
      expect(new Set(ours.decompressMany(all).status)).toContain('notInSubgroup');
      const broken = [outside, generator.with(ours.pointBytes - 1, 0), generator.with(0, 0xa0), generator];
      expect(ours.check(concatBytes(broken))).toEqual(theirs.check(concatBytes(broken)));
      expect(() => ours.check(generator.subarray(1))).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => ours.mul(generator.with(0, 0xa0), 1n)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => ours.msm(generator, new Uint8Array(31))).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => ours.negate(generator.subarray(1))).toThrowCode('KERNEL_BAD_LENGTH');
    });
  });

  describe('11 §6 pairing', () => {
    const { pairing } = kernels;
    test('agrees with the definition coefficient by coefficient', () => {
      expect(pairing.product(...productOperands)).toEqual(expectedProduct());
    });

    test('products that are one, and are not', () => {
      const q = [encodeG2(p2(57n)), encodeG2(G2_GENERATOR)];
      const balanced = [encodeG1(p1(91n)), encodeG1(p1(FR_MODULUS - 91n * 57n))];
      expect(pairing.isOne(concatBytes(balanced), concatBytes(q))).toBe(true);
      expect(pairing.isOne(concatBytes(balanced.toReversed()), concatBytes(q))).toBe(false);
      expect(pairing.isOne(balanced[0] as Uint8Array, q[0] as Uint8Array)).toBe(false);
      const zero1 = infinityBytes(96);
      const zero2 = infinityBytes(192);
      expect(pairing.isOne(zero1, q[0] as Uint8Array)).toBe(true);
      expect(pairing.isOne(balanced[0] as Uint8Array, zero2)).toBe(true);
      expect(pairing.isOne(new Uint8Array(), new Uint8Array())).toBe(true);
      expect(pairing.isOne(concatBytes([...balanced, zero1]), concatBytes([...q, zero2]))).toBe(true);
      expect(pairing.product(zero1, zero2)).toEqual(Uint8Array.from({ length: 576 }, (_, i) => (i === 95 ? 1 : 0)));
    });

    test('forgets the least recent prepared points without harm', () => {
      const generator = encodeG2(G2_GENERATOR);
      const minus = kernels.g1.negate(encodeG1(G1_GENERATOR));
      let point = generator;
      for (let round = 0; round < 3; round++) {
        const right: Uint8Array[] = [];
        for (let i = 0; i < 90; i++) {
          point = kernels.g2.sum(concatBytes([point, generator]));
          right.push(point, point);
        }
        const left = right.map((_, i) => (i % 2 === 0 ? encodeG1(G1_GENERATOR) : minus));
        expect(pairing.isOne(concatBytes(left), concatBytes(right))).toBe(true);
        expect(pairing.isOne(concatBytes(left.slice(1)), concatBytes(right.slice(1)))).toBe(false);
      }
    });

    test('refuses malformed operands and unequal counts', () => {
      const [a, b] = [encodeG1(G1_GENERATOR), encodeG2(G2_GENERATOR)];
      expect(() => pairing.isOne(a, b.subarray(1))).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => pairing.isOne(concatBytes([a, a]), b)).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => pairing.isOne(a.with(0, 0x80), b)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => pairing.isOne(a, b.with(48, 0x1f))).toThrowCode('KERNEL_NOT_CANONICAL');
    });
  });
});

describe('11 §6 signed digits', () => {
  test.each([
    ['g1', g1Split],
    ['g2', g2Split],
  ] as const)('%s: digits add up to the scalar', (_, split) => {
    for (const scalar of scalars) {
      const digits = strausDigits([scalar], split);
      let sum = 0n;
      for (let part = 0; part < split.parts; part++) {
        let value = 0n;
        for (let w = 0; w < split.windows; w++) value = value * 16n + BigInt(digits[w * split.parts + part] as number);
        sum += (part % 2 === 0 ? value : -value) * split.base ** BigInt(part);
      }
      expect(sum).toBe(scalar % FR_MODULUS);
      expect(Math.max(...digits.map(Math.abs))).toBeLessThanOrEqual(8);
    }
  });
});
