import { bytesToIntLe } from '@eventide/base';
import { fillSqrtTables } from '../gen/sqrt.ts';
import type { FrKernels } from '../kernels.ts';
import { FR_MODULUS } from '../plain/numbers.ts';
import { FR_BYTES, frFromBytes, frToBytes, recordCount } from './elements.ts';
import type { LocalEngine } from './engine.ts';
import { loadRows, storeRows } from './rows.ts';

/** Rows inverted with one inversion. */
const BLOCK = 512;

/** Inverts `rows` consecutive pair slots in place; zeros stay zeros. Values that everybody may know can take the quicker kernel. */
export function invertRows(
  engine: LocalEngine,
  at: number,
  rows: number,
  kernel: 'col_invert' | 'col_invert_public' = 'col_invert',
): void {
  const { size } = engine.assembly.fr;
  engine.using(BLOCK * (size + 2), (spare) => {
    for (let from = 0; from < rows; from += BLOCK) {
      const count = Math.min(BLOCK, rows - from);
      engine.call(kernel, engine.scratch, at + from * size, count, spare, spare + BLOCK * size);
    }
  });
}

export function createFr(engine: LocalEngine): FrKernels {
  const { size } = engine.assembly.fr;
  fillSqrtTables(engine.assembly, engine.memory.buffer);
  return {
    mul(a, b) {
      return engine.using(3 * size, (at) => {
        loadRows(engine, at, frToBytes(a), 1);
        loadRows(engine, at + size, frToBytes(b), 1);
        engine.call('fr_product', at + 2 * size, at, at + size);
        return frFromBytes(storeRows(engine, at + 2 * size, 1, 1));
      });
    },
    invertMany(values) {
      const count = recordCount(values, FR_BYTES);
      if (count === 0) return new Uint8Array();
      const rows = (count + 1) >> 1;
      return engine.using(rows * size, (at) => {
        loadRows(engine, at, values, 1);
        invertRows(engine, at, rows);
        return storeRows(engine, at, count, 1);
      });
    },
    sqrtMany(values) {
      const count = recordCount(values, FR_BYTES);
      if (count === 0) return { roots: new Uint8Array(), valid: new Uint8Array() };
      const rows = (count + 1) >> 1;
      const valid = new Uint8Array(count);
      const roots = engine.using(2 * rows * size, (at) => {
        loadRows(engine, at, values, 1);
        for (let row = 0; row < rows; row++) {
          const bits = engine.call('fr_sqrt', engine.scratch, at + (rows + row) * size, at + row * size);
          valid[2 * row] = bits & 1;
          if (2 * row + 1 < count) valid[2 * row + 1] = bits >> 1;
        }
        return storeRows(engine, at + rows * size, count, 1);
      });
      valid.forEach((flag, i) => {
        const root = roots.subarray(FR_BYTES * i, FR_BYTES * (i + 1));
        if (flag === 0) root.fill(0);
        else if ((root[0] as number) & 1) root.set(frToBytes(FR_MODULUS - bytesToIntLe(root)));
      });
      return { roots, valid };
    },
  };
}
