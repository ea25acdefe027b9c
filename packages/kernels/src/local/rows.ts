import { KernelError } from '../kernels.ts';
import { FR_BYTES } from './elements.ts';
import type { LocalEngine } from './engine.ts';

/**
 * Loads records of `width` elements into rows of pair slots: record 2i fills lane 0 and record 2i + 1 lane 1 of `width`
 * consecutive slots. An odd last record fills both lanes. @throws KernelError KERNEL_NOT_CANONICAL
 */
export function loadRows(engine: LocalEngine, rows: number, records: Uint8Array, width: number): void {
  const { size } = engine.assembly.fr;
  const step = width * FR_BYTES;
  const count = records.length / step;
  engine.using(records.length, (bytes) => {
    engine.bytes(bytes, records.length).set(records);
    let bad = 0;
    for (let i = 0; i < count; i += 2) {
      const first = bytes + i * step;
      const second = i + 1 < count ? first + step : first;
      for (let k = 0; k < width; k++) {
        bad |= engine.call(
          'fr_load',
          rows + ((i >> 1) * width + k) * size,
          first + k * FR_BYTES,
          second + k * FR_BYTES,
        );
      }
    }
    if (bad !== 0) throw new KernelError('KERNEL_NOT_CANONICAL');
  });
}

/** The canonical bytes of `count` records of `width` slots, `stride` slots apart, the first at `rows`. */
export function storeRows(
  engine: LocalEngine,
  rows: number,
  count: number,
  width: number,
  stride: number = width,
): Uint8Array {
  const { size } = engine.assembly.fr;
  const step = width * FR_BYTES;
  return engine.using(step * count + step, (bytes) => {
    for (let i = 0; i < count; i += 2) {
      for (let k = 0; k < width; k++) {
        const to = bytes + i * step + k * FR_BYTES;
        engine.call('fr_store', to, to + step, rows + ((i >> 1) * stride + k) * size, engine.scratch);
      }
    }
    return engine.bytes(bytes, step * count).slice();
  });
}
