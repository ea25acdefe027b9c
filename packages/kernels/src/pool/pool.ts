import { FaultError } from '@eventide/base';
import { type Area, assemble } from '../gen/assembly.ts';
import { columnArea } from '../gen/columns.ts';
import { convertArea } from '../gen/convert.ts';
import { msmArea } from '../gen/msm.ts';
import { nttArea } from '../gen/ntt.ts';
import { selftestArea } from '../gen/selftest.ts';
import { KernelError, type Pool, type PoolMode, type PoolOptions } from '../kernels.ts';
import { detectTier, hasTier } from '../tier.ts';
import { createArena } from './arena.ts';
import { createEngine, type Engine } from './engine.ts';
import { createLocalExecutor, createSharedExecutor } from './executor.ts';
import { SCRATCH_BYTES } from './job.ts';
import { createPrograms } from './programs.ts';
import { createTransforms } from './transforms.ts';
import { createWorkspace, type Registry } from './workspace.ts';

const PAGE = 65_536;
const DEFAULT_MAX_BYTES = 1 << 30;

/** Areas every pool module holds. */
const poolAreas: readonly Area[] = [convertArea, selftestArea, nttArea, columnArea, msmArea];

const engines = new WeakMap<Pool, { engine: Engine; registry: Registry }>();

/** The inside of a pool, for the doors of this package that add resident things of their own. */
export function engineOf(pool: Pool): { readonly engine: Engine; readonly registry: Registry } {
  const parts = engines.get(pool);
  if (parts === undefined) throw new KernelError('KERNEL_CLOSED', { what: 'not a pool of WASM kernels' });
  return parts;
}

/** Makes a pool of a WASM tier. Spec: 11 §7 */
export async function createWasmPool(options: PoolOptions): Promise<Pool> {
  const tier = options.tier ?? detectTier();
  if (tier === 'bigint' || !hasTier(tier)) throw new KernelError('KERNEL_TIER_MISSING', { tier });
  const mode: PoolMode = options.mode ?? (canShare() ? 'shared' : 'single');
  const threads = mode === 'single' ? 1 : threadCount(options.threads);
  const maxBytes = Math.floor((options.maxBytes ?? DEFAULT_MAX_BYTES) / PAGE) * PAGE;

  const assembly = assemble(tier, poolAreas);
  const scratch = assembly.module.top;
  const base = scratch + threads * SCRATCH_BYTES;
  const limits = { initial: Math.ceil(base / PAGE) + 1, maximum: maxBytes / PAGE, shared: mode === 'shared' };
  if (limits.maximum < limits.initial || limits.maximum > 65_536)
    throw new KernelError('KERNEL_BAD_SIZE', { maxBytes });
  const memory = new WebAssembly.Memory(limits);
  assembly.module.writeConstants(memory);
  const parts = {
    module: new WebAssembly.Module(assembly.module.encode(limits)),
    memory,
    scratch,
    scratchBytes: SCRATCH_BYTES,
  };
  const executor = mode === 'shared' ? await createSharedExecutor(parts, threads) : createLocalExecutor(parts);
  const arena = createArena(memory, base, maxBytes);
  const engine = createEngine(assembly, memory, arena, executor);
  const registry: Registry = new Map();
  const transforms = createTransforms(engine);
  const programs = createPrograms(engine, tier, limits);
  let closed = false;
  const pool: Pool = {
    tier,
    mode,
    threads,
    get usedBytes() {
      return arena.usedBytes;
    },
    open({ signal } = {}) {
      if (closed) throw new FaultError('FAULT_WORKER', { worker: 'closed' });
      return createWorkspace({ engine, registry, transforms, programs, signal });
    },
    async close() {
      closed = true;
      await engine.close();
    },
  };
  engines.set(pool, { engine, registry });
  return pool;
}

function threadCount(wanted: number | undefined): number {
  const count = wanted ?? Math.min(globalThis.navigator?.hardwareConcurrency ?? 1, 8);
  if (!Number.isInteger(count) || count < 1 || count > 64) throw new KernelError('KERNEL_BAD_SIZE', { threads: count });
  return count;
}

/** Shared memory needs cross-origin isolation in a page, and workers. */
function canShare(): boolean {
  if (typeof SharedArrayBuffer === 'undefined') return false;
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated;
  const inNode = globalThis.process?.getBuiltinModule?.('node:worker_threads') !== undefined;
  return inNode || (isolated === true && typeof Worker !== 'undefined');
}
