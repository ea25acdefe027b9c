import type { Bench, BenchResult } from '@eventide/testkit';
import { bls12_381 as noble } from '@noble/curves/bls12-381.js';
import { createPool } from '../createPool.ts';
import { convertArea } from '../gen/convert.ts';
import { selftestArea } from '../gen/selftest.ts';
import { yardstickArea } from '../gen/yardstick.ts';
import type { Tier } from '../kernels.ts';
import { generateLocal, startLocal } from '../local/engine.ts';
import { loadBases, msm } from '../msm/msm.ts';
import { G1_GENERATOR, G2_GENERATOR } from '../plain/curve.ts';
import { encodeG1, encodeG2 } from '../plain/encoding.ts';
import { FR_MODULUS } from '../plain/numbers.ts';
import { detectTier, hasTier } from '../tier.ts';
import { concatBytes } from './bytes.ts';
import { loadCurves } from './loadCurves.ts';

export const area = 'kernels/curve';

const generator1 = encodeG1(G1_GENERATOR);
const generator2 = encodeG2(G2_GENERATOR);
/** Spread scalars; the same in every run. */
const dense = (i: number): bigint =>
  (BigInt(i + 3) ** 5n * (FR_MODULUS / 1_000_003n) * 0x9e3779b97f4a7c15n) % FR_MODULUS;
const littleEndian = (x: bigint): number[] => Array.from({ length: 32 }, (_, i) => Number((x >> BigInt(8 * i)) & 255n));
const scalarBytes = (count: number, scalar: (i: number) => bigint): Uint8Array =>
  Uint8Array.from(Array.from({ length: count }, (_, i) => littleEndian(scalar(i))).flat());

/** Curve part of 11 §11, as ratios to the Fp multiplication of the same run and to an independent library. */
export async function run(bench: Bench): Promise<void> {
  const yard = await fpMultiplication(bench);
  await groups(bench, yard);
  await sums(bench, yard);
}

function fpMultiplication(bench: Bench): Promise<BenchResult> {
  const parts = generateLocal(detectTier(), [convertArea, selftestArea, yardstickArea]);
  const engine = startLocal(parts, new WebAssembly.Module(parts.binary));
  const { fp } = engine.assembly;
  const at = engine.arena.alloc(12 * fp.size);
  for (let i = 0; i < 24; i++) fp.write(engine.memory.buffer, at + (i >> 1) * fp.size, (i & 1) as 0 | 1, dense(i));
  const call = () => engine.call('yard_Fp_mul', at, 20_000);
  return bench.measure('Fp mul', call, { operations: 40_000, warmup: 8 });
}

async function groups(bench: Bench, yard: BenchResult): Promise<void> {
  const tiers: readonly Tier[] = (['fma', 'simd', 'scalar'] as const).filter(hasTier);
  for (const tier of tiers) {
    const { g1, g2, pairing } = loadCurves(tier);
    const scalar = FR_MODULUS / 7n;
    const points1 = Array.from({ length: 31 }, (_, i) => g1.mul(generator1, dense(i)));
    const points2 = Array.from({ length: 64 }, (_, i) => g2.mul(generator2, dense(i)));
    const [a, b] = [points1[0] as Uint8Array, points2[0] as Uint8Array];
    const compressed = g1.compressMany(concatBytes(points1.slice(0, 11)));
    const left = concatBytes([g1.mul(generator1, scalar), g1.negate(generator1)]);
    const right = concatBytes([generator2, g2.mul(generator2, scalar)]);
    const measure = (name: string, fn: () => unknown, options = {}) => bench.measure(`${name}, ${tier}`, fn, options);

    const product = await measure('pairing product of 2, prepared', () => pairing.isOne(left, right), { warmup: 20 });
    await measure('G1 multiplication', () => g1.mul(a, scalar), { warmup: 20 });
    await measure('G2 multiplication', () => g2.mul(b, scalar), { warmup: 20 });
    await measure('11 G1 decompressions with checks', () => g1.decompressMany(compressed), { warmup: 10 });
    const one = g2.compressMany(b);
    await measure('G2 decompression with checks', () => g2.decompressMany(one), { warmup: 10 });
    const scalars31 = scalarBytes(31, dense);
    await measure('sum of 31 in G1', () => g1.msm(concatBytes(points1), scalars31), { warmup: 10 });
    const scalars64 = scalarBytes(64, dense);
    await measure('sum of 64 in G2', () => g2.msm(concatBytes(points2), scalars64), { warmup: 3 });
    if (tier !== tiers[0]) continue;
    bench.ratio('pairing product of 2 / Fp mul', product, yard, { atMost: 20_000 });
    const p = noble.G1.Point.BASE.multiply(scalar);
    const q = noble.G2.Point.BASE.multiply(scalar);
    const pairs = [
      { g1: p, g2: noble.G2.Point.BASE },
      { g1: noble.G1.Point.BASE.negate(), g2: q },
    ];
    const theirs = await bench.measure('pairing product of 2, noble', () => noble.pairingBatch(pairs), { runs: 5 });
    bench.ratio('pairing product of 2: ours / noble', product, theirs);
  }
}

