import { type Code, get, I32, i32, i32c, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import { partialBlocks, type SparseHades } from '../plain/hades.ts';
import type { Assembly } from './assembly.ts';
import { offsetOf } from './field.ts';
import { plus, type Slot } from './slot.ts';

const WIDTH = 5;
/** Pair slots of the constant table, in the order `hadesTable` gives and the generated code reads. */
const SLOTS_PER_FULL = WIDTH + WIDTH * WIDTH;
/** Partial rounds of one turn: longer sums in its rows, fewer in its columns. */
const BLOCK = 4;
const SLOTS_PER_BLOCK = BLOCK * WIDTH + (BLOCK * (BLOCK + 1)) / 2 + (WIDTH - 1) * BLOCK;
const BLOCKS = 60 / BLOCK;

/** The constants in the order of their use: four full rounds, sixty partial ones, four full. */
export function hadesTable(sparse: SparseHades): bigint[] {
  const full = (constants: readonly bigint[], matrix: readonly (readonly bigint[])[]): bigint[] => [
    ...constants,
    ...matrix.flat(),
  ];
  return [
    ...sparse.first.flatMap((constants, t) => full(constants, t === 3 ? sparse.entry : sparse.matrix)),
    ...partialBlocks(sparse, BLOCK).flatMap(({ rounds, columns }) => [
      ...rounds.flatMap(({ constant, row }) => [constant, ...row]),
      ...columns.flat(),
    ]),
    ...sparse.last.flatMap((constants) => full(constants, sparse.matrix)),
  ];
}

/**
 * `hades(scratch, state, table)` permutes two states, five consecutive pair slots, in place. Rows of the matrices are inner
 * products of five with one reduction. `hades_many(scratch, states, table, count)` runs over consecutive states. Spec: 11 §7
 */
export function poseidonArea({ module, fr }: Assembly): void {
  const size = fr.size;
  const entry = fr.normal(2);
  const constant = fr.normal(0.51);
  const at = (local: number, k: number): Slot => fr.slot(get(local), k * size, constant);
  const power5 = (f: Fn, x: Slot, spare: Slot): void => {
    fr.sqr(f, spare, x);
    fr.sqr(f, spare, spare);
    fr.mul(f, x, spare, x);
  };

  const full = module.fn('hades_full', [I32, I32, I32, I32], (f) => {
    const [scratch, state, table, rounds] = [0, 1, 2, 3];
    f.repeat(rounds, () => {
      const s = fr.slots(get(state), WIDTH, 0, entry);
      const x = fr.slots(get(scratch), WIDTH);
      const spare = fr.slot(get(scratch), WIDTH * size);
      x.forEach((slot, i) => {
        fr.lin(f, slot, [plus(s[i] as Slot), plus(at(table, i))], 'carry');
        power5(f, slot, spare);
      });
      s.forEach((slot, i) => {
        fr.dot(
          f,
          slot,
          x.map((value, j) => [value, at(table, WIDTH * (i + 1) + j)]),
        );
        fr.ensure(slot, entry, 'state');
      });
      f.emit(set(table, offsetOf(table, SLOTS_PER_FULL * size)));
    });
  });

  const partial = module.fn('hades_partial', [I32, I32, I32, I32], (f) => {
    const [scratch, state, table, turns] = [0, 1, 2, 3];
    f.repeat(turns, () => {
      const others = fr.slots(get(state), WIDTH - 1, 0, entry);
      const last = fr.slot(get(state), (WIDTH - 1) * size, entry);
      const boxes = fr.slots(get(scratch), BLOCK);
      const spare = fr.slot(get(scratch), BLOCK * size);
      let used = 0;
      const next = (): Slot => at(table, used++);
      boxes.forEach((box, k) => {
        fr.lin(f, box, [plus(last), plus(next())], 'carry');
        power5(f, box, spare);
        fr.dot(
          f,
          last,
          [...others, ...boxes.slice(0, k + 1)].map((slot) => [slot, next()] as const),
        );
      });
      for (const other of others) {
        fr.dot(
          f,
          spare,
          boxes.map((box) => [box, next()] as const),
        );
        fr.lin(f, other, [plus(other), plus(spare)], 'reduce');
      }
      for (const slot of [...others, last]) fr.ensure(slot, entry, 'state');
      f.emit(set(table, offsetOf(table, SLOTS_PER_BLOCK * size)));
    });
  });

  const once = module.fn('hades', [I32, I32, I32], (f) => {
    const table = (slots: number): Code => offsetOf(2, slots * size);
    const afterPartial = 4 * SLOTS_PER_FULL + BLOCKS * SLOTS_PER_BLOCK;
    f.emit(module.call(full, get(0), get(1), table(0), i32c(4)));
    f.emit(module.call(partial, get(0), get(1), table(4 * SLOTS_PER_FULL), i32c(BLOCKS)));
    f.emit(module.call(full, get(0), get(1), table(afterPartial), i32c(4)));
  });
  module.fn('hades_many', [I32, I32, I32, I32], (f) => {
    f.repeat(3, () => {
      f.emit(module.call(once, get(0), get(1), get(2)), set(1, i32.add(get(1), i32c(WIDTH * size))));
    });
  });
}
