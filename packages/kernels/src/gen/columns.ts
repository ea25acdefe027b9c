import { type Code, get, I32, i32, i32c, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import type { Assembly } from './assembly.ts';
import { emitPosition } from './convert.ts';
import { emitInverse } from './curveInverse.ts';
import { offsetOf } from './field.ts';
import { COLUMN_VALUE } from './ntt.ts';
import { plus, type Slot } from './slot.ts';

/** Rows of one block of the evaluation: the table of its powers stays in the first cache. */
export const EVALUATION_BLOCK = 64;

/** Whole-column operations besides transforms and programs. Spec: 11 §4, 02 §13 */
export function columnArea({ module, fr }: Assembly): void {
  const size = fr.size;
  const entry = fr.normal(COLUMN_VALUE);
  const advance = (...pointers: number[]): Code => pointers.map((p) => set(p, i32.add(get(p), i32c(size))));
  const sink = (f: Fn, slot: Slot): void => {
    fr.lin(f, slot, [plus(slot)], 'reduce');
    fr.ensure(slot, entry, 'column');
  };

  // Powers by doubling: row 0 is given, rows 2^j … are rows 0 … times constant j. (scratch, column, levels, constants)
  module.fn('col_powers', [I32, I32, I32, I32], (f) => {
    const [rows, left, from, to] = [f.i32(), f.i32(), f.i32(), f.i32()];
    f.emit([i32.eqz(get(2)), 0x04, 0x40, 0x0f, 0x0b]);
    f.emit(set(rows, i32c(1)), set(to, offsetOf(1, size)));
    f.repeat(2, () => {
      f.emit(set(from, get(1)), set(left, get(rows)));
      f.repeat(left, () => {
        const out = fr.slot(get(to));
        fr.mul(f, out, fr.slot(get(from), 0, entry), fr.slot(get(3), 0, entry));
        fr.lin(f, out, [plus(out)], 'reduce');
        fr.ensure(out, fr.normal(0.51), 'power');
        f.emit(advance(from, to));
      });
      f.emit(set(rows, i32.shl(get(rows), i32c(1))), advance(3));
    });
  });

  // Horner-free evaluation: (scratch, column at the chunk, blocks, low powers, high powers at the chunk, result).
  module.fn('col_evaluate', [I32, I32, I32, I32, I32, I32], (f) => {
    const [inner, low] = [f.i32(), f.i32()];
    const [total, block, part] = fr.slots(get(0), 3);
    const zero = fr.constant(0n);
    fr.copy(f, total, zero);
    f.repeat(2, () => {
      fr.copy(f, block, zero);
      f.emit(set(inner, i32c(EVALUATION_BLOCK / 4)), set(low, get(3)));
      f.repeat(inner, () => {
        const rows = fr.slots(get(1), 4, 0, entry);
        const powers = fr.slots(get(low), 4, 0, fr.normal(0.51));
        fr.dot(
          f,
          part,
          rows.map((row, i) => [row, powers[i] as Slot]),
        );
        block.bound = entry;
        fr.lin(f, block, [plus(block), plus(part)], 'reduce');
        fr.ensure(block, entry, 'block sum');
        f.emit(set(1, offsetOf(1, 4 * size)), set(low, offsetOf(low, 4 * size)));
      });
      fr.mul(f, block, block, fr.slot(get(4), 0, fr.normal(0.51)));
      total.bound = entry;
      fr.lin(f, total, [plus(total), plus(block)], 'reduce');
      fr.ensure(total, entry, 'sum');
      f.emit(advance(4));
    });
    fr.copy(f, fr.slot(get(5)), total);
  });

  // Exclusive prefix products of a chunk, lanes apart: (scratch, rows, count, total).
  module.fn('col_scan', [I32, I32, I32, I32], (f) => {
    const [run, value] = fr.slots(get(0), 2);
    fr.copy(f, run, fr.constant(1n));
    f.repeat(2, () => {
      const row = fr.slot(get(1), 0, entry);
      run.bound = fr.product;
      fr.copy(f, value, row);
      fr.copy(f, row, run);
      fr.ensure(row, entry, 'prefix');
      fr.mul(f, run, run, value);
      fr.ensure(run, entry, 'running product');
      run.bound = entry;
      f.emit(advance(1));
    });
    run.bound = entry;
    fr.copy(f, fr.slot(get(3)), run);
  });
  // Rows times one pair: (scratch, rows, count, factor).
  module.fn('col_scale', [I32, I32, I32, I32], (f) => {
    f.repeat(2, () => {
      const row = fr.slot(get(1), 0, entry);
      fr.mul(f, row, row, fr.slot(get(3), 0, entry));
      sink(f, row);
      f.emit(advance(1));
    });
  });

  // Rows times the rows of another column: (scratch, rows, count, other).
  module.fn('col_multiply', [I32, I32, I32, I32], (f) => {
    f.repeat(2, () => {
      const row = fr.slot(get(1), 0, entry);
      fr.mul(f, row, row, fr.slot(get(3), 0, entry));
      fr.ensure(row, entry, 'column');
      f.emit(advance(1, 3));
    });
  });

  // Division by X − y of both halves at once (see Workspace.divideByRoot): coefficients bit-reversed over `bits` rows.
  // (scratch, column, rows, bits, point, square of the point, state); the state enters as (top, 0) and leaves as remainders.
  module.fn('col_divide', [I32, I32, I32, I32, I32, I32, I32], (f) => {
    const [k, position] = [f.i32(), f.i32()];
    const [before, fresh] = fr.slots(get(0), 2);
    f.emit(set(k, get(2)));
    fr.copy(f, before, fr.slot(get(6), 0, entry));
    f.repeat(2, () => {
      f.emit(set(k, i32.sub(get(k), i32c(1))));
      emitPosition(f, position, get(k), get(3));
      f.emit(set(position, i32.add(get(1), i32.mul(get(position), i32c(size)))));
      const row = fr.slot(get(position), 0, entry);
      before.bound = entry;
      fr.mul(f, fresh, before, fr.slot(get(5), 0, entry));
      fr.lin(f, fresh, [plus(fresh), plus(row)], 'reduce');
      fr.mul(f, row, before, fr.slot(get(4), 0, entry));
      fr.lin(
        f,
        row,
        [plus(row), { slot: fresh, k: [1, 0], lanes: 'swap' }, { slot: before, k: [0, 1], lanes: 'swap' }],
        'reduce',
      );
      fr.ensure(row, entry, 'quotient');
      fr.copy(f, before, fresh);
      fr.ensure(before, entry, 'state');
    });
    before.bound = entry;
    fr.copy(f, fr.slot(get(6)), before);
  });

  inversion({ module, fr });
}

/**
 * Batch inversion of a chunk of rows: (scratch, rows, count, spare rows, flags); a zero stays zero. `col_invert` takes its one
 * inverse as a power, in a time that tells nothing; `col_invert_public` by division steps, in a fifth of it.
 */
function inversion({ module, fr }: Pick<Assembly, 'module' | 'fr'>): void {
  const size = fr.size;
  const entry = fr.normal(COLUMN_VALUE);
  const inverses = { col_invert: powerFn(module, fr), col_invert_public: divisionFn(module, fr) };
  const one = fr.constant(1n);
  const forward = module.fn('col_invert_forward', [I32, I32, I32, I32], (f) => {
    const run = fr.slot(get(0));
    fr.copy(f, run, one);
    f.repeat(2, () => {
      run.bound = entry;
      fr.copy(f, fr.slot(get(3)), run);
      fr.mul(f, run, run, fr.slot(get(1), 0, entry));
      fr.ensure(run, entry, 'running product');
      f.emit(set(1, offsetOf(1, size)), set(3, offsetOf(3, size)));
    });
  });
  // Replaces zeros by ones (direction 0) and puts them back (1): (scratch, rows, count, flags, direction).
  const zeros = module.fn('col_zeros', [I32, I32, I32, I32, I32], (f) => {
    const flags = [f.i32(), f.i32()] as const;
    f.repeat(2, () => {
      const row = fr.slot(get(1), 0, entry);
      f.if(
        i32.eqz(get(4)),
        () => {
          fr.zeroFlags(f, flags, row, fr.slot(get(0)));
          for (const lane of [0, 1] as const) {
            f.emit(i32.store8(get(3), get(flags[lane]), lane));
            f.if(get(flags[lane]), () => putLane(f, fr, 1, lane, one));
          }
        },
        () => {
          for (const lane of [0, 1] as const) {
            f.if(i32.load8u(get(3), lane), () => putLane(f, fr, 1, lane, fr.constant(0n)));
          }
        },
      );
      f.emit(set(1, offsetOf(1, size)), set(3, i32.add(get(3), i32c(2))));
    });
  });
  for (const [name, invert] of Object.entries(inverses)) emitChunk(name, invert);

  function emitChunk(name: string, invert: Fn): void {
    module.fn(name, [I32, I32, I32, I32, I32], (f) => {
      const [rows, spare] = [f.i32(), f.i32()];
      const flags = [f.i32(), f.i32()] as const;
      const any = f.i32();
      const [run, inverse, temporary] = fr.slots(get(0), 3);
      f.emit(module.call(forward, get(0), get(1), get(2), get(3)));
      run.bound = entry;
      fr.zeroFlags(f, flags, run, temporary);
      f.emit(set(any, i32.or(get(flags[0]), get(flags[1]))));
      f.if(get(any), () => {
        f.emit(module.call(zeros, offsetOf(0, 2 * size), get(1), get(2), get(4), i32c(0)));
        f.emit(module.call(forward, get(0), get(1), get(2), get(3)));
      });
      f.emit(module.call(invert, offsetOf(0, size), get(0), offsetOf(0, 2 * size)));
      f.emit(set(rows, get(2)));
      f.emit(
        set(1, i32.add(get(1), i32.mul(get(2), i32c(size)))),
        set(spare, i32.add(get(3), i32.mul(get(2), i32c(size)))),
      );
      f.repeat(rows, () => {
        f.emit(set(1, i32.sub(get(1), i32c(size))), set(spare, i32.sub(get(spare), i32c(size))));
        const row = fr.slot(get(1), 0, entry);
        inverse.bound = entry;
        fr.mul(f, temporary, inverse, fr.slot(get(spare), 0, entry));
        fr.mul(f, inverse, inverse, row);
        fr.ensure(inverse, entry, 'running inverse');
        fr.copy(f, row, temporary);
        fr.ensure(row, entry, 'inverse');
      });
      f.if(get(any), () => f.emit(module.call(zeros, offsetOf(0, 2 * size), get(1), get(2), get(4), i32c(1))));
    });
  }
}

function putLane(f: Fn, fr: Assembly['fr'], local: number, lane: 0 | 1, from: Slot): void {
  const offset = lane * fr.backend.laneBytes;
  fr.backend.copyElement(f, offsetOf(local, offset), offset === 0 ? from.at : i32.add(from.at, i32c(offset)));
}

/** out := a^(p−2), both lanes: (out, a, scratch); out and a differ. */
function powerFn(module: Assembly['module'], fr: Assembly['fr']): Fn {
  return fixedPower(module, fr, 'fr_inverse', fr.modulus - 2n);
}

/** As `powerFn`; its time depends on the values. */
function divisionFn(module: Assembly['module'], fr: Assembly['fr']): Fn {
  const [load, store] = [module.find('fr_load'), module.find('fr_store')];
  if (load === undefined || store === undefined) throw new RangeError('convertArea comes first');
  const divide = emitInverse(module, 'fr_divide', fr.modulus, 4);
  return module.fn('fr_inverse_public', [I32, I32, I32], (f) => {
    const [first, second, spare] = [get(2), offsetOf(2, 32), offsetOf(2, 64)];
    f.emit(module.call(store, first, second, get(1), spare));
    for (const lane of [first, second]) f.emit(module.call(divide, lane, lane, spare));
    f.emit(module.call(load, get(0), first, second), [0x1a]);
  });
}

/**
 * Emits `name(out, a, scratch)` = a^exponent in 4-bit windows, most significant first; the scratch takes 15 slots. The exponent
 * is public and fixed.
 */
export function fixedPower(module: Assembly['module'], field: Assembly['fr'], name: string, exponent: bigint): Fn {
  const digits = [...exponent.toString(16)].map((digit) => Number.parseInt(digit, 16));
  const table: bigint[] = [];
  for (let i = 0; i < digits.length; i += 8) {
    table.push(digits.slice(i, i + 8).reduce((word, digit, k) => word | (BigInt(digit) << BigInt(8 * k)), 0n));
  }
  const at = module.words(table);
  const contract = field.normal(COLUMN_VALUE);
  return module.fn(name, [I32, I32, I32], (f) => {
    const [i, digit] = [f.i32(), f.i32()];
    const powers = field.slots(get(2), 16);
    const out = field.slot(get(0));
    field.copy(f, powers[1] as Slot, field.slot(get(1), 0, contract));
    for (let k = 2; k < 16; k++) field.mul(f, powers[k] as Slot, powers[k - 1] as Slot, powers[1] as Slot);
    field.copy(f, powers[0] as Slot, field.constant(1n));
    const power = (): Slot => field.slot(i32.add(get(2), i32.mul(get(digit), i32c(field.size))), 0, contract);
    for (const slot of powers) field.ensure(slot, contract, 'power table');
    f.emit(set(digit, i32.load8u(i32c(at))));
    field.copy(f, out, power());
    f.emit(set(i, i32c(1)));
    f.loop(() => {
      out.bound = contract;
      for (let k = 0; k < 4; k++) field.sqr(f, out, out);
      f.emit(set(digit, i32.load8u(i32.add(get(i), i32c(at)))));
      f.if(get(digit), () => field.mul(f, out, out, power()));
      field.ensure(out, contract, 'power');
      f.emit(set(i, i32.add(get(i), i32c(1))), [i32.ltU(get(i), i32c(digits.length)), 0x0d, 0]);
    });
  });
}