async function sums(bench: Bench, yard: BenchResult): Promise<void> {
  const { g1 } = loadCurves();
  const count = 1 << 15;
  // Base i is (i + 1)·G, made by doubling the list.
  const points: Uint8Array[] = [generator1];
  for (let step = generator1; points.length < 1 << 10; step = g1.sum(concatBytes([step, step]))) {
    points.push(...points.map((point) => g1.sum(concatBytes([point, step]))));
  }
  const bases = concatBytes(points);
  for (const threads of [1, 2]) {
    const pool = await createPool({ threads });
    try {
      const resident = await loadBases(pool, bases, { checkSubgroup: false });
      const wires = (i: number): bigint =>
        i % 100 < 44 ? 0n : i % 100 < 60 ? 1n : i % 100 < 78 ? dense(i) >> 223n : dense(i);
      const cases = [
        ['dense', dense],
        ['wire-like', wires],
        ['all equal', () => FR_MODULUS / 5n],
        ['all zero', () => 0n],
      ] as const;
      const results = new Map<string, BenchResult>();
      for (const [name, scalar] of cases) {
        const scalars = scalarBytes(points.length, scalar);
        const terms = Array.from({ length: count / points.length }, () => ({ bases: resident, scalars }));
        const result = await bench.measure(`32 sums of 2^10, ${name}, ${threads} threads`, () => msm(pool, terms), {
          runs: 5,
        });
        results.set(name, result);
      }
      const [denseResult, wireResult] = [results.get('dense'), results.get('wire-like')];
      if (denseResult !== undefined) bench.ratio(`32 sums of 2^10 / Fp mul, ${threads} threads`, denseResult, yard);
      if (denseResult !== undefined && wireResult !== undefined) {
        bench.ratio(`wire-like / dense, ${threads} threads`, wireResult, denseResult, { atMost: 0.33 });
      }
    } finally {
      await pool.close();
    }
  }
  await large(bench, yard);
}

/** One dense sum of 2^15 distinct bases, the size of a prover's commitment. */
async function large(bench: Bench, yard: BenchResult): Promise<void> {
  const log = 15;
  const { g1 } = loadCurves();
  const points: Uint8Array[] = [generator1];
  for (let step = generator1; points.length < 1 << log; step = g1.sum(concatBytes([step, step]))) {
    points.push(...points.map((point) => g1.sum(concatBytes([point, step]))));
  }
  const scalars = scalarBytes(1 << log, dense);
  const times: BenchResult[] = [];
  for (const threads of [1, 2]) {
    const pool = await createPool({ threads });
    try {
      const bases = await loadBases(pool, concatBytes(points), { checkSubgroup: false });
      times.push(
        await bench.measure(`sum of 2^${log}, dense, ${threads} threads`, () => msm(pool, [{ bases, scalars }]), {
          runs: 5,
        }),
      );
    } finally {
      await pool.close();
    }
  }
  const [one, two] = times as [BenchResult, BenchResult];
  bench.ratio(`sum of 2^${log} / Fp mul`, one, yard, { atMost: 5_500_000 });
  bench.ratio('2-thread scaling', one, two, { atLeast: 1.85 });
}
