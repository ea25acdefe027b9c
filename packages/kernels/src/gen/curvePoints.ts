import { type Code, get, I32, i32, i32c, i64, i64c, pick, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import { BETA, CURVE_Z } from '../plain/curve.ts';
import { type ProjectiveFunctions, required } from './curveProjective.ts';
import type { Field } from './field.ts';
import { pointBound, pointLayout } from './msmTree.ts';
import { address, plus, type Slot } from './slot.ts';

/** What became of a point, one byte each. */
export const POINT_STATUS = { good: 0, notCanonical: 1, notOnCurve: 2, notInSubgroup: 3 } as const;

const ONE_SLOTS = 4;
const TABLE = 16;
/** Pair slots of scratch these functions use behind 512 bytes of words. */
export const POINT_SLOTS: number = ONE_SLOTS + TABLE + 16;

/**
 * `g1_load(scratch, source, points, count, status)` takes x ‖ y, `g1_decompress(…, subgroup)` takes x with the sort flag as the
 * lowest bit of byte 48; coordinates are 48 little-endian bytes, records 96 bytes. Points are written in the layout of bases.
 * Two points per round; records after a bad one are still handled. `subgroup` 1 adds the endomorphism check. Spec: 01 §8.1
 */
export function emitPoints(field: Field, projective: ProjectiveFunctions): void {
  const { module, size, modulus } = field;
  const [load, store] = [required(module, 'fp_load'), required(module, 'fp_store')];
  const layout = pointLayout(field);
  const bound = pointBound(field);
  const slotsAt = (scratch: number, index: number): Code => i32.add(get(scratch), i32c(512 + index * size));
  const wordsAt = (scratch: number, index: number): Code => i32.add(get(scratch), i32c(48 * index));

  // (slot, scratch) → bit per lane that is 0; the slot must hold a value up to 4 moduli
  const zeros = module.fn(
    'fp_zeros',
    [I32, I32],
    (f) => {
      f.emit(module.call(store, wordsAt(1, 0), wordsAt(1, 1), get(0), slotsAt(1, 0)));
      const isZero = (lane: number): Code => {
        let any: Code = i64.load(wordsAt(1, lane), 0);
        for (let k = 1; k < 6; k++) any = i64.or(any, i64.load(wordsAt(1, lane), 8 * k));
        return i64.eqz(any);
      };
      f.emit(i32.or(isZero(0), i32.shl(isZero(1), i32c(1))));
    },
    [I32],
  );
  const isZeroPair = (f: Fn, slot: Slot, scratch: number): Code => {
    field.mul(f, slot, slot, field.constant(1n));
    field.ensure(slot, field.normal(4), 'compared value');
    return module.call(zeros, address(slot), get(scratch));
  };

  // (out, in, scratch): in^((p+1)/4) by windows of four bits; the exponent is the same for both lanes.
  const power = module.fn('fp_rootPower', [I32, I32, I32], (f) => {
    const nibbles = ((modulus + 1n) / 4n).toString(16);
    const words = Array.from({ length: Math.ceil(nibbles.length / 8) }, (_, k) =>
      [...nibbles.slice(8 * k, 8 * k + 8)].reduce((sum, digit, i) => sum | (BigInt(`0x${digit}`) << BigInt(8 * i)), 0n),
    );
    const exponent = module.words(words);
    const carried = field.normal(3);
    const entry = (i: number): Slot => field.slot(slotsAt(2, ONE_SLOTS + i), 0, carried);
    const [i, digit] = [f.i32(), f.i32()];
    const x = field.slot(get(1), 0, carried);
    const out = field.slot(get(0));
    field.copy(f, entry(0), field.constant(1n));
    for (let k = 1; k < TABLE; k++) {
      const target = entry(k);
      field.mul(f, target, entry(k - 1), x);
      field.ensure(target, carried, 'power table');
    }
    field.copy(f, out, field.constant(1n));
    f.emit(set(i, i32c(0)));
    f.loop(() => {
      out.bound = carried;
      for (let k = 0; k < 4; k++) field.sqr(f, out, out);
      f.emit(set(digit, i32.load8u(i32.add(get(i), i32c(exponent)))));
      const chosen = i32.add(slotsAt(2, ONE_SLOTS), i32.mul(get(digit), i32c(size)));
      field.mul(f, out, out, field.slot(chosen, 0, carried));
      field.ensure(out, carried, 'power');
      f.emit(set(i, i32.add(get(i), i32c(1))), [i32.ltU(get(i), i32c(nibbles.length)), 0x0d, 0]);
    });
  });

  const at = ONE_SLOTS + TABLE + 6;
  // (x, y, scratch) → bit per lane in the subgroup: z²·P = −φ(P). x and y are consecutive slots.
  const subgroup = module.fn(
    'g1_inSubgroup',
    [I32, I32],
    (f) => {
      const [x, y] = field.slots(get(0), 2, 0, bound);
      const first = ONE_SLOTS + TABLE;
      const [base, sum, work] = [slotsAt(1, first), slotsAt(1, first + 3), slotsAt(1, ONE_SLOTS)];
      const [left, bit] = [f.i32(), f.i32()];
      const copyPoint = (to: Code, from: Code): void => {
        const target = field.slots(to, 3);
        field.slots(from, 3, 0, projective.bound).forEach((slot, k) => {
          field.copy(f, target[k] as Slot, slot);
        });
      };
      const [bx, by, bz] = field.slots(base, 3);
      field.copy(f, bx, x);
      field.copy(f, by, y);
      field.copy(f, bz, field.constant(1n));
      copyPoint(sum, base);
      // Twice a multiplication by |z|, most significant bit first.
      f.emit(set(left, i32c(2)));
      f.repeat(left, () => {
        const bits = f.i64();
        f.emit(set(bits, i64c(BigInt.asIntN(64, CURVE_Z << 1n))), set(bit, i32c(63)));
        f.repeat(bit, () => {
          f.emit(module.call(projective.double, sum, sum, work));
          f.if(i64.ltS(get(bits), i64c(0n)), () => f.emit(module.call(projective.add, sum, sum, base, work)));
          f.emit(set(bits, i64.shl(get(bits), i64c(1n))));
        });
        copyPoint(base, sum);
      });
      const [sx, sy, sz] = field.slots(sum, 3, 0, projective.bound);
      const t = field.slot(slotsAt(1, ONE_SLOTS));
      field.mul(f, t, x, field.constant(BETA));
      field.mul(f, t, t, sz);
      field.sub(f, t, t, sx, 'carry');
      f.emit(set(left, isZeroPair(f, t, 1)));
      field.mul(f, t, y, sz);
      field.lin(f, t, [plus(t), plus(sy)], 'carry');
      f.emit(i32.and(get(left), isZeroPair(f, t, 1)));
    },
    [I32],
  );

  // (scratch, pointers, pairs, verdicts): a byte per point of the layout of bases, 1 for those of the subgroup
  module.fn('g1_subgroupEach', [I32, I32, I32, I32], (f) => {
    const [good, first, second] = [f.i32(), f.i32(), f.i32()];
    f.repeat(2, () => {
      const [x, y] = field.slots(slotsAt(0, at), 2);
      f.emit(set(first, i32.load(get(1))), set(second, i32.load(get(1), 4)));
      field.gather(f, x, [get(first), get(second)], 0, bound);
      field.gather(f, y, [get(first), get(second)], layout.y, bound);
      f.emit(set(good, module.call(subgroup, address(x), get(0))));
      f.emit(i32.store8(get(3), i32.and(get(good), i32c(1))), i32.store8(get(3), i32.shrU(get(good), i32c(1)), 1));
      f.emit(set(1, i32.add(get(1), i32c(8))), set(3, i32.add(get(3), i32c(2))));
    });
  });

  /** Rounds of two records; an odd last one is done twice. `body` gets source and point addresses per lane. */
  const rounds = (f: Fn, body: (source: readonly [number, number], point: readonly [number, number]) => void): void => {
    const source = [f.i32(), f.i32()] as const;
    const point = [f.i32(), f.i32()] as const;
    const single = f.i32();
    f.emit([i32.eqz(get(3)), 0x04, 0x40, 0x0f, 0x0b]);
    f.loop(() => {
      f.emit(set(single, i32.eq(get(3), i32c(1))));
      f.emit(set(source[0], get(1)), set(point[0], get(2)));
      f.emit(set(source[1], pick(get(1), i32.add(get(1), i32c(96)), get(single))));
      f.emit(set(point[1], pick(get(2), i32.add(get(2), i32c(layout.base)), get(single))));
      body(source, point);
      f.emit(set(1, i32.add(get(1), i32c(192))), set(2, i32.add(get(2), i32c(2 * layout.base))));
      f.emit(set(4, i32.add(get(4), i32c(2))), set(3, i32.sub(get(3), i32c(2))));
      f.emit([[get(3), i32c(0), 0x4a], 0x0d, 0]);
    });
  };
  const statusOf = (f: Fn, good: Code, code: number): void => {
    // Sets the code of lanes whose bit in `good` is 0 and that have none yet.
    f.scope(() => {
      const bits = f.i32();
      f.emit(set(bits, good));
      for (const lane of [1, 0] as const) {
        // With an odd last record the second lane repeats the first and its byte lies behind the array.
        const known = i32.load8u(get(4), lane);
        const bad = i32.eqz(i32.and(get(bits), i32c(1 << lane)));
        f.emit(i32.store8(get(4), pick(i32c(code), known, i32.and(bad, i32.eqz(known))), lane));
      }
    });
  };
  const finish = (f: Fn, point: readonly [number, number], x: Slot, y: Slot): void => {
    const to = [get(point[0]), get(point[1])] as const;
    field.scatter(f, to, 0, x);
    field.scatter(f, to, layout.y, y);
    const beta = field.slot(slotsAt(0, 0));
    field.mul(f, beta, x, field.constant(BETA));
    field.ensure(beta, bound, 'image');
    field.scatter(f, to, layout.betaX, beta);
  };
  const rightSide = (f: Fn, out: Slot, x: Slot): void => {
    field.sqr(f, out, x);
    field.mul(f, out, out, x);
    field.lin(f, out, [plus(out), plus(field.constant(4n))], 'carry');
    field.ensure(out, bound, 'curve equation');
  };
  /** `status` bytes of a round start as not canonical or good. */
  const begin = (f: Fn, canonical: Code): void => {
    f.emit(i32.store8(get(4), i32c(0)), i32.store8(get(4), i32c(0), 1));
    statusOf(f, canonical, POINT_STATUS.notCanonical);
  };
  const checkSubgroup = (f: Fn, wanted: Code, x: Slot): void => {
    f.if(wanted, () => statusOf(f, module.call(subgroup, address(x), get(0)), POINT_STATUS.notInSubgroup));
  };

  // (words, point, scratch): x and y of a stored point, 48 little-endian bytes each
  module.fn('g1_coordinates', [I32, I32, I32], (f) => {
    const pair = field.slot(get(2));
    // x in one lane and y in the other: a pair of two single elements.
    field.gather(f, pair, [get(1), i32.add(get(1), i32c(layout.y))], 0, bound);
    f.emit(module.call(store, get(0), i32.add(get(0), i32c(48)), get(2), i32.add(get(2), i32c(size))));
  });

  // (scratch, source, points, count, status, subgroup)
  module.fn('g1_load', [I32, I32, I32, I32, I32, I32], (f) => {
    rounds(f, (source, point) => {
      const [x, y, side, left] = field.slots(slotsAt(0, at), 4);
      const badX = module.call(load, address(x), get(source[0]), get(source[1]));
      const badY = module.call(load, address(y), i32.add(get(source[0]), i32c(48)), i32.add(get(source[1]), i32c(48)));
      // fp_load tells that one of the two is bad; which one does not matter to any caller.
      begin(f, i32.sub(i32.or(badX, badY), i32c(1)));
      x.bound = bound;
      y.bound = bound;
      rightSide(f, side, x);
      field.sqr(f, left, y);
      field.sub(f, left, left, side, 'carry');
      statusOf(f, isZeroPair(f, left, 0), POINT_STATUS.notOnCurve);
      checkSubgroup(f, get(5), x);
      finish(f, point, x, y);
    });
  });

  module.fn('g1_decompress', [I32, I32, I32, I32, I32, I32], (f) => {
    const flip = [f.i32(), f.i32()] as const;
    rounds(f, (source, point) => {
      const [x, y, side, left] = field.slots(slotsAt(0, at), 4);
      begin(f, i32.sub(module.call(load, address(x), get(source[0]), get(source[1])), i32c(1)));
      x.bound = bound;
      rightSide(f, side, x);
      f.emit(module.call(power, address(y), address(side), get(0)));
      y.bound = bound;
      field.sqr(f, left, y);
      field.sub(f, left, left, side, 'carry');
      statusOf(f, isZeroPair(f, left, 0), POINT_STATUS.notOnCurve);
      // The larger root is the one above (p − 1)/2.
      field.ensure(y, field.normal(4), 'stored value');
      f.emit(module.call(store, wordsAt(0, 0), wordsAt(0, 1), address(y), slotsAt(0, 0)));
      flip.forEach((local, lane) => {
        f.emit(
          set(
            local,
            i32.xor(exceeds(wordsAt(0, lane), (modulus - 1n) / 2n), i32.load8u(get(source[lane as 0 | 1]), 48)),
          ),
        );
      });
      const to = [get(point[0]), get(point[1])] as const;
      field.scatter(f, to, layout.y, y);
      field.gather(f, y, to, layout.y, bound, [get(flip[0]), get(flip[1])]);
      checkSubgroup(f, get(5), x);
      finish(f, point, x, y);
    });
  });
}

/** 1 if the six words at `at` are above the constant. */
function exceeds(at: Code, limit: bigint): Code {
  let result: Code = i32c(0);
  for (let k = 0; k < 6; k++) {
    const word = i64c(BigInt.asUintN(64, limit >> BigInt(64 * k)));
    const here = i64.load(at, 8 * k);
    result = i32.or(i64.gtU(here, word), i32.and(i64.eq(here, word), result));
  }
  return result;
}
