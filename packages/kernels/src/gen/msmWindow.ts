import { br, brIf, type Code, get, I32, i32, i32c, pick, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import type { ProjectiveFunctions } from './curveProjective.ts';
import type { Field } from './field.ts';
import { ROW } from './msmSplit.ts';
import {
  BATCH,
  ENTRY,
  pointBound,
  pointLayout,
  pointStart,
  pointX,
  type TreeFunctions,
  treeScratch,
} from './msmTree.ts';
import type { Slot } from './slot.ts';

/** Fields of the description of one MSM in memory, i32 each. */
export const DESCRIPTION = {
  rows: 0,
  /** Half scalars, twice the number of points. */
  count: 4,
  windowBits: 8,
  bases: 12,
  /** Three projective slots per window. */
  results: 16,
  windows: 20,
  /** Working memory: thread i, whose own scratch begins at `threads` + i·`threadBytes`, has `work` + i·`workBytes`. */
  threads: 24,
  threadBytes: 28,
  work: 32,
  workBytes: 36,
  size: 64,
} as const;

/** Bytes of scratch a job of `windows` windows needs. */
export function jobScratch(field: Field, halves: number, windowBits: number, windows: number): number {
  const buckets = windows << (windowBits - 1);
  const lines = (2 * windows) << (windowBits - 1 - columnBits(windowBits));
  // Pairs of the first level, in buckets and in lines. Lists of lines that no tree shortens fit in place of the former.
  const additions = (halves * windows) / 2 + 1 + buckets;
  const lists = 4 * halves * windows + 8 * buckets;
  return treeScratch(field).end + 8 * (buckets + lines) + lists + 256 + additions * pointLayout(field).temporary;
}

/** Buckets of a window lie in rows of 2^this. */
const columnBits = (windowBits: number): number => (windowBits - 1) >> 1;

/** `msm_job`(scratch, description, first window, end window) and `msm_combine`(scratch, description, out). */
export type MsmFunctions = { readonly job: Fn; readonly combine: Fn };

/**
 * Pippenger's buckets: counting sort of the signed digits, a tree of batched affine additions inside each bucket, then a second
 * one over the rows and columns of the buckets laid out as a square: Σ (r·2^k + c + 1)·B = 2^k·Σ r·row_r + Σ (c + 1)·column_c.
 * Complete formulas are left for the running sums of those few, rows in one lane and columns in the other. These accept several
 * points a line, so where a tree met equal abscissas its lists are simply made again and summed without it. Spec: 11 §5.2
 */
export function emitMsm(field: Field, projective: ProjectiveFunctions, tree: TreeFunctions): MsmFunctions {
  const { module, size } = field;
  const layout = pointLayout(field);
  const fixed = treeScratch(field);
  const bound = pointBound(field);
  const field32 = (local: number, offset: number): Code => i32.load(get(local), offset);
  const buckets = (description: number): Code =>
    i32.shl(i32c(1), i32.sub(field32(description, DESCRIPTION.windowBits), i32c(1)));
  const rowShift = (description: number): Code =>
    i32.shrU(i32.sub(field32(description, DESCRIPTION.windowBits), i32c(1)), i32c(1));
  /** Entries of a window for its columns, and for its rows. */
  const lines = (description: number): Code => i32.shrU(buckets(description), rowShift(description));
  const increment = (local: number, by: number): Code => set(local, i32.add(get(local), i32c(by)));

  /** Bucket entries (position, length) of 8 bytes; then the pointers; then the arena. */
  const tables = (scratch: number): Code => i32.add(get(scratch), i32c(fixed.end));
  const pointersAt = (scratch: number, total: Code): Code => i32.add(tables(scratch), i32.shl(total, i32c(3)));

  /** Sets `digit` of the row at `row`; bit offset and mask are given. */
  const readDigit = (row: number, byte: number, shift: number, mask: number, half: number, digit: number): Code =>
    set(digit, i32.sub(i32.and(i32.shrU(i32.load(i32.add(get(row), get(byte))), get(shift)), get(mask)), get(half)));

  // Passes over `total` entries of a table. Lengths 0:
  const clear = module.fn('msm_clear', [I32, I32], (f) => {
    f.repeat(1, () => f.emit(i32.store(get(0), i32c(0), 4), increment(0, 8)));
  });
  // Positions from the lengths, for lists from `at` on (table, total, at) → their end. Filling moves each to the end of its list,
  const place = module.fn(
    'msm_place',
    [I32, I32, I32],
    (f) => {
      f.repeat(1, () => {
        f.emit(i32.store(get(0), get(2)));
        f.emit(set(2, i32.add(get(2), i32.shl(i32.load(get(0), 4), i32c(2)))), increment(0, 8));
      });
      f.emit(get(2));
    },
    [I32],
  );
  // and this back to its start:
  const rewind = module.fn('msm_rewind', [I32, I32], (f) => {
    f.repeat(1, () => {
      const back = i32.sub(i32.load(get(0)), i32.shl(i32.load(get(0), 4), i32c(2)));
      f.emit(i32.store(get(0), back), increment(0, 8));
    });
  });

  // (description, first, end, scratch) → number of pointers
  const sort = module.fn(
    'msm_sort',
    [I32, I32, I32, I32],
    (f) => {
      const [window, row, left, byte, shift, mask, half, digit, entry, base, position, pointer, sign, total, next] =
        f.i32s(15);
      const setWindow = (): void => {
        const bit = i32.mul(get(window), field32(0, DESCRIPTION.windowBits));
        f.emit(set(byte, bit), set(shift, i32.and(get(byte), i32c(7))), set(byte, i32.shrU(get(byte), i32c(3))));
        f.emit(set(row, field32(0, DESCRIPTION.rows)), set(left, field32(0, DESCRIPTION.count)));
      };
      const eachDigit = (build: () => void): void => {
        f.emit(set(window, get(1)), set(base, tables(3)));
        f.loop(() => {
          setWindow();
          f.emit(set(pointer, field32(0, DESCRIPTION.bases)));
          f.repeat(left, () => {
            f.emit(readDigit(row, byte, shift, mask, half, digit));
            f.if(get(digit), () => {
              // |digit| − 1 names the bucket: −d − 1 = ~d for negative digits.
              f.emit(set(sign, i32.shrS(get(digit), i32c(31))));
              f.emit(set(entry, i32.sub(i32.xor(get(digit), get(sign)), i32.add(i32c(1), get(sign)))));
              f.emit(set(entry, i32.add(get(base), i32.shl(get(entry), i32c(3)))));
              build();
            });
            // Odd rows belong to the endomorphism image of the same base.
            f.emit(set(pointer, i32.xor(get(pointer), i32c(2))));
            f.if(i32.eqz(i32.and(get(pointer), i32c(2))), () => f.emit(increment(pointer, layout.base)));
            f.emit(increment(row, ROW));
          });
          f.emit(set(base, i32.add(get(base), i32.shl(get(half), i32c(3)))));
          f.emit(increment(window, 1), brIf(0, i32.ltU(get(window), get(2))));
        });
      };
      f.emit(set(half, buckets(0)), set(mask, i32.sub(i32.shl(get(half), i32c(1)), i32c(1))));
      f.emit(set(total, i32.mul(get(half), i32.sub(get(2), get(1)))));
      f.emit(module.call(clear, tables(3), get(total)));
      eachDigit(() => f.emit(i32.store(get(entry), i32.add(i32.load(get(entry), 4), i32c(1)), 4)));
      f.emit(set(next, pointersAt(3, get(total))));
      f.emit(set(next, i32.sub(module.call(place, tables(3), get(total), get(next)), get(next))));
      eachDigit(() => {
        f.emit(set(position, i32.load(get(entry))));
        // z²·P = −(βx, y): the image enters with the opposite sign.
        const flipped = i32.xor(i32.and(get(sign), i32c(1)), i32.shrU(i32.and(get(pointer), i32c(2)), i32c(1)));
        f.emit(i32.store(get(position), i32.xor(get(pointer), flipped)));
        f.emit(i32.store(get(entry), i32.add(get(position), i32c(4))));
      });
      f.emit(module.call(rewind, tables(3), get(total)));
      f.emit(i32.shrU(get(next), i32c(2)));
    },
    [I32],
  );

  // (table, entries, arena, scratch) → 0 if a batch met equal abscissas
  const reduceLists = module.fn(
    'msm_tree',
    [I32, I32, I32, I32],
    (f) => {
      const [entry, left, length, from, to, pairs, sum, count, list, more, first] = f.i32s(11);
      const start = i32.add(get(3), i32c(fixed.list));
      const flush = (): void => {
        f.if(i32.eqz(module.call(tree.flush, get(count), get(3))), () => f.emit(i32c(0), [0x0f]));
        f.emit(set(count, i32c(0)), set(list, start));
      };
      f.emit(set(count, i32c(0)), set(list, start), set(first, i32c(1)));
      f.loop(() => {
        f.emit(set(more, i32c(0)), set(entry, get(0)), set(left, get(1)));
        f.repeat(left, () => {
          f.emit(set(length, i32.load(get(entry), 4)));
          f.if(i32.gtU(get(length), i32c(1)), () => {
            f.emit(set(from, i32.load(get(entry))), set(to, get(from)), set(pairs, i32.shrU(get(length), i32c(1))));
            f.repeat(pairs, () => {
              f.emit(i32.store(get(list), i32.load(get(from))), i32.store(get(list), i32.load(get(from), 4), 4));
              // From the second level on the left operand is a sum of this tree and gives way to the new one.
              f.emit(set(sum, pick(get(2), i32.load(get(from)), get(first))));
              f.emit(set(2, i32.add(get(2), i32.mul(get(first), i32c(layout.temporary)))));
              f.emit(i32.store(get(list), get(sum), 8), i32.store(get(to), get(sum)));
              f.emit(increment(from, 8), increment(to, 4), increment(list, ENTRY), increment(count, 1));
              f.if(i32.eq(get(count), i32c(BATCH)), flush);
            });
            f.if(i32.and(get(length), i32c(1)), () => f.emit(i32.store(get(to), i32.load(get(from)))));
            f.emit(set(length, i32.shrU(i32.add(get(length), i32c(1)), i32c(1))));
            f.emit(i32.store(get(entry), get(length), 4));
            f.emit(set(more, i32.or(get(more), i32.gtU(get(length), i32c(1)))));
          });
          f.emit(increment(entry, 8));
        });
        flush();
        f.emit(set(first, i32c(0)), brIf(0, get(more)));
      });
      f.emit(i32c(1));
    },
    [I32],
  );

  // (description, windows, table of buckets, table of lines, where their lists go) → end of the lists. Each window has as many
  // entries for columns as for rows; row 0 has weight 0 and no entry.
  const regroup = module.fn(
    'msm_regroup',
    [I32, I32, I32, I32, I32],
    (f) => {
      const [window, entry, base, index, length, from, column, row, shift, square, pointer] = f.i32s(11);
      const eachBucket = (build: () => void): void => {
        f.emit(set(window, get(1)), set(entry, get(2)), set(base, get(3)));
        f.repeat(window, () => {
          f.emit(set(index, i32c(0)));
          f.loop(() => {
            f.emit(set(length, i32.load(get(entry), 4)));
            f.if(get(length), () => {
              const inRow = i32.sub(i32.shl(i32c(1), get(shift)), i32c(1));
              f.emit(set(column, i32.add(get(base), i32.shl(i32.and(get(index), inRow), i32c(3)))));
              f.emit(set(row, i32.shrU(get(index), get(shift))));
              f.if(get(row), () =>
                f.emit(
                  set(row, i32.add(get(base), i32.shl(i32.sub(i32.add(get(row), get(square)), i32c(1)), i32c(3)))),
                ),
              );
              build();
            });
            f.emit(increment(entry, 8), increment(index, 1), brIf(0, i32.ltU(get(index), buckets(0))));
          });
          f.emit(set(base, i32.add(get(base), i32.shl(get(square), i32c(4)))));
        });
      };
      const total = i32.shl(i32.mul(get(square), get(1)), i32c(1));
      const lengthen = (line: number): void =>
        f.emit(i32.store(get(line), i32.add(i32.load(get(line), 4), get(length)), 4));
      const append = (line: number): void =>
        f.emit(
          i32.store(i32.load(get(line)), get(pointer)),
          i32.store(get(line), i32.add(i32.load(get(line)), i32c(4))),
        );
      f.emit(set(shift, rowShift(0)), set(square, lines(0)), module.call(clear, get(3), total));
      eachBucket(() => {
        lengthen(column);
        f.if(get(row), () => lengthen(row));
      });
      f.emit(set(4, module.call(place, get(3), total, get(4))));
      eachBucket(() => {
        f.emit(set(from, i32.load(get(entry))));
        f.repeat(length, () => {
          f.emit(set(pointer, i32.load(get(from))), increment(from, 4));
          append(column);
          f.if(get(row), () => append(row));
        });
      });
      f.emit(module.call(rewind, get(3), total), get(4));
    },
    [I32],
  );

  // (first column, columns, out, doublings, scratch): Σ (c + 1)·column_c + 2^doublings·Σ r·row_r of one window
  const sums = module.fn('msm_sums', [I32, I32, I32, I32, I32], (f) => {
    const [low, high, k, a, b, most, infinity, started, left] = f.i32s(9);
    const at = (slot: number): Code => i32.add(get(4), i32c(fixed.slots + slot * size));
    const [run, sum, point, work] = [at(0), at(3), at(6), at(9)];
    const [x, y, z] = field.slots(point, 3);
    const identity = (where: Code): void => {
      const [ix, iy, iz] = field.slots(where, 3);
      field.copy(f, ix, field.constant(0n));
      field.copy(f, iy, field.constant(1n));
      field.copy(f, iz, field.constant(0n));
    };
    const addTo = (to: Code, other: Code): void => f.emit(module.call(projective.add, to, to, other, work));
    f.emit(set(infinity, i32.add(get(4), i32c(fixed.points + 3 * layout.temporary))));
    field.scatter(f, [get(infinity), get(infinity)], 0, field.constant(0n));
    field.scatter(f, [get(infinity), get(infinity)], layout.y, field.constant(1n));
    identity(run);
    identity(sum);
    f.emit(set(started, i32c(0)), set(left, get(1)));
    f.emit(set(low, i32.add(get(0), i32.shl(i32.sub(get(1), i32c(1)), i32c(3)))));
    f.emit(set(high, i32.add(get(low), i32.shl(get(1), i32c(3)))));
    const zOf = (lane0: bigint, lane1: bigint): Code => field.constant([lane0, lane1]).at;
    f.repeat(left, () => {
      f.emit(set(k, i32c(0)));
      f.emit(
        set(a, i32.load(get(low), 4)),
        set(b, i32.load(get(high), 4)),
        set(most, pick(get(a), get(b), i32.gtU(get(a), get(b)))),
      );
      f.block(() => {
        f.loop(() => {
          f.emit(brIf(1, i32.geU(get(k), get(most))));
          const pointer = (entry: number): Code =>
            pick(
              i32.load(i32.add(i32.load(get(entry)), i32.shl(get(k), i32c(2)))),
              get(infinity),
              i32.ltU(get(k), i32.load(get(entry), 4)),
            );
          f.emit(set(a, pointer(low)), set(b, pointer(high)), set(started, i32c(1)));
          field.gather(f, x, [pointX(field, get(a)), pointX(field, get(b))], 0, bound);
          field.gather(f, y, [pointStart(get(a)), pointStart(get(b))], layout.y, bound, [get(a), get(b)]);
          const missing = (local: number): Code => i32.eq(get(local), get(infinity));
          const chosen = pick(
            pick(zOf(0n, 0n), zOf(0n, 1n), missing(b)),
            pick(zOf(1n, 0n), zOf(1n, 1n), missing(b)),
            missing(a),
          );
          field.copy(f, z, field.slot(chosen, 0, field.normal(0.5)));
          addTo(run, point);
          f.emit(increment(k, 1), br(0));
        });
      });
      f.if(get(started), () => addTo(sum, run));
      f.emit(increment(low, -8), increment(high, -8));
    });
    const spread = (to: Code, lanes: 'low' | 'high'): void => {
      const targets = field.slots(to, 3);
      field.slots(sum, 3, 0, projective.bound).forEach((slot, i) => {
        field.lin(f, targets[i] as Slot, [{ slot, k: [1, 1], lanes }], 'raw');
      });
    };
    spread(run, 'low');
    spread(point, 'high');
    f.repeat(3, () => f.emit(module.call(projective.double, point, point, work)));
    f.emit(module.call(projective.add, get(2), run, point, work));
  });

  /** Working memory of the thread whose scratch the local holds. */
  const workOf = (scratch: number, description: number): Code => {
    const thread = i32.divU(
      i32.sub(get(scratch), field32(description, DESCRIPTION.threads)),
      field32(description, DESCRIPTION.threadBytes),
    );
    return i32.add(
      field32(description, DESCRIPTION.work),
      i32.mul(thread, field32(description, DESCRIPTION.workBytes)),
    );
  };

  const job = module.fn('msm_job', [I32, I32, I32, I32], (f) => {
    const [arena, line, square, windows, total, count, lists, end] = f.i32s(8);
    const aligned = (address: Code): Code => i32.and(i32.add(address, i32c(63)), i32c(-64));
    const sorted = (): void => f.emit(set(count, module.call(sort, get(1), get(2), get(3), get(0))));
    const regrouped = (): void =>
      f.emit(set(end, module.call(regroup, get(1), get(windows), tables(0), get(line), get(lists))));
    f.emit(set(0, workOf(0, 1)), set(windows, i32.sub(get(3), get(2))), set(square, lines(1)));
    f.emit(set(total, i32.mul(buckets(1), get(windows))));
    sorted();
    f.emit(set(line, aligned(i32.add(pointersAt(0, get(total)), i32.shl(get(count), i32c(2))))));
    const entries = i32.shl(i32.mul(get(square), get(windows)), i32c(1));
    f.emit(set(arena, aligned(i32.add(get(line), i32.shl(entries, i32c(3))))));
    f.emit(set(lists, i32.add(get(arena), i32.mul(i32.shrU(get(count), i32c(1)), i32c(layout.temporary)))));
    f.if(
      module.call(reduceLists, tables(0), get(total), get(arena), get(0)),
      () => {
        regrouped();
        f.if(i32.eqz(module.call(reduceLists, get(line), entries, aligned(get(end)), get(0))), regrouped);
      },
      () => {
        sorted();
        f.emit(set(lists, get(arena)));
        regrouped();
      },
    );
    f.loop(() => {
      const out = i32.add(field32(1, DESCRIPTION.results), i32.mul(get(2), i32c(3 * size)));
      f.emit(module.call(sums, get(line), get(square), out, rowShift(1), get(0)));
      f.emit(set(line, i32.add(get(line), i32.shl(get(square), i32c(4)))));
      f.emit(increment(2, 1), brIf(0, i32.ltU(get(2), get(3))));
    });
  });

  // Σ 2^(c·w)·window_w, affine: x and y of 48 little-endian bytes and an i32, 1 for infinity
  const combine = module.fn('msm_combine', [I32, I32, I32], (f) => {
    const [left, doublings, from] = [f.i32(), f.i32(), f.i32()];
    f.emit(set(0, workOf(0, 1)));
    const work = i32.add(get(0), i32c(fixed.slots + 8 * size));
    const sum = i32.add(get(0), i32c(fixed.slots + 20 * size));
    f.emit(set(left, field32(1, DESCRIPTION.windows)));
    f.emit(set(from, i32.add(field32(1, DESCRIPTION.results), i32.mul(get(left), i32c(3 * size)))));
    const out = field.slots(sum, 3);
    field.copy(f, out[0], field.constant(0n));
    field.copy(f, out[1], field.constant(1n));
    field.copy(f, out[2], field.constant(0n));
    f.repeat(left, () => {
      f.emit(set(doublings, field32(1, DESCRIPTION.windowBits)), increment(from, -3 * size));
      f.repeat(doublings, () => f.emit(module.call(projective.double, sum, sum, work)));
      f.emit(module.call(projective.add, sum, sum, get(from), work));
    });
    f.emit(module.call(tree.writeAffine, get(2), sum, get(0)));
  });
  return { job, combine };
}
