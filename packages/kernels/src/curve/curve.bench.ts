import type { Bench, BenchResult } from '@eventide/testkit';
import { bls12_381 as noble } from '@noble/curves/bls12-381.js';
import type { Tier } from '../kernels.ts';
import { denseScalar, fieldYardstick, scalarBytes, spreadPoints } from '../msm/msm.bench.ts';
import { G1_GENERATOR, G2_GENERATOR } from '../plain/curve.ts';
import { encodeG1, encodeG2 } from '../plain/encoding.ts';
import { FR_MODULUS } from '../plain/numbers.ts';
import { hasTier } from '../tier.ts';
import { concatBytes } from './bytes.ts';
import { loadCurves } from './loadCurves.ts';

export const area = 'kernels/curve';

const generator1 = encodeG1(G1_GENERATOR);
const generator2 = encodeG2(G2_GENERATOR);
/** Curve part of 11 §11, as ratios to the Fp multiplication of the same run and to an independent library. */
export async function run(bench: Bench): Promise<void> {
  const yard = await fieldYardstick(bench, 'fp');
  await groups(bench, yard);
}

async function groups(bench: Bench, yard: BenchResult): Promise<void> {
  const tiers: readonly Tier[] = (['fma', 'simd', 'scalar'] as const).filter(hasTier);
  for (const tier of tiers) {
    const { g1, g2, pairing, mapPairToG1 } = loadCurves(tier);
    const scalar = FR_MODULUS / 7n;
    const points1 = Array.from({ length: 31 }, (_, i) => g1.mul(generator1, denseScalar(i)));
    const points2 = Array.from({ length: 64 }, (_, i) => g2.mul(generator2, denseScalar(i)));
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
    const scalars31 = scalarBytes(31, denseScalar);
    await measure('sum of 31 in G1', () => g1.msm(concatBytes(points1), scalars31), { warmup: 10 });
    const scalars64 = scalarBytes(64, denseScalar);
    await measure('sum of 64 in G2', () => g2.msm(concatBytes(points2), scalars64), { warmup: 3 });
    if (tier !== tiers[0]) continue;
    const [many, many2] = [concatBytes(spreadPoints(1000)), concatBytes(points2)];
    const each = { operations: 1000, runs: 5 };
    await measure('G1 check with subgroup, each of 1000', () => g1.check(many), each);
    await measure('G2 check with subgroup, each of 64', () => g2.check(many2), { operations: 64, runs: 5 });
    const [encoding, encodings] = [g1.compressMany(a), g1.compressMany(many)];
    await measure('G1 decompression with checks, alone', () => g1.decompressMany(encoding), { warmup: 10 });
    await measure('G1 decompression with checks, each of 1000', () => g1.decompressMany(encodings), each);
    const element = new Uint8Array(96).fill(7);
    const map = await measure('two field elements mapped to G1', () => mapPairToG1(element), { warmup: 300 });
    const theirMap = await bench.measure('message hashed to G1, noble', () => noble.G1.hashToCurve(element), {
      runs: 20,
    });
    bench.ratio('map to G1: ours / noble with its hash', map, theirMap);
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
