import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from '../createPool.ts';
import type { Pool } from '../kernels.ts';
import { G1_GENERATOR, type G1Affine, g1 } from '../plain/curve.ts';
import { compress, encodeG1, g1Layout } from '../plain/encoding.ts';
import { msm as plainMsm } from '../plain/msm.ts';
import { FP_MODULUS, FR_MODULUS } from '../plain/numbers.ts';
import { detectTier, hasTier } from '../tier.ts';
import { type Bases, freeBases, loadBases, msm } from './msm.ts';
import { chooseWindow, windowCount } from './window.ts';

const POINTS = 600;
const STEP = 0x1234567n;
/** point[i] = (1 + i·STEP)·G, so that every sum is known by its logarithm. */
const points: G1Affine[] = [];
const logarithm = (i: number): bigint => 1n + BigInt(i) * STEP;

const concat = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const scalarBytes = (scalars: readonly bigint[]): Uint8Array =>
  Uint8Array.from(scalars.flatMap((x) => Array.from({ length: 32 }, (_, i) => Number((x >> BigInt(8 * i)) & 255n))));
const random = (seed: number): (() => bigint) => {
  let state = BigInt(seed) + 0x9e3779b97f4a7c15n;
  return () => {
    let x = 0n;
    for (let i = 0; i < 5; i++) {
      state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
      x = (x << 60n) + (state >> 4n);
    }
    return x % FR_MODULUS;
  };
};
const expected = (scalars: readonly bigint[], from = 0): Uint8Array =>
  encodeG1(g1.multiply(G1_GENERATOR, scalars.reduce((sum, x, i) => sum + x * logarithm(from + i), 0n) % FR_MODULUS));

beforeAll(() => {
  const step = g1.multiply(G1_GENERATOR, STEP);
  let point: G1Affine = G1_GENERATOR;
  for (let i = 0; i < POINTS; i++) {
    points.push(point);
    point = g1.plus(point, step);
  }
});

