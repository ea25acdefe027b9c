import { type Code, get, I32, i32, i32c, pick, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import { FR_MODULUS, invMod, mod } from '../plain/numbers.ts';
import type { Assembly } from './assembly.ts';
import { type Field, offsetOf } from './field.ts';
import { minus, plus, type Slot, times } from './slot.ts';

/** −10240/10241. Spec: 01 §4.1 */
export const EDWARDS_D: bigint = mod(-10240n * invMod(10241n, FR_MODULUS), FR_MODULUS);
/** Pair slots of a point (X, Y, Z, T) and of a prepared addend (Y − X, Y + X, 2dT, 2Z, −2dT). */
export const POINT_SLOTS = 4;
export const ENTRY_SLOTS = 5;
/** Windows of a fixed-base table: 33 signed digits of 8 bits cover 256 bits and the last carry. */
export const COMB_WINDOWS = 33;
/** Rows of one window; each row holds two entries. */
const COMB_ROWS = 64;
/** Bytes of a fixed-base table with pair slots of `size` bytes. */
export const combBytes = (size: number): number => COMB_WINDOWS * COMB_ROWS * ENTRY_SLOTS * size;

type Point = readonly [x: Slot, y: Slot, z: Slot, t: Slot];
type Entry = readonly [minus: Slot, plus: Slot, t: Slot, z: Slot, negative: Slot];

/**
 * JubJub on pairs of points, extended coordinates, a = −1; the addition law is complete, so nothing branches on points.
 * Spec: 01 §4.1, 11 §7
 *
 * `jub_mul_many(scratch, out, points, pairs, digits, count, stride)`: points are (u, v) pairs of slots; digits are signed
 * 4-bit values, one byte per lane, most significant first; the next pair's digits lie `stride` bytes on. `jub_mul_same` takes
 * one digit for both lanes and all pairs.
 * `jub_comb(scratch, table, point)` and `jub_comb_many(scratch, out, table, pairs, digits)`: digits of 8 bits as i16 per lane,
 * least significant window first. `jub_add_affine(scratch, out, point, pairs)` adds one (u, v) pair to each of out.
 * `jub_affine(points, inverses, pairs, out)`: (u, v) from the inverses of Z. `jub_z(points, out, pairs)` collects Z.
 */
export function jubjubArea({ module, fr }: Assembly): void {
  const size = fr.size;
  const entry = fr.normal(2);
  const pointAt = (local: number, bound = entry): Point =>
    fr.slots(get(local), POINT_SLOTS, 0, bound) as unknown as Point;
  const entryAt = (local: number, bound = entry): Entry =>
    fr.slots(get(local), ENTRY_SLOTS, 0, bound) as unknown as Entry;
  const ensurePoint = (point: Point): void => {
    for (const slot of point) fr.ensure(slot, entry, 'point');
  };

  const double = module.fn('jub_double', [I32, I32], (f) => {
    const p = pointAt(1);
    doublePoint(f, fr, p, fr.slots(get(0), 7));
    ensurePoint(p);
  });
  const add = module.fn('jub_add', [I32, I32, I32], (f) => {
    const p = pointAt(1);
    addEntry(f, fr, p, entryAt(2), fr.slots(get(0), 8));
    ensurePoint(p);
  });
  // Doublings do not read T, so whoever doubles next, or wants X, Y and Z only, need not know it: what was there stays.
  const doubleNoT = module.fn('jub_double_xyz', [I32, I32], (f) => {
    const p = pointAt(1);
    doublePoint(f, fr, p, fr.slots(get(0), 7), false);
    ensurePoint(p);
  });
  const addNoT = module.fn('jub_add_xyz', [I32, I32, I32], (f) => {
    const p = pointAt(1);
    addEntry(f, fr, p, entryAt(2), fr.slots(get(0), 8), false);
    ensurePoint(p);
  });
  /** 16·P with T, for the next addition. */
  const shift = (f: Fn, scratch: number, point: number, step: number): void => {
    f.emit(set(step, i32c(3)));
    f.repeat(step, () => f.emit(module.call(doubleNoT, get(scratch), get(point))));
    f.emit(module.call(double, get(scratch), get(point)));
  };
  const prepare = module.fn('jub_prepare', [I32, I32], (f) => {
    const out = entryAt(0);
    prepareEntry(f, fr, out, pointAt(1));
    for (const slot of out) fr.ensure(slot, entry, 'prepared point');
  });
  const identity = module.fn('jub_identity', [I32], (f) => {
    const [zero, one] = [fr.constant(0n), fr.constant(1n)];
    [zero, one, one, zero].forEach((value, k) => {
      fr.copy(f, fr.slot(get(0), k * size), value);
    });
  });
  // (x, y, 1, x·y) from a pair of coordinates: (out, coordinates)
  const extend = module.fn('jub_extend', [I32, I32], (f) => {
    const [x, y, z, t] = pointAt(0);
    const [u, v] = fr.slots(get(1), 2, 0, entry);
    fr.copy(f, x, u);
    fr.copy(f, y, v);
    fr.copy(f, z, fr.constant(1n));
    fr.mul(f, t, u, v);
    fr.ensure(t, entry, 'point');
  });
  /** Copies a prepared point of one lane; a negative digit takes Y ∓ X crosswise and −2dT. */
  const select = (f: Fn, out: number, lane: 0 | 1, from: Code, fromStep: number, negative: Code): void => {
    f.scope(() => {
      const [source, sign] = [f.i32(), f.i32()];
      f.emit(set(source, from), set(sign, negative));
      const order: readonly (readonly [number, number])[] = [
        [0, 1],
        [1, 0],
        [2, 4],
        [3, 3],
      ];
      order.forEach(([plain, crossed], k) => {
        const offset = pick(i32c(crossed * fromStep), i32c(plain * fromStep), get(sign));
        f.scope(() => {
          const here = f.i32();
          f.emit(set(here, i32.add(get(source), offset)));
          fr.backend.copyElement(f, offsetOf(out, k * size + lane * fr.backend.laneBytes), get(here));
        });
      });
    });
  };

  // The same digits for both lanes: the table holds every multiple with either sign, so a step takes its entry in place.
  // (scratch, out, points, pairs, digits, count), one byte per digit.
  module.fn('jub_mul_same', [I32, I32, I32, I32, I32, I32], (f) => {
    const [scratch, out, points, pairs, digits, count] = [0, 1, 2, 3, 4, 5];
    const [table, walk, left, digit, negative, step] = Array.from({ length: 6 }, () => f.i32()) as Six;
    const signedBytes = 2 * ENTRY_SLOTS * size;
    const mirror = (to: number): void => {
      const [low, high, t, z, minusT] = entryAt(to);
      const other = fr.slots(get(to), ENTRY_SLOTS, ENTRY_SLOTS * size);
      [high, low, minusT, z, t].forEach((slot, k) => {
        fr.copy(f, other[k] as Slot, slot);
      });
    };
    f.emit(set(table, offsetOf(scratch, 10 * size)));
    f.repeat(pairs, () => {
      f.emit(
        module.call(identity, get(out)),
        module.call(prepare, get(table), get(out)),
        module.call(extend, get(out), get(points)),
      );
      f.emit(set(walk, offsetOf(table, signedBytes)), module.call(prepare, get(walk), get(out)));
      mirror(walk);
      f.emit(set(left, i32c(7)));
      f.repeat(left, () => {
        f.emit(
          module.call(add, get(scratch), get(out), offsetOf(table, signedBytes)),
          set(walk, offsetOf(walk, signedBytes)),
        );
        f.emit(module.call(prepare, get(walk), get(out)));
        mirror(walk);
      });
      f.emit(module.call(identity, get(out)), set(walk, get(digits)), set(left, get(count)));
      f.repeat(left, () => {
        shift(f, scratch, out, step);
        f.emit(set(digit, [get(walk), 0x2c, 0, 0]), set(negative, i32.shrS(get(digit), i32c(31))));
        const magnitude = i32.sub(i32.xor(get(digit), get(negative)), get(negative));
        const sign = i32.and(get(negative), i32c(ENTRY_SLOTS * size));
        f.emit(
          module.call(
            addNoT,
            get(scratch),
            get(out),
            i32.add(i32.add(get(table), i32.mul(magnitude, i32c(signedBytes))), sign),
          ),
        );
        f.emit(set(walk, i32.add(get(walk), i32c(1))));
      });
      f.emit(set(out, offsetOf(out, POINT_SLOTS * size)), set(points, offsetOf(points, 2 * size)));
    });
  });

  const tableBytes = 9 * ENTRY_SLOTS * size;
  module.fn('jub_mul_many', [I32, I32, I32, I32, I32, I32, I32], (f) => {
    const [scratch, out, points, pairs, digits, count, stride] = [0, 1, 2, 3, 4, 5, 6];
    const [table, chosen, walk, left, digit, magnitude, step] = f.i32s(7);
    f.emit(set(table, offsetOf(scratch, 10 * size)), set(chosen, offsetOf(table, tableBytes)));
    f.repeat(pairs, () => {
      // Multiples 0 … 8 of the point, prepared.
      f.emit(
        module.call(identity, get(out)),
        module.call(prepare, get(table), get(out)),
        module.call(extend, get(out), get(points)),
      );
      f.emit(module.call(prepare, offsetOf(table, ENTRY_SLOTS * size), get(out)));
      f.emit(set(walk, offsetOf(table, 2 * ENTRY_SLOTS * size)), set(left, i32c(7)));
      f.repeat(left, () => {
        f.emit(module.call(add, get(scratch), get(out), offsetOf(table, ENTRY_SLOTS * size)));
        f.emit(module.call(prepare, get(walk), get(out)), set(walk, offsetOf(walk, ENTRY_SLOTS * size)));
      });
      f.emit(module.call(identity, get(out)), set(walk, get(digits)), set(left, get(count)));
      f.repeat(left, () => {
        shift(f, scratch, out, step);
        for (const lane of [0, 1] as const) {
          f.emit(set(digit, [get(walk), 0x2c, 0, lane]));
          f.emit(set(magnitude, pick(i32.sub(i32c(0), get(digit)), get(digit), i32.ltS(get(digit), i32c(0)))));
          const from = i32.add(
            i32.add(get(table), i32.mul(get(magnitude), i32c(ENTRY_SLOTS * size))),
            i32c(lane * fr.backend.laneBytes),
          );
          select(f, chosen, lane, from, size, i32.ltS(get(digit), i32c(0)));
        }
        f.emit(module.call(addNoT, get(scratch), get(out), get(chosen)), set(walk, i32.add(get(walk), i32c(2))));
      });
      f.emit(set(out, offsetOf(out, POINT_SLOTS * size)), set(points, offsetOf(points, 2 * size)));
      f.emit(set(digits, i32.add(get(digits), get(stride))));
    });
  });

  // Entry k = 1 … 128 of window w is k·2^(8w)·P. Entries 1 … 64 lie in lane 0 of their slots, 65 … 128 in lane 1.
  module.fn('jub_comb', [I32, I32, I32], (f) => {
    const [scratch, table, point] = [0, 1, 2];
    const [base, run, prepared, window, k, to] = Array.from({ length: 6 }, () => f.i32()) as Six;
    f.emit(
      set(base, offsetOf(scratch, 10 * size)),
      set(run, offsetOf(base, 4 * size)),
      set(prepared, offsetOf(run, 4 * size)),
    );
    f.emit(module.call(extend, get(base), get(point)), set(window, i32c(COMB_WINDOWS)));
    f.repeat(window, () => {
      f.emit(module.call(identity, get(run)), module.call(prepare, offsetOf(prepared, ENTRY_SLOTS * size), get(base)));
      f.emit(set(k, i32c(0)));
      f.loop(() => {
        f.emit(module.call(add, get(scratch), get(run), offsetOf(prepared, ENTRY_SLOTS * size)));
        f.emit(
          module.call(prepare, get(prepared), get(run)),
          set(to, combEntry(table, get(k), size, fr.backend.laneBytes)),
        );
        for (let slot = 0; slot < ENTRY_SLOTS; slot++) {
          fr.backend.copyElement(f, offsetOf(to, slot * size), offsetOf(prepared, slot * size));
        }
        f.emit(set(k, i32.add(get(k), i32c(1))), [i32.ltU(get(k), i32c(2 * COMB_ROWS)), 0x0d, 0]);
      });
      f.emit(set(table, i32.add(get(table), i32c(COMB_ROWS * ENTRY_SLOTS * size))), set(k, i32c(8)));
      f.repeat(k, () => f.emit(module.call(double, get(scratch), get(base))));
    });
  });

  const neutral = [1n, 1n, 0n, 2n, 0n].map((value) => fr.constant(value));
  module.fn('jub_comb_many', [I32, I32, I32, I32, I32], (f) => {
    const [scratch, out, table, pairs, digits] = [0, 1, 2, 3, 4];
    const [chosen, idle, window, digit, magnitude, rows] = Array.from({ length: 6 }, () => f.i32()) as Six;
    f.emit(set(chosen, offsetOf(scratch, 10 * size)), set(idle, offsetOf(chosen, ENTRY_SLOTS * size)));
    neutral.forEach((value, k) => {
      fr.copy(f, fr.slot(get(idle), k * size), value);
    });
    f.repeat(pairs, () => {
      f.emit(module.call(identity, get(out)), set(window, i32c(COMB_WINDOWS)), set(rows, get(table)));
      f.repeat(window, () => {
        for (const lane of [0, 1] as const) {
          f.emit(set(digit, [get(digits), 0x2e, 1, 2 * lane]));
          f.emit(set(magnitude, pick(i32.sub(i32c(0), get(digit)), get(digit), i32.ltS(get(digit), i32c(0)))));
          const from = combEntry(rows, i32.sub(get(magnitude), i32c(1)), size, fr.backend.laneBytes);
          select(f, chosen, lane, pick(from, get(idle), get(digit)), size, i32.ltS(get(digit), i32c(0)));
        }
        f.emit(module.call(add, get(scratch), get(out), get(chosen)));
        f.emit(
          set(digits, i32.add(get(digits), i32c(4))),
          set(rows, i32.add(get(rows), i32c(COMB_ROWS * ENTRY_SLOTS * size))),
        );
      });
      f.emit(set(out, offsetOf(out, POINT_SLOTS * size)));
    });
  });

  module.fn('jub_add_affine', [I32, I32, I32, I32], (f) => {
    const [scratch, out, point, pairs] = [0, 1, 2, 3];
    const extended = offsetOf(scratch, 10 * size);
    const prepared = offsetOf(scratch, 14 * size);
    f.emit(module.call(extend, extended, get(point)), module.call(prepare, prepared, extended));
    f.repeat(pairs, () => {
      f.emit(module.call(addNoT, get(scratch), get(out), prepared), set(out, offsetOf(out, POINT_SLOTS * size)));
    });
  });
  module.fn('jub_z', [I32, I32, I32], (f) => {
    f.repeat(2, () => {
      fr.copy(f, fr.slot(get(1)), fr.slot(get(0), 2 * size, entry));
      f.emit(set(0, offsetOf(0, POINT_SLOTS * size)), set(1, offsetOf(1, size)));
    });
  });
  module.fn('jub_affine', [I32, I32, I32, I32], (f) => {
    f.repeat(2, () => {
      const [x, y] = pointAt(0);
      const inverse = fr.slot(get(1), 0, entry);
      const [u, v] = fr.slots(get(3), 2);
      fr.mul(f, u, x, inverse);
      fr.mul(f, v, y, inverse);
      for (const slot of [u, v]) fr.ensure(slot, entry, 'affine point');
      f.emit(set(0, offsetOf(0, POINT_SLOTS * size)), set(1, offsetOf(1, size)), set(3, offsetOf(3, 2 * size)));
    });
  });
}

type Six = [number, number, number, number, number, number];

/** Address of lane element `k` (from 0) of a window. */
const combEntry = (rows: number, k: Code, size: number, laneBytes: number): Code =>
  i32.add(
    i32.add(get(rows), i32.mul(i32.and(k, i32c(COMB_ROWS - 1)), i32c(ENTRY_SLOTS * size))),
    i32.mul(i32.shrU(k, i32c(6)), i32c(laneBytes)),
  );

/** P := 2P with six temporaries: four products (three without T), four squares, all results negated alike. */
function doublePoint(f: Fn, fr: Field, [x, y, z, t]: Point, s: readonly Slot[], withT = true): void {
  const [a, b, e, g, h, c] = s as [Slot, Slot, Slot, Slot, Slot, Slot];
  fr.lin(f, h, [times(2, y)], 'raw');
  fr.mul(f, e, x, h); // 2XY
  fr.sqr(f, a, x);
  fr.sqr(f, b, y);
  fr.sqr(f, c, z);
  fr.lin(f, g, [plus(b), minus(a)], 'carry');
  fr.lin(f, c, [times(2, c), minus(g)], 'carry'); // F
  fr.lin(f, h, [plus(a), plus(b)], 'raw');
  fr.mul(f, x, e, c);
  fr.mul(f, y, g, h);
  fr.mul(f, z, c, g);
  if (withT) fr.mul(f, t, e, h);
}

/** P := P + entry with seven temporaries. E and G stay without carries, F and H take them. */
function addEntry(f: Fn, fr: Field, [x, y, z, t]: Point, entry: Entry, s: readonly Slot[], withT = true): void {
  const [a, b, c, d, e, g] = s as [Slot, Slot, Slot, Slot, Slot, Slot];
  fr.lin(f, a, [plus(y), minus(x)], 'raw');
  fr.lin(f, b, [plus(y), plus(x)], 'raw');
  fr.mul(f, a, a, entry[0]);
  fr.mul(f, b, b, entry[1]);
  fr.mul(f, c, t, entry[2]);
  fr.mul(f, d, z, entry[3]);
  fr.lins(
    f,
    [
      { out: e, terms: [plus(b), minus(a)] },
      { out: g, terms: [plus(d), plus(c)] },
    ],
    'raw',
  );
  fr.lins(
    f,
    [
      { out: b, terms: [plus(b), plus(a)] },
      { out: d, terms: [plus(d), minus(c)] },
    ],
    'carry',
  );
  fr.mul(f, x, e, d);
  fr.mul(f, y, g, b);
  fr.mul(f, z, g, d);
  if (withT) fr.mul(f, t, e, b);
}

function prepareEntry(f: Fn, fr: Field, [low, high, t2, z2, negative]: Entry, [x, y, z, t]: Point): void {
  fr.mul(f, t2, t, fr.constant(2n * EDWARDS_D));
  fr.lin(f, negative, [minus(t2)], 'carry');
  fr.lin(f, z2, [times(2, z)], 'reduce');
  fr.lins(
    f,
    [
      { out: low, terms: [plus(y), minus(x)] },
      { out: high, terms: [plus(y), plus(x)] },
    ],
    'reduce',
  );
}
