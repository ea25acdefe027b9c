import { hadesTable } from '../gen/poseidon.ts';
import { KernelError, type PoseidonKernels } from '../kernels.ts';
import { sparseHades, WIDTH } from '../plain/hades.ts';
import { FR_BYTES, frConcat, frList, frToBytes, recordCount } from './elements.ts';
import type { LocalEngine } from './engine.ts';
import { loadRows, storeRows } from './rows.ts';

const STATE_BYTES = WIDTH * FR_BYTES;
const RATE = WIDTH - 1;
/** States permuted between two copies; bounds the memory of one call. */
const BATCH = 1024;

/** The constant table is derived and written at the first call. */
export function createPoseidon(engine: LocalEngine): PoseidonKernels {
  const { fr } = engine.assembly;
  let table: number | undefined;

  const constants = (): number => {
    if (table !== undefined) return table;
    const values = hadesTable(sparseHades());
    const at = engine.arena.alloc(values.length * fr.size);
    values.forEach((value, i) => {
      for (const lane of [0, 1] as const) fr.write(engine.memory.buffer, at + i * fr.size, lane, value);
    });
    table = at;
    return at;
  };
  const permuted = (states: Uint8Array, keep: { from: number; width: number }): Uint8Array => {
    const count = states.length / STATE_BYTES;
    const pairs = (count + 1) >> 1;
    const at = constants();
    return engine.using(pairs * WIDTH * fr.size, (rows) => {
      loadRows(engine, rows, states, WIDTH);
      engine.call('hades_many', engine.scratch, rows, at, pairs);
      return storeRows(engine, rows + keep.from * fr.size, count, keep.width, WIDTH);
    });
  };
  const batched = (states: Uint8Array, keep: { from: number; width: number }): Uint8Array => {
    const count = states.length / STATE_BYTES;
    const out = new Uint8Array(count * keep.width * FR_BYTES);
    for (let from = 0; from < count; from += BATCH) {
      const part = states.subarray(from * STATE_BYTES, Math.min(count, from + BATCH) * STATE_BYTES);
      out.set(permuted(part, keep), from * keep.width * FR_BYTES);
    }
    return out;
  };

  return {
    permute(state) {
      if (state.length !== WIDTH) throw new KernelError('KERNEL_BAD_LENGTH', { state: state.length });
      for (const value of state) frToBytes(value);
      return frList(permuted(frConcat(state), { from: 0, width: WIDTH }));
    },
    permuteMany(states) {
      recordCount(states, STATE_BYTES);
      return batched(states, { from: 0, width: WIDTH });
    },
    compressMany(tag, rows) {
      const count = recordCount(rows, RATE * FR_BYTES);
      const first = frToBytes(tag);
      const states = new Uint8Array(count * STATE_BYTES);
      for (let i = 0; i < count; i++) {
        states.set(first, i * STATE_BYTES);
        states.set(rows.subarray(i * RATE * FR_BYTES, (i + 1) * RATE * FR_BYTES), i * STATE_BYTES + FR_BYTES);
      }
      return batched(states, { from: 1, width: 1 });
    },
  };
}
