import { type Code, get, I32, i32, i32c, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import type { SparseHades } from '../plain/hades.ts';
import type { Assembly } from './assembly.ts';
import { type Field, offsetOf } from './field.ts';
import { plus, type Slot } from './slot.ts';

const WIDTH = 5;
/** Pair slots of the constant table, in the order `hadesTable` gives and the generated code reads. */
const SLOTS_PER_FULL = WIDTH + WIDTH * WIDTH;
const SLOTS_PER_PARTIAL = 1 + WIDTH + (WIDTH - 1);

/** The constants in the order of their use: four full rounds, sixty partial ones, four full. */
export function hadesTable(sparse: SparseHades): bigint[] {
  const full = (constants: readonly bigint[], matrix: readonly (readonly bigint[])[]): bigint[] => [
    ...constants,
    ...matrix.flat(),
  ];
  return [
    ...sparse.first.flatMap((constants, t) => full(constants, t === 3 ? sparse.entry : sparse.matrix)),
    ...sparse.partial.flatMap(({ constant, row, column }) => [constant, ...row, ...column]),
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

  // Two partial rounds per turn: the untouched elements take one sum without carries, then one with.
  const partial = module.fn('hades_partial', [I32, I32, I32, I32], (f) => {
    const [scratch, state, table, turns] = [0, 1, 2, 3];
    f.repeat(turns, () => {
      const s = fr.slots(get(state), WIDTH, 0, entry);
      const last = s[WIDTH - 1] as Slot;
      for (const finish of ['raw', 'reduce'] as const) {
        partialRound(f, fr, s, last, scratch, finish, (k) => at(table, k), power5);
        f.emit(set(table, offsetOf(table, SLOTS_PER_PARTIAL * size)));
      }
      for (const slot of s) fr.ensure(slot, entry, 'state');
    });
  });

  const once = module.fn('hades', [I32, I32, I32], (f) => {
    const table = (slots: number): Code => offsetOf(2, slots * size);
    const afterPartial = 4 * SLOTS_PER_FULL + 60 * SLOTS_PER_PARTIAL;
    f.emit(module.call(full, get(0), get(1), table(0), i32c(4)));
    f.emit(module.call(partial, get(0), get(1), table(4 * SLOTS_PER_FULL), i32c(30)));
    f.emit(module.call(full, get(0), get(1), table(afterPartial), i32c(4)));
  });
  module.fn('hades_many', [I32, I32, I32, I32], (f) => {
    f.repeat(3, () => {
      f.emit(module.call(once, get(0), get(1), get(2)), set(1, i32.add(get(1), i32c(WIDTH * size))));
    });
  });
}

function partialRound(
  f: Fn,
  fr: Field,
  s: readonly Slot[],
  last: Slot,
  scratch: number,
  finish: 'raw' | 'reduce',
  constant: (k: number) => Slot,
  power5: (f: Fn, x: Slot, spare: Slot) => void,
): void {
  const x = fr.slot(get(scratch));
  const [spare, part] = [fr.slot(get(scratch), fr.size), fr.slot(get(scratch), 2 * fr.size)];
  fr.lin(f, x, [plus(last), plus(constant(0))], 'carry');
  power5(f, x, spare);
  const others = s.slice(0, WIDTH - 1);
  fr.dot(f, last, [...others.map((slot, j) => [slot, constant(1 + j)] as const), [x, constant(WIDTH)] as const]);
  others.forEach((slot, j) => {
    fr.mul(f, part, x, constant(1 + WIDTH + j));
    fr.lin(f, slot, [plus(slot), plus(part)], finish);
  });
}
