import type { CurveKernels } from '../curve/types.ts';
import type { Kernels, Pool } from '../kernels.ts';
import type { Draw } from './draw.ts';

/** What the random cases run on: all kernels of one tier. */
export type CheckedKernels = { readonly kernels: Kernels; readonly curves: CurveKernels; readonly pool: Pool };

/** Runs `count` random cases of one kernel and hands every result byte to `out`; at most `BATCH` at a time. */
export type Cases = (
  on: CheckedKernels,
  draw: Draw,
  count: number,
  out: (bytes: Uint8Array) => void,
) => void | Promise<void>;

/** Rows given to one call; part of the definition of the digests. */
export const BATCH = 256;

/** `body` for batches of at most `BATCH` that add up to `count`. */
export function inBatches(count: number, body: (size: number) => void): void {
  for (let done = 0; done < count; done += BATCH) body(Math.min(BATCH, count - done));
}

export const flag = (value: boolean): Uint8Array => Uint8Array.of(value ? 1 : 0);
