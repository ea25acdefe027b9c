import { beforeAll, describe, expect, test } from 'vitest';
import { createDraw } from '../check/draw.ts';
import { convertArea } from '../gen/convert.ts';
import { msmArea } from '../gen/msm.ts';
import { selftestArea } from '../gen/selftest.ts';
import { generateLocal, type LocalEngine, startLocal } from '../local/engine.ts';
import { CURVE_Z, G1_GENERATOR, type G1Affine, g1 } from '../plain/curve.ts';
import { compress, g1Layout } from '../plain/encoding.ts';
import { FP_MODULUS, FR_MODULUS, powMod } from '../plain/numbers.ts';
import { hasTier } from '../tier.ts';
import { concatBytes } from './bytes.ts';
import { createG1 } from './g1.ts';
import type { G1Kernels, PointStatus } from './types.ts';

const COUNT = 150;
const COFACTOR = (CURVE_Z + 1n) ** 2n / 3n;
/** The cofactor is 3 times the squares of the others; the group has two independent points of each of those orders. */
const primes = [3n, 11n, 10_177n, 859_267n, 52_437_899n] as const;

/** A point of the curve of order `prime`. */
function torsionPoint(prime: bigint, skip = 0): G1Affine {
  let left = skip;
  for (let x = 1n; ; x++) {
    const square = (x ** 3n + 4n) % FP_MODULUS;
    const y = powMod(square, (FP_MODULUS + 1n) / 4n, FP_MODULUS);
    if ((y * y) % FP_MODULUS !== square) continue;
    const rest = (COFACTOR * FR_MODULUS) / (prime === 3n ? 3n : prime ** 2n);
    const point = g1.multiply({ x, y }, rest);
    if (point !== undefined && left-- === 0) return point;
  }
}

const encoded = (points: readonly G1Affine[]): Uint8Array =>
  concatBytes(points.map((point) => compress(g1Layout, point)));

let good: G1Affine[];
let torsion: Map<bigint, G1Affine>;

beforeAll(() => {
  // Multiples at random: sums of points in a progression would meet.
  const draw = createDraw(1);
  const multiple = (): bigint => (BigInt(draw.index(2 ** 32)) << 32n) + BigInt(draw.index(2 ** 32));
  good = Array.from({ length: COUNT }, () => g1.multiply(G1_GENERATOR, multiple()));
  torsion = new Map(primes.map((prime) => [prime, torsionPoint(prime)]));
});

test('01 §8.1 the torsion points of this test have their orders', () => {
  expect(primes.reduce((product, prime) => product * (prime === 3n ? 3n : prime ** 2n), 1n)).toBe(COFACTOR);
  for (const [prime, point] of torsion) expect(g1.multiply(point, prime)).toBeUndefined();
});

describe.each(['fma', 'simd', 'scalar'] as const)('01 §8.1 many points decoded together, tier %s', (tier) => {
  if (!hasTier(tier)) return;
  const parts = generateLocal(tier, [convertArea, selftestArea, msmArea]);
  const engine = startLocal(parts, new WebAssembly.Module(parts.binary));
  /** Points looked at one by one: 64 sums, and all points only if a sum is bad. */
  let looked = 0;
  const watched: LocalEngine = {
    ...engine,
    call(name, ...args) {
      if (name === 'g1_subgroupEach') looked += 2 * (args[2] as number);
      return engine.call(name, ...args);
    },
  };
  const ours: G1Kernels = createG1(watched);
  const draw = createDraw(7);
  const random = (target: Uint8Array): void => target.set(draw.bytes(target.length));

  /** What `points` become together; how many were looked at by themselves. */
  function together(points: readonly G1Affine[]): { status: readonly PointStatus[]; looked: number } {
    looked = 0;
    const bytes = encoded(points);
    const found = ours.decompressTogether(bytes, random);
    const count = looked;
    expect(found).toEqual(ours.decompressMany(bytes));
    return { status: found.status, looked: count };
  }
  const indicesOf = (status: readonly PointStatus[], wanted: PointStatus): number[] =>
    status.flatMap((state, i) => (state === wanted ? [i] : []));

  test('good points need the sums only', () => {
    const found = together(good);
    expect(found.looked).toBe(64);
    expect(found.status.every((state) => state === 'good')).toBe(true);
  });

  test.each(primes)('one point with a part of order %s', (prime) => {
    const found = together(good.with(77, g1.plus(good[77], torsion.get(prime))));
    expect(indicesOf(found.status, 'notInSubgroup')).toEqual([77]);
    expect(found.looked).toBe(64 + COUNT);
  });

  test.each(primes)('two parts of order %s that cancel', (prime) => {
    const part = torsion.get(prime);
    const points = good.with(3, g1.plus(good[3], part)).with(120, g1.plus(good[120], g1.negate(part)));
    expect(indicesOf(together(points).status, 'notInSubgroup')).toEqual([3, 120]);
  });

  test('parts of several orders, alone and in one point, and a point that has nothing else', () => {
    const mixed = primes.reduce<G1Affine>((sum, prime) => g1.plus(sum, torsion.get(prime)), undefined);
    const points = good
      .with(0, torsion.get(11n))
      .with(1, g1.plus(good[1], torsion.get(3n)))
      .with(64, g1.plus(good[64], torsionPoint(11n, 1)))
      .with(149, g1.plus(good[149], mixed));
    expect(indicesOf(together(points).status, 'notInSubgroup')).toEqual([0, 1, 64, 149]);
  });

  test('every point has the same part', () => {
    const part = torsion.get(3n);
    const found = together(good.map((point) => g1.plus(point, part)));
    expect(new Set(found.status)).toEqual(new Set(['notInSubgroup']));
  });

  test('equal and opposite points are decided one by one', () => {
    const found = together(Array.from({ length: COUNT }, (_, i) => (i % 2 === 0 ? good[5] : g1.negate(good[5]))));
    expect(found.status.every((state) => state === 'good')).toBe(true);
    expect(found.looked).toBeGreaterThanOrEqual(COUNT);
  });

  test('what is no point takes no part in the sums', () => {
    const bytes = encoded(good);
    const offCurve = new Uint8Array(48).fill(1, 47).with(0, 0x80);
    bytes.set(offCurve, 48 * 10);
    bytes.set(new Uint8Array(48).fill(255), 48 * 11);
    bytes.set(new Uint8Array(48).with(0, 0xc0), 48 * 12);
    looked = 0;
    const found = ours.decompressTogether(bytes, random);
    expect(looked).toBe(64);
    expect(found).toEqual(ours.decompressMany(bytes));
    expect(found.status.slice(9, 14)).toEqual(['good', 'notOnCurve', 'malformed', 'good', 'good']);
  });

  test('a few points are checked one by one', () => {
    looked = 0;
    const random = (): never => expect.unreachable();
    const bytes = encoded([...good.slice(0, 20), torsion.get(11n)]);
    expect(ours.decompressTogether(bytes, random)).toEqual(ours.decompressMany(bytes));
    expect(looked).toBe(0);
  });
});
