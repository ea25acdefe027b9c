import { createPool } from '../createPool.ts';
import { concatBytes } from '../curve/bytes.ts';
import { loadCurvesAsync } from '../curve/loadCurves.ts';
import type { PoolMode, Tier } from '../kernels.ts';
import { loadKernelsAsync } from '../loadKernels.ts';
import { detectTier } from '../tier.ts';
import type { Cases } from './cases.ts';
import { curveCases } from './curveCases.ts';
import { createDraw } from './draw.ts';
import { localCases } from './localCases.ts';
import { poolCases } from './poolCases.ts';

/** One SHA-256 digest in hex per kernel, over all results of its random cases. */
export type KernelDigests = {
  readonly tier: Tier;
  readonly mode: PoolMode;
  readonly threads: number;
  readonly digests: Readonly<Record<string, string>>;
};

export type DigestOptions = {
  /** Random cases of each kernel. */
  readonly cases: number;
  /** Default: the best tier of this machine. */
  readonly tier?: Tier | undefined;
  readonly threads?: number | undefined;
  /** Kernels by the start of their names, e.g. `['fr', 'pool']`; default all. */
  readonly only?: readonly string[] | undefined;
};

const allCases: Readonly<Record<string, Cases>> = { ...localCases, ...curveCases, ...poolCases };
/** Bytes of results gathered before they go into the digest. */
const CHUNK = 1 << 20;

/**
 * Runs every kernel of one tier on random inputs that depend on nothing but `cases`. Two engines, modes or tiers compute the same if
 * the digests are equal; a digest that differs names the kernel. Spec: 11 §1.3, §10
 */
export async function kernelDigests(options: DigestOptions): Promise<KernelDigests> {
  const { cases, tier = detectTier(), threads = 2, only = [''] } = options;
  const pool = await createPool({ tier, threads, maxBytes: 128 << 20 });
  try {
    const on = { kernels: await loadKernelsAsync(tier), curves: await loadCurvesAsync(tier), pool };
    const digests: Record<string, string> = {};
    for (const [i, [name, run]] of Object.entries(allCases).entries()) {
      if (!only.some((start) => name.startsWith(start))) continue;
      const sink = createSink();
      await run(on, createDraw(i + 1), cases, sink.write);
      digests[name] = await sink.finish();
    }
    return { tier, mode: pool.mode, threads: pool.threads, digests };
  } finally {
    await pool.close();
  }
}

/** A chained digest: each chunk is hashed behind the digest so far, so that memory stays bounded. */
function createSink(): { write(bytes: Uint8Array): void; finish(): Promise<string> } {
  let parts: Uint8Array[] = [];
  let size = 0;
  let state: Promise<Uint8Array> = Promise.resolve(new Uint8Array(32));
  const flush = (): void => {
    const chunk = concatBytes(parts);
    state = state.then(async (before) => {
      const hashed = await crypto.subtle.digest('SHA-256', concatBytes([before, chunk]) as Uint8Array<ArrayBuffer>);
      return new Uint8Array(hashed);
    });
    parts = [];
    size = 0;
  };
  return {
    write(bytes) {
      parts.push(new Uint8Array(bytes));
      size += bytes.length;
      if (size >= CHUNK) flush();
    },
    async finish() {
      flush();
      return Array.from(await state, (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}
