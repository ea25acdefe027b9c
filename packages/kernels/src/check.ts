import { equalBytes } from '@eventide/base';
import { createPool } from './createPool.ts';
import type { PoolMode, Tier } from './kernels.ts';
import { loadKernelsAsync } from './loadKernels.ts';
import { frConcat } from './local/elements.ts';
import { JUBJUB_GENERATOR } from './plain/jubjub.ts';
import { FR_MODULUS, powMod } from './plain/numbers.ts';
import { column, mul, next, program } from './program.ts';
import { hasTier } from './tier.ts';

/** What one machine, page or worker can do; `failed` names every kernel that differs from bigint. */
export type KernelReport = {
  readonly tiers: readonly Tier[];
  readonly mode: PoolMode;
  readonly threads: number;
  readonly failed: readonly string[];
};

/**
 * Compares every tier this engine has, and a pool of it, with the bigint tier on small inputs. For browser tests and support: a
 * page imports `@eventide/kernels/check` and shows the report. Takes about a second.
 * Spec: 11 §1.3
 */
export async function checkKernels(): Promise<KernelReport> {
  const elements = frConcat(Array.from({ length: 64 }, (_, i) => powMod(BigInt(i + 2), 1_000_003n, FR_MODULUS)));
  const plain = await loadKernelsAsync('bigint');
  const tiers = (['fma', 'simd', 'scalar'] as const).filter(hasTier);
  const failed: string[] = [];
  const compare = (what: string, found: Uint8Array, expected: Uint8Array): void => {
    if (!equalBytes(found, expected)) failed.push(what);
  };
  const points = plain.jubjub.fixedBase(JUBJUB_GENERATOR).mulMany(elements.subarray(0, 96));
  for (const tier of tiers) {
    const kernels = await loadKernelsAsync(tier);
    compare(`${tier} poseidon`, kernels.poseidon.compressMany(3n, elements), plain.poseidon.compressMany(3n, elements));
    compare(`${tier} jubjub`, kernels.jubjub.mulMany(points, 123_456_789n), plain.jubjub.mulMany(points, 123_456_789n));
    compare(`${tier} inverses`, kernels.fr.invertMany(elements), plain.fr.invertMany(elements));
  }
  const pool = await createPool({ threads: 2, maxBytes: 64 << 20 });
  const oracle = await createPool({ tier: 'bigint' });
  try {
    const [found, expected] = await Promise.all([pool, oracle].map((side) => columnsOf(side, elements)));
    compare('pool', found as Uint8Array, expected as Uint8Array);
  } finally {
    await pool.close();
  }
  return { tiers, mode: pool.mode, threads: pool.threads, failed };
}

async function columnsOf(pool: Awaited<ReturnType<typeof createPool>>, elements: Uint8Array): Promise<Uint8Array> {
  const work = pool.open();
  const [a, b] = [work.column(64), work.column(64)];
  await work.write(a, elements);
  await work.toCoefficients([a]);
  await work.toValues([a], 7n);
  await work.run(program(mul(column(0), next(0))), { columns: [a], scalars: [], outputs: [b] });
  return work.read(b);
}
