import { type Bound, joinBounds, linearBound, preparedBound, productBound } from '../bounds/bound.ts';
import { brIf, type Code, get, I32, i32, i32c, ret, set, tee } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import type { Assembly } from './assembly.ts';
import type { FactorKind } from './backend.ts';
import { type Field, offsetOf } from './field.ts';
import { plus, type Slot, times } from './slot.ts';

/** Columns hold carried limbs and values within this many moduli between operations. */
export const COLUMN_VALUE = 2;
/** Transforms reach columns of 2^20 elements. */
export const MAX_LOG = 20;
/**
 * Up to 2^PREPARED_LOG rows of a table are prepared for quick products: few enough to stay near a core, used often enough to
 * pay, and few enough levels for the growth of values.
 */
export const PREPARED_LOG = 11;

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
  const settle = (slots: readonly Slot[], finish: 'carry' | 'reduce'): void => {
    for (const slot of slots) {
      if (finish === 'reduce') fr.ensure(slot, entry, 'transform result');
      else slot.bound = running; // proven for the whole transform by checkedGrowth
    }
  };

  const factorSize = { plain: size, prepared: fr.preparedSize };

  /** Two levels over `count` rows at four pointers; `factors` of the first level (one or two) and of the second. */
  const radix4 = (
    f: Fn,
    rows: readonly [Slot, Slot, Slot, Slot],
    scratch: number,
    pairs: 'down' | 'up',
    z: readonly [Code, Code, Code],
    finish: 'carry' | 'reduce',
    kind: FactorKind,
  ): void => {
    const [p0, p1, p2, p3] = rows;
    const spare = fr.slot(get(scratch));
    const [z1, z2, z3] = z.map((at) => fr.slot(at, 0, factor)) as [Slot, Slot, Slot];
    for (const row of rows) row.bound = running;
    const [inner, outer] = pairs === 'down' ? [p2, p1] : [p1, p2];
    fr.butterfly(f, p0, inner, z1, kind, 'raw', spare);
    fr.butterfly(f, outer, p3, z1, kind, 'raw', spare);
    fr.butterfly(f, p0, outer, z2, kind, finish, spare);
    fr.butterfly(f, inner, p3, z3, kind, finish, spare);
    settle(rows, finish);
  };

  const radix2 = (
    f: Fn,
    base: number,
    scratch: number,
    z: Code,
    finish: 'carry' | 'reduce',
    kind: FactorKind,
  ): void => {
    const [u, v] = fr.slots(get(base), 2, 0, running);
    fr.butterfly(f, u, v, fr.slot(z, 0, factor), kind, finish, fr.slot(get(scratch)));
    settle([u, v], finish);
  };

  const tableRow = (table: number, index: Code, kind: FactorKind = 'plain'): Code =>
    i32.add(get(table), i32.mul(index, i32c(factorSize[kind])));
  /** Sets the pointers to rows `distance` apart, the first one at the first pointer. */
  const spread = (f: Fn, list: readonly number[], distance: Code, bytes: number, step: number): void => {
    f.emit(set(step, i32.mul(distance, i32c(bytes))));
    for (let i = 1; i < list.length; i++) {
      f.emit(set(list[i] as number, i32.add(get(list[i - 1] as number), get(step))));
    }
  };
  const fourRows = (list: readonly number[]) => list.map((p) => fr.slot(get(p))) as [Slot, Slot, Slot, Slot];

  const down4 = (finish: 'carry' | 'reduce', kind: FactorKind): Fn =>
    // scratch, rows at p0 (already offset), quarter distance in rows, count, table, block
    module.fn(`ntt_down4_${finish}_${kind}`, [I32, I32, I32, I32, I32, I32], (f) => {
      const [scratch, p0, quarter, count, table, block] = [0, 1, 2, 3, 4, 5];
      const [p1, p2, p3, z1, z2, step] = f.i32s(6);
      spread(f, [p0, p1, p2, p3], get(quarter), size, step);
      f.emit(set(z1, tableRow(table, get(block), kind)), set(z2, tableRow(table, i32.shl(get(block), i32c(1)), kind)));
      f.repeat(count, () => {
        const z = [get(z1), get(z2), offsetOf(z2, factorSize[kind])] as const;
        radix4(f, fourRows([p0, p1, p2, p3]), scratch, 'down', z, finish, kind);
        next(f, p0, p1, p2, p3);
      });
    });
  const up4 = (kind: FactorKind): Fn =>
    // scratch, p0, distance m in rows, count, table, first position k
    module.fn(`ntt_up4_${kind}`, [I32, I32, I32, I32, I32, I32], (f) => {
      const [scratch, p0, m, count, table, k] = [0, 1, 2, 3, 4, 5];
      const [p1, p2, p3, z1, z2, z3, step] = f.i32s(7);
      spread(f, [p0, p1, p2, p3], get(m), size, step);
      f.emit(set(z1, tableRow(table, i32.add(get(m), get(k)), kind)));
      spread(f, [z1, z2, z3], get(m), factorSize[kind], step);
      f.repeat(count, () => {
        radix4(f, fourRows([p0, p1, p2, p3]), scratch, 'up', [get(z1), get(z2), get(z3)], 'carry', kind);
        next(f, p0, p1, p2, p3);
        for (const p of [z1, z2, z3]) f.emit(set(p, i32.add(get(p), i32c(factorSize[kind]))));
      });
    });
  const fourDown = {
    carry: { plain: down4('carry', 'plain'), prepared: down4('carry', 'prepared') },
    reduce: { plain: down4('reduce', 'plain'), prepared: down4('reduce', 'prepared') },
  };
  const fourUp = { plain: up4('plain'), prepared: up4('prepared') };

  // A whole block of rows, depth first: (scratch, base, rows, table, block, prepared table, its rows). One row needs only the
  // final pull-back.
  module.fn('ntt_down', [I32, I32, I32, I32, I32, I32, I32], (f) => {
    const [scratch, base, rows, table, block, prepared, limit] = [0, 1, 2, 3, 4, 5, 6];
    const [quarter, child] = [f.i32(), f.i32()];
    f.if(i32.eq(get(rows), i32c(1)), () => {
      const row = fr.slot(get(base), 0, running);
      fr.lin(f, row, [plus(row)], 'reduce');
      fr.ensure(row, entry, 'transform result');
      f.emit(ret);
    });
    f.if(i32.eq(get(rows), i32c(2)), () => {
      f.if(
        i32.ltU(get(block), get(limit)),
        () => radix2(f, base, scratch, tableRow(prepared, get(block), 'prepared'), 'reduce', 'prepared'),
        () => radix2(f, base, scratch, tableRow(table, get(block)), 'reduce', 'plain'),
      );
      f.emit(ret);
    });
    f.emit(set(quarter, i32.shrU(get(rows), i32c(2))));
    // The second of two levels reads the rows 2·block and 2·block + 1.
    const twoLevels = (finish: 'carry' | 'reduce'): void => {
      const call = (kind: FactorKind, from: number): void =>
        f.emit(
          module.call(
            fourDown[finish][kind],
            get(scratch),
            get(base),
            get(quarter),
            get(quarter),
            get(from),
            get(block),
          ),
        );
      f.if(
        i32.ltU(i32.shl(get(block), i32c(1)), get(limit)),
        () => call('prepared', prepared),
        () => call('plain', table),
      );
    };
    f.if(i32.eq(get(rows), i32c(4)), () => {
      twoLevels('reduce');
      f.emit(ret);
    });
    twoLevels('carry');
    f.emit(set(block, i32.shl(get(block), i32c(2))), set(child, i32c(4)));
    f.repeat(child, () => {
      f.emit(
        module.call(f, get(scratch), get(base), get(quarter), get(table), get(block), get(prepared), get(limit)),
        set(base, i32.add(get(base), i32.mul(get(quarter), i32c(size)))),
        set(block, i32.add(get(block), i32c(1))),
      );
    });
  });

  // (scratch, base, rows, table, prepared table, its rows)
  module.fn('ntt_up', [I32, I32, I32, I32, I32, I32], (f) => {
    const [scratch, base, rows, table, prepared, limit] = [0, 1, 2, 3, 4, 5];
    const [quarter, child, at] = f.i32s(3);
    f.emit([i32.eq(get(rows), i32c(1)), 0x04, 0x40, ret, 0x0b]);
    f.if(i32.eq(get(rows), i32c(2)), () => {
      radix2(f, base, scratch, offsetOf(prepared, factorSize.prepared), 'carry', 'prepared');
      f.emit(ret);
    });
    f.emit(set(quarter, i32.shrU(get(rows), i32c(2))), set(child, i32c(4)), set(at, get(base)));
    f.repeat(child, () => {
      f.emit(module.call(f, get(scratch), get(at), get(quarter), get(table), get(prepared), get(limit)));
      f.emit(set(at, i32.add(get(at), i32.mul(get(quarter), i32c(size)))));
    });
    const call = (kind: FactorKind, from: number): void =>
      f.emit(module.call(fourUp[kind], get(scratch), get(base), get(quarter), get(quarter), get(from), i32c(0)));
    f.if(
      i32.leU(get(rows), get(limit)),
      () => call('prepared', prepared),
      () => call('plain', table),
    );
  });

  // First level of down: rows (x[k], x[k+n/2]) → c·(u + v, u − v), c prepared. (scratch, base, count, c)
  module.fn('ntt_down_lanes', [I32, I32, I32, I32], (f) => {
    f.repeat(2, () => {
      const row = fr.slot(get(1), 0, entry);
      fr.mulPrepared(f, row, row, fr.slot(get(3), 0, factor));
      fr.lin(f, row, [plus(row, 'low'), times([1, -1], row, 'high')], 'carry');
      fr.ensure(row, running, 'first level');
      next(f, 1);
    });
  });
  // Last level of up: (scratch, base, count, z) with the factors at z. Two rows at a time, so that both lanes of the product count.
  module.fn('ntt_up_lanes', [I32, I32, I32, I32], (f) => {
    const pairs = f.i32();
    const rowsDone = (rows: readonly Slot[], s: Slot): void =>
      rows.forEach((row, i) => {
        fr.lin(f, row, [plus(row, 'low'), times([1, -1], s, i === 0 ? 'low' : 'high')], 'reduce');
        fr.ensure(row, entry, 'transform result');
      });
    const two = (rows: readonly [Slot, Slot], factors: readonly [Slot, Slot]): void => {
      const [s, z] = fr.slots(get(0), 2);
      fr.join(f, s, [rows[0], 1], [rows[1], 1]);
      fr.join(f, z, [factors[0], 0], [factors[1], 1]);
      fr.mul(f, s, s, z);
      rowsDone(rows[0] === rows[1] ? [rows[0]] : rows, s);
    };
    f.emit(set(pairs, i32.shrU(get(2), i32c(1))));
    f.if(get(pairs), () => {
      f.repeat(pairs, () => {
        two(fr.slots(get(1), 2, 0, running), fr.slots(get(3), 2, 0, factor));
        next(f, 1, 1, 3, 3);
      });
    });
    f.if(i32.and(get(2), i32c(1)), () => {
      const row = fr.slot(get(1), 0, running);
      const z = fr.slot(get(3), 0, factor);
      two([row, row], [z, z]);
    });
  });

  // Prepares the rows 1 … count of a table: (scratch, prepared table, table, count).
  module.fn('ntt_prepare', [I32, I32, I32, I32], (f) => {
    f.repeat(3, () => {
      f.emit(set(1, offsetOf(1, factorSize.prepared)));
      next(f, 2);
      const out = fr.slot(get(1));
      fr.prepare(f, out, fr.slot(get(2), 0, factor));
      fr.ensure(out, factor, 'prepared factor');
    });
  });

  // Tables. down: row 1 is given by the host; level s (rows 2^(s−1) … 2^s − 1) makes level s + 1 with the pair (1, c) at
  // `constants + s − 1`. (scratch, table, levels, constants)
  module.fn('ntt_down_table', [I32, I32, I32, I32], (f) => {
    const [from, to, rows, left, lane] = f.i32s(5);
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

/**
 * Largest value any level can reach, following one element through every level of the largest transform. Both directions take
 * prepared factors first, in PREPARED_LOG levels at most, downwards behind a first level that only adds.
 */
function checkedGrowth(fr: Field, entry: Bound, factor: Bound): number {
  let value = entry.value;
  let previous = value;
  for (let level = 0; level < MAX_LOG; level++) {
    previous = value;
    const now = fr.normal(value);
    const plain = productBound(fr.shape, [{ a: now, b: factor }]);
    const prepared = level <= PREPARED_LOG && fr.backend.mulPrepared !== undefined;
    const product = prepared ? joinBounds(plain, preparedBound(fr.shape, now, factor)) : plain;
    value = linearBound(fr.shape, [
      { k: 1, bound: now },
      { k: 1, bound: product },
    ]).value;
  }
  return previous;
}
