import type { Pool, PoolOptions } from './kernels.ts';
import { createPlainPool } from './plain/pool.ts';
import { createWasmPool } from './pool/pool.ts';

/**
 * Starts threads and kernel memory for the prover. Slow compared with the work of small circuits: keep one per process or page.
 * @throws KernelError KERNEL_TIER_MISSING, KERNEL_BAD_SIZE; FaultError FAULT_WORKER when a worker does not start
 * Spec: 11 §7
 */
export function createPool(options: PoolOptions = {}): Promise<Pool> {
  return options.tier === 'bigint' ? Promise.resolve(createPlainPool()) : createWasmPool(options);
}