describe.each([
  { mode: 'shared', threads: 2, tier: detectTier() },
  { mode: 'single', threads: 1, tier: detectTier() },
  { mode: 'shared', threads: 2, tier: 'scalar' },
  { mode: 'single', threads: 1, tier: hasTier('simd') ? 'simd' : 'scalar' },
] as const)('11 §5 sums of many terms, $mode, $tier', ({ mode, threads, tier }) => {
  let pool: Pool;
  let bases: Bases;
  beforeAll(async () => {
    pool = await createPool({ mode, threads, tier });
    bases = await loadBases(pool, concat(points.map(encodeG1)));
  });
  afterAll(() => pool.close());
  const run = async (scalars: readonly bigint[], from = 0) =>
    (await msm(pool, [{ bases, scalars: scalarBytes(scalars), from }]))[0];

  test.each([0, 1, 2, 3, 17, 31, 600])('%i random terms', async (count) => {
    const next = random(count);
    const scalars = Array.from({ length: count }, next);
    expect(await run(scalars)).toEqual(expected(scalars));
  });

  test('agrees with the plain sum', async () => {
    const scalars = Array.from({ length: 5 }, random(99));
    expect(await run(scalars, 7)).toEqual(encodeG1(plainMsm(g1, points.slice(7, 12), scalars)));
  });

  test.each([
    ['zeros', (): bigint => 0n],
    ['ones', (): bigint => 1n],
    ['one value', (): bigint => 0x1234_5678_9abc_def0_1234_5678_9abc_def0n],
    ['r − 1', (): bigint => FR_MODULUS - 1n],
    ['r and above', (i: number): bigint => FR_MODULUS + BigInt(i)],
    ['2^256 − 1', (): bigint => (1n << 256n) - 1n],
    ['multiples of z²', (i: number): bigint => 0xac45a4010001a4020000000100000000n * BigInt(i)],
    ['single bits', (i: number): bigint => 1n << BigInt(i % 255)],
    ['mostly zero', (i: number): bigint => (i % 5 === 0 ? FR_MODULUS / 3n : 0n)],
  ])('structured scalars: %s', async (_, scalar) => {
    const scalars = Array.from({ length: 200 }, (_, i) => scalar(i));
    expect(await run(scalars, 100)).toEqual(expected(scalars, 100));
  });

  test('several sums at once, with an empty one, share the threads', async () => {
    const next = random(5);
    const lists = [3, 0, 40, 300].map((count) => Array.from({ length: count }, next));
    const sums = await msm(
      pool,
      lists.map((list) => ({ bases, scalars: scalarBytes(list) })),
    );
    expect(sums).toEqual(lists.map((list) => expected(list)));
  });

  test('equal, opposite and infinite bases are added completely', async () => {
    const minus = g1.negate(points[3]);
    const structured = [
      points[3],
      points[3],
      minus,
      undefined,
      points[4],
      points[4],
      points[4],
      minus,
      undefined,
      points[5],
    ];
    const many = [...structured, ...structured, ...Array.from({ length: 40 }, () => points[6])];
    const own = await loadBases(pool, concat(many.map(encodeG1)));
    for (const scalar of [() => 5n, random(3)]) {
      const scalars = many.map(scalar);
      const sums = await msm(pool, [{ bases: own, scalars: scalarBytes(scalars) }]);
      expect(sums[0]).toEqual(encodeG1(plainMsm(g1, many, scalars)));
    }
    freeBases(own);
    await expect(async () => msm(pool, [{ bases: own, scalars: new Uint8Array(32) }])).rejects.toThrowCode(
      'KERNEL_FREED',
    );
  });

  test('equal points in different buckets of a line are added completely', async () => {
    const many = [points[3], points[3], points[3], points[3], g1.negate(points[3])] as G1Affine[];
    const own = await loadBases(pool, concat(many.map(encodeG1)));
    for (const scalars of [
      [1n, 3n],
      [3n, 4n],
      [1n, 2n, 3n, 4n],
      [1n, 2n, 0n, 4n, 3n],
    ]) {
      const sums = await msm(pool, [{ bases: own, scalars: scalarBytes(scalars) }]);
      expect(sums[0]).toEqual(encodeG1(plainMsm(g1, many.slice(0, scalars.length), scalars)));
    }
    freeBases(own);
  });

  test('compressed bases and columns of scalars in both orders', async () => {
    const compact = await loadBases(pool, concat(points.slice(0, 64).map((point) => compress(g1Layout, point))), {
      format: 'compressed',
    });
    const scalars = Array.from({ length: 64 }, random(8));
    const workspace = pool.open();
    const [values, coefficients] = [workspace.column(64), workspace.column(64)];
    await workspace.write(values, scalarBytes(scalars));
    await workspace.write(coefficients, scalarBytes(scalars), { order: 'bitReversed' });
    const sums = await msm(pool, [
      { bases: compact, scalars: values },
      { bases: compact, scalars: coefficients, order: 'bitReversed' },
      { bases: compact, scalars: values, count: 10, from: 0 },
    ]);
    expect(sums).toEqual([expected(scalars), expected(scalars), expected(scalars.slice(0, 10))]);
    workspace.close();
    freeBases(compact);
  });

  test('refuses malformed bases and wrong lengths', async () => {
    const good = encodeG1(points[0]);
    const refuse = (bytes: Uint8Array, format: 'compressed' | 'uncompressed' = 'uncompressed') =>
      expect(loadBases(pool, bytes, { format })).rejects;
    await refuse(good.with(0, 0x80)).toThrowCode('KERNEL_NOT_CANONICAL');
    await refuse(concat([good, good.with(0, 0x1f)])).toThrowCode('KERNEL_NOT_CANONICAL');
    await refuse(good.with(95, (good[95] as number) ^ 1)).toThrowCode('KERNEL_NOT_ON_CURVE');
    await refuse(encodeG1({ x: 0n, y: 2n })).toThrowCode('KERNEL_NOT_ON_CURVE');
    await refuse(encodeG1({ x: 0n, y: FP_MODULUS - 2n })).toThrowCode('KERNEL_NOT_ON_CURVE');
    await refuse(new Uint8Array(48), 'compressed').toThrowCode('KERNEL_NOT_CANONICAL');
    await refuse(g1Layout.toBytes(1n).with(0, 0x80), 'compressed').toThrowCode('KERNEL_NOT_ON_CURVE');
    await expect(async () => loadBases(pool, new Uint8Array(95))).rejects.toThrowCode('KERNEL_BAD_LENGTH');
    await expect(async () => msm(pool, [{ bases, scalars: new Uint8Array(33) }])).rejects.toThrowCode(
      'KERNEL_BAD_LENGTH',
    );
    await expect(async () => msm(pool, [{ bases, scalars: new Uint8Array(64), from: POINTS - 1 }])).rejects.toThrowCode(
      'KERNEL_BAD_LENGTH',
    );
  });
});

describe('11 §5.2 window', () => {
  test('grows with the number of terms and always covers a half scalar', () => {
    const chosen = [1, 30, 1000, 1 << 14, 1 << 17].map(chooseWindow);
    expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
    for (const bits of chosen) expect(bits * windowCount(bits)).toBeGreaterThanOrEqual(130);
  });
});
