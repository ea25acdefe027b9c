import type { Bench, BenchResult } from '@eventide/testkit';
import { createPool } from '../createPool.ts';
import { concatBytes } from '../curve/bytes.ts';
import { loadCurves } from '../curve/loadCurves.ts';
import { convertArea } from '../gen/convert.ts';
import { selftestArea } from '../gen/selftest.ts';
import { yardstickArea } from '../gen/yardstick.ts';
import { generateLocal, startLocal } from '../local/engine.ts';
import { G1_GENERATOR } from '../plain/curve.ts';
import { encodeG1 } from '../plain/encoding.ts';
import { FR_MODULUS, powMod } from '../plain/numbers.ts';
import { detectTier } from '../tier.ts';
import { loadBases, msm } from './msm.ts';

export const area = 'kernels/msm';

const LARGEST = 17;

/** Spread scalars; the same in every run. */
export const denseScalar = (i: number): bigint =>
  (BigInt(i + 3) ** 5n * (FR_MODULUS / 1_000_003n) * 0x9e37_79b9_7f4a_7c15n) % FR_MODULUS;

export function scalarBytes(count: number, scalar: (i: number) => bigint): Uint8Array {
  const out = new Uint8Array(32 * count);
  for (let i = 0; i < count; i++) {
    for (let x = scalar(i), at = 32 * i; x > 0n; x >>= 8n) out[at++] = Number(x & 255n);
  }
  return out;
}

/**
 * Points A_i + B_j of spread multiples of the generator: without short relations, as the powers of a setup are. Small multiples would
 * meet equal abscissas in every second window and measure the complete formulas. The same in every run.
 */
export function spreadPoints(count: number): Uint8Array[] {
  const { g1 } = loadCurves();
  const side = Math.ceil(Math.sqrt(count));
  const table = Array.from({ length: 2 * side }, (_, i) => g1.mul(encodeG1(G1_GENERATOR), denseScalar(i)));
  const [left, right] = [table.slice(0, side), table.slice(side)];
  return left.flatMap((a) => right.map((b) => g1.sum(concatBytes([a, b])))).slice(0, count);
}

/** Multiplication of the best tier per element, both lanes filled: what the ratios of 11 §8 are counted in. */
export function fieldYardstick(bench: Bench, name: 'fr' | 'fp'): Promise<BenchResult> {
  const rounds = 20_000;
  const parts = generateLocal(detectTier(), [convertArea, selftestArea, yardstickArea]);
  const engine = startLocal(parts, new WebAssembly.Module(parts.binary));
  const field = engine.assembly[name];
  const at = engine.arena.alloc(12 * field.size);
  for (let i = 0; i < 24; i++) {
    const value = powMod(7n + BigInt(i), 99n, field.modulus);
    field.write(engine.memory.buffer, at + (i >> 1) * field.size, (i & 1) as 0 | 1, value);
  }
  const { field: label } = field.shape;
  return bench.measure(`${label} mul`, () => engine.call(`yard_${label}_mul`, at, rounds), {
    operations: 2 * rounds,
    warmup: 8,
  });
}

/** Shares of a prover's wire columns: 44 % zeros, 16 % ones, 18 % short, the rest dense. */
const wires = (i: number): bigint =>
  i % 100 < 44 ? 0n : i % 100 < 60 ? 1n : i % 100 < 78 ? denseScalar(i) >> 223n : denseScalar(i);

const shapes = [
  ['dense', denseScalar],
  ['wire-like', wires],
  ['below 2^64', (i: number) => denseScalar(i) & 0xffff_ffff_ffff_ffffn],
  ['all equal', () => FR_MODULUS / 5n],
  ['all zero', () => 0n],
] as const;

/** Sums over resident bases, 2^10 … 2^17 terms, five shapes of scalars, one and two threads. Spec: 11 §8, §11.5 */
export async function run(bench: Bench): Promise<void> {
  const yard = await fieldYardstick(bench, 'fp');
  const points = concatBytes(spreadPoints(1 << LARGEST));
  const times = new Map<string, BenchResult>();
  for (const threads of [1, 2]) {
    const pool = await createPool({ threads });
    try {
      const bases = await loadBases(pool, points, { checkSubgroup: false });
      for (let log = 10; log <= LARGEST; log++) {
        for (const [name, scalar] of shapes) {
          const scalars = scalarBytes(1 << log, scalar);
          const result = await bench.measure(
            `sum of 2^${log}, ${name}, ${threads} threads`,
            () => msm(pool, [{ bases, scalars }]),
            { runs: 3, warmup: 1 },
          );
          times.set(`${log} ${name} ${threads}`, result);
        }
      }
    } finally {
      await pool.close();
    }
  }
  const time = (key: string): BenchResult => times.get(key) as BenchResult;
  bench.ratio('sum of 2^16, dense / Fp mul', time('16 dense 1'), yard, { atMost: 10_000_000 });
  for (const log of [15, 16, 17]) {
    bench.ratio(`2^${log}: wire-like / dense`, time(`${log} wire-like 1`), time(`${log} dense 1`), { atMost: 0.33 });
  }
  bench.ratio('2^16, 1 thread / 2 threads', time('16 dense 1'), time('16 dense 2'), { atLeast: 1.85 });
}
