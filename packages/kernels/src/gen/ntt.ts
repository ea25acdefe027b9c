import { type Bound, linearBound, productBound } from '../bounds/bound.ts';
import { brIf, type Code, get, I32, i32, i32c, ret, set, tee } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import type { Assembly } from './assembly.ts';
import { type Field, offsetOf } from './field.ts';
import { minus, plus, type Slot, times } from './slot.ts';

/** Columns hold carried limbs and values within this many moduli between operations. */
export const COLUMN_VALUE = 2;
/** Transforms reach columns of 2^20 elements. */
export const MAX_LOG = 20;

/**
 * Number-theoretic transforms on columns. Row k of a column of n elements is the pair (x[k], x[k + n/2]). Only butterflies
 * `u ± z·v` occur, so values grow by addition; the last level pulls them back. Spec: 11 §4
 *
 * values → coefficients (natural → bit-reversed, inverse root): `ntt_down_lanes`, then `ntt_down` on all rows. The factor
 * of block t at any level is row t of one table, lanes for the blocks of the two halves.
 * coefficients → values (bit-reversed → natural): `ntt_up` on all rows, then `ntt_up_lanes`. The factor of position k in a
 * level of distance m is row m + k of one table, which also carries the coset shift.
 */
export function nttArea({ module, fr }: Assembly): void {
  const size = fr.size;
  const entry = fr.normal(COLUMN_VALUE);
  const factor = fr.normal(0.51);
  const running = fr.normal(checkedGrowth(fr, entry, factor));
  const next = (f: Fn, ...pointers: number[]): void => {
    for (const p of pointers) f.emit(set(p, i32.add(get(p), i32c(size))));
  };
  const butterfly = (f: Fn, u: Slot, v: Slot, finish: 'raw' | 'carry' | 'reduce', sum: Slot, difference: Slot): void =>
    fr.lins(
      f,
      [
        { out: sum, terms: [plus(u), plus(v)] },
        { out: difference, terms: [plus(u), minus(v)] },
      ],
      finish,
    );
  const settle = (slots: readonly Slot[], finish: 'carry' | 'reduce'): void => {
    for (const slot of slots) {
      if (finish === 'reduce') fr.ensure(slot, entry, 'transform result');
      else slot.bound = running; // proven for the whole transform by checkedGrowth
    }
  };

  /** Two levels over `count` rows at four pointers; `factors` of the first level (one or two) and of the second. */
  const radix4 = (
    f: Fn,
    rows: readonly [Slot, Slot, Slot, Slot],
    scratch: number,
    pairs: 'down' | 'up',
    z: readonly [Code, Code, Code],
    finish: 'carry' | 'reduce',
  ): void => {
    const [p0, p1, p2, p3] = rows;
    const [s0, s1, s2] = [0, 1, 2].map((k) => fr.slot(get(scratch), k * size)) as [Slot, Slot, Slot];
    const zs = z.map((at) => fr.slot(at, 0, factor)) as [Slot, Slot, Slot];
    for (const row of rows) row.bound = running;
    if (pairs === 'down') {
      fr.mul(f, s0, p2, zs[0]);
      fr.mul(f, s1, p3, zs[0]);
      butterfly(f, p0, s0, 'raw', s2, p2);
      butterfly(f, p1, s1, 'raw', p1, p3);
      fr.mul(f, s0, p1, zs[1]);
      fr.mul(f, s1, p3, zs[2]);
      butterfly(f, s2, s0, finish, p0, p1);
      butterfly(f, p2, s1, finish, p2, p3);
    } else {
      fr.mul(f, s0, p1, zs[0]);
      fr.mul(f, s1, p3, zs[0]);
      butterfly(f, p0, s0, 'raw', s2, p1);
      butterfly(f, p2, s1, 'raw', p2, p3);
      fr.mul(f, s0, p2, zs[1]);
      fr.mul(f, s1, p3, zs[2]);
      butterfly(f, s2, s0, finish, p0, p2);
      butterfly(f, p1, s1, finish, p1, p3);
    }
    settle(rows, finish);
  };

  const radix2 = (f: Fn, base: number, scratch: number, z: Code, finish: 'carry' | 'reduce'): void => {
    const [u, v] = fr.slots(get(base), 2, 0, running) as [Slot, Slot];
    const s = fr.slot(get(scratch));
    fr.mul(f, s, v, fr.slot(z, 0, factor));
    butterfly(f, u, s, finish, u, v);
    settle([u, v], finish);
  };

  const tableRow = (table: number, index: Code): Code => i32.add(get(table), i32.mul(index, i32c(size)));

  // down: scratch, rows at p0 (already offset), quarter distance in rows, count, table, block
  for (const finish of ['carry', 'reduce'] as const) {
    module.fn(`ntt_down4_${finish}`, [I32, I32, I32, I32, I32, I32], (f) => {
      const [scratch, p0, quarter, count, table, block] = [0, 1, 2, 3, 4, 5];
      const [p1, p2, p3, z1, z2, step] = Array.from({ length: 6 }, () => f.i32()) as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      f.emit(set(step, i32.mul(get(quarter), i32c(size))));
      f.emit(
        set(p1, i32.add(get(p0), get(step))),
        set(p2, i32.add(get(p1), get(step))),
        set(p3, i32.add(get(p2), get(step))),
      );
      f.emit(set(z1, tableRow(table, get(block))), set(z2, tableRow(table, i32.shl(get(block), i32c(1)))));
      f.repeat(count, () => {
        const rows = [p0, p1, p2, p3].map((p) => fr.slot(get(p))) as [Slot, Slot, Slot, Slot];
        radix4(f, rows, scratch, 'down', [get(z1), get(z2), offsetOf(z2, size)], finish);
        next(f, p0, p1, p2, p3);
      });
    });
    // up: scratch, p0, distance m in rows, count, table, first position k
    if (finish === 'carry') {
      module.fn('ntt_up4', [I32, I32, I32, I32, I32, I32], (f) => {
        const [scratch, p0, m, count, table, k] = [0, 1, 2, 3, 4, 5];
        const [p1, p2, p3, z1, z2, z3, step] = Array.from({ length: 7 }, () => f.i32()) as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        f.emit(set(step, i32.mul(get(m), i32c(size))));
        f.emit(
          set(p1, i32.add(get(p0), get(step))),
          set(p2, i32.add(get(p1), get(step))),
          set(p3, i32.add(get(p2), get(step))),
        );
        f.emit(set(z1, tableRow(table, i32.add(get(m), get(k)))));
        f.emit(set(z2, i32.add(get(z1), get(step))), set(z3, i32.add(get(z2), get(step))));
        f.repeat(count, () => {
          const rows = [p0, p1, p2, p3].map((p) => fr.slot(get(p))) as [Slot, Slot, Slot, Slot];
          radix4(f, rows, scratch, 'up', [get(z1), get(z2), get(z3)], 'carry');
          next(f, p0, p1, p2, p3, z1, z2, z3);
        });
      });
    }
  }
  const down4 = module.find('ntt_down4_carry');
  const down4Last = module.find('ntt_down4_reduce');
  const up4 = module.find('ntt_up4');
  if (down4 === undefined || down4Last === undefined || up4 === undefined) throw new RangeError('radix-4 is missing');

  // A whole block of rows, depth first: (scratch, base, rows, table, block). One row needs only the final pull-back.
  module.fn('ntt_down', [I32, I32, I32, I32, I32], (f) => {
    const [scratch, base, rows, table, block] = [0, 1, 2, 3, 4];
    const [quarter, child] = [f.i32(), f.i32()];
    f.if(i32.eq(get(rows), i32c(1)), () => {
      const row = fr.slot(get(base), 0, running);
      fr.lin(f, row, [plus(row)], 'reduce');
      fr.ensure(row, entry, 'transform result');
      f.emit(ret);
    });
    f.if(i32.eq(get(rows), i32c(2)), () => {
      radix2(f, base, scratch, tableRow(table, get(block)), 'reduce');
      f.emit(ret);
    });
    f.if(i32.eq(get(rows), i32c(4)), () => {
      f.emit(module.call(down4Last, get(scratch), get(base), i32c(1), i32c(1), get(table), get(block)), ret);
    });
    f.emit(set(quarter, i32.shrU(get(rows), i32c(2))));
    f.emit(module.call(down4, get(scratch), get(base), get(quarter), get(quarter), get(table), get(block)));
    f.emit(set(block, i32.shl(get(block), i32c(2))), set(child, i32c(4)));
    f.repeat(child, () => {
      f.emit(module.call(f, get(scratch), get(base), get(quarter), get(table), get(block)));
      f.emit(
        set(base, i32.add(get(base), i32.mul(get(quarter), i32c(size)))),
        set(block, i32.add(get(block), i32c(1))),
      );
    });
  });

  // (scratch, base, rows, table)
  module.fn('ntt_up', [I32, I32, I32, I32], (f) => {
    const [scratch, base, rows, table] = [0, 1, 2, 3];
    const [quarter, child, at] = [f.i32(), f.i32(), f.i32()];
    f.emit([i32.eq(get(rows), i32c(1)), 0x04, 0x40, ret, 0x0b]);
    f.if(i32.eq(get(rows), i32c(2)), () => {
      radix2(f, base, scratch, offsetOf(table, size), 'carry');
      f.emit(ret);
    });
    f.emit(set(quarter, i32.shrU(get(rows), i32c(2))), set(child, i32c(4)), set(at, get(base)));
    f.repeat(child, () => {
      f.emit(module.call(f, get(scratch), get(at), get(quarter), get(table)));
      f.emit(set(at, i32.add(get(at), i32.mul(get(quarter), i32c(size)))));
    });
    f.emit(module.call(up4, get(scratch), get(base), get(quarter), get(quarter), get(table), i32c(0)));
  });

  // First level of down: rows (x[k], x[k+n/2]) → c·(u + v, u − v). (scratch, base, count, c)
  module.fn('ntt_down_lanes', [I32, I32, I32, I32], (f) => {
    f.repeat(2, () => {
      const row = fr.slot(get(1), 0, entry);
      fr.mul(f, row, row, fr.slot(get(3), 0, fr.normal(COLUMN_VALUE)));
      fr.lin(f, row, [plus(row, 'low'), times([1, -1], row, 'high')], 'carry');
      fr.ensure(row, running, 'first level');
      next(f, 1);
    });
  });
  // Last level of up: (scratch, base, count, z) with the factors at z.
  module.fn('ntt_up_lanes', [I32, I32, I32, I32], (f) => {
    f.repeat(2, () => {
      const row = fr.slot(get(1), 0, running);
      const s = fr.slot(get(0));
      fr.mul(f, s, row, fr.slot(get(3), 0, factor));
      fr.lin(f, row, [plus(row, 'low'), times([1, -1], s, 'high')], 'reduce');
      fr.ensure(row, entry, 'transform result');
      next(f, 1, 3);
    });
  });

  // Tables. down: row 1 is given by the host; level s (rows 2^(s−1) … 2^s − 1) makes level s + 1 with the pair (1, c) at
  // `constants + s − 1`. (scratch, table, levels, constants)
  module.fn('ntt_down_table', [I32, I32, I32, I32], (f) => {
    const [from, to, rows, left, lane] = Array.from({ length: 5 }, () => f.i32()) as [
      number,
      number,
      number,
      number,
      number,
    ];
    f.emit(set(rows, i32c(1)), set(from, offsetOf(1, size)), set(to, offsetOf(1, 2 * size)));
    f.emit(brTable(get(2)));
    f.repeat(2, () => {
      f.emit(set(lane, i32c(2)));
      f.repeat(lane, () => {
        f.emit(set(left, get(rows)));
        f.repeat(left, () => {
          const [source, out, constant] = [
            fr.slot(get(from), 0, factor),
            fr.slot(get(to)),
            fr.slot(get(3), 0, fr.normal(COLUMN_VALUE)),
          ];
          f.if(
            i32.eq(get(lane), i32c(2)),
            () => fr.lin(f, out, [plus(source, 'low')], 'raw'),
            () => fr.lin(f, out, [plus(source, 'high')], 'raw'),
          );
          fr.mul(f, out, out, constant);
          fr.lin(f, out, [plus(out)], 'reduce');
          fr.ensure(out, factor, 'table entry');
          next(f, from, to);
        });
        f.emit(set(from, i32.sub(get(from), i32.mul(get(rows), i32c(size)))));
      });
      f.emit(set(from, i32.add(get(from), i32.mul(get(rows), i32c(size)))), set(rows, i32.shl(get(rows), i32c(1))));
      next(f, 3);
    });
  });
  // up: rows `half … 2·half − 1` are given; every lower row m + k is the square of row 2m + k. (scratch, table, half)
  module.fn('ntt_up_table', [I32, I32, I32], (f) => {
    const [m, k, from, to] = [f.i32(), f.i32(), f.i32(), f.i32()];
    f.emit(set(m, i32.shrU(get(2), i32c(1))), brTable(get(m)));
    f.loop(() => {
      f.emit(set(to, tableRow(1, get(m))), set(from, tableRow(1, i32.shl(get(m), i32c(1)))), set(k, get(m)));
      f.repeat(k, () => {
        const out = fr.slot(get(to));
        fr.sqr(f, out, fr.slot(get(from), 0, factor));
        fr.lin(f, out, [plus(out)], 'reduce');
        fr.ensure(out, factor, 'table entry');
        next(f, from, to);
      });
      f.emit(brIf(0, tee(m, i32.shrU(get(m), i32c(1)))));
    });
  });
}

/** Leaves the function when the count is 0. */
const brTable = (count: Code): Code => [i32.eqz(count), 0x04, 0x40, ret, 0x0b];

/** Largest value any level can reach, following one element through every level of the largest transform. */
function checkedGrowth(fr: Field, entry: Bound, factor: Bound): number {
  let value = entry.value;
  let previous = value;
  for (let level = 0; level < MAX_LOG; level++) {
    previous = value;
    const now = fr.normal(value);
    const product = productBound(fr.shape, [{ a: now, b: factor }]);
    value = linearBound(fr.shape, [
      { k: 1, bound: now },
      { k: 1, bound: product },
    ]).value;
  }
  return previous;
}
