import { type Code, get, I32, i32, i32c, i64, i64c, pick, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import { CURVE_Z } from '../plain/curve.ts';
import { ISOGENY_11 } from '../plain/isogeny11.ts';
import { SWU_A, SWU_B, SWU_Z } from '../plain/mapToG1.ts';
import { FP_MODULUS, powMod } from '../plain/numbers.ts';
import type { Assembly } from './assembly.ts';
import { fixedPower } from './columns.ts';
import { PROJECTIVE_VALUE, required } from './curveProjective.ts';
import { COLUMN_VALUE } from './ntt.ts';
import { address, operand, plus, type Slot, times } from './slot.ts';

/** Bytes at the front of the scratch that hold words. */
const WORDS = 512;
const POWER_SLOTS = 17;
const DEGREE = ISOGENY_11.yNumerator.length - 1;
const SLOTS = 13;

/**
 * `g1_mapPair(out, words, scratch)`: the point of the subgroup for two field elements, given as 48 little-endian bytes each, in both
 * lanes; `g1_mapTwo`: two such points of four elements, one per lane. Z is 0 where one of the maps has an exception, which only the
 * definition resolves; no hash is known to meet one. Comes after `msmArea`. Spec: RFC 9380 6.6.2, F.2, 8.8.1
 */
export function mapToG1Area({ module, fp: field }: Assembly): void {
  const { size } = field;
  const [load, store] = [required(module, 'fp_load'), required(module, 'fp_store')];
  const [add, double] = [required(module, 'g1_add'), required(module, 'g1_double')];
  const zeros = required(module, 'fp_zeros');
  const power = fixedPower(module, field, 'fp_ratioPower', (FP_MODULUS - 3n) / 4n);
  const root = field.constant(powMod(FP_MODULUS - SWU_Z, (FP_MODULUS + 1n) / 4n, FP_MODULUS));
  const projective = field.normal(PROJECTIVE_VALUE);
  const canonical = field.normal(4);
  const slotsAt = (index: number): Code => i32.add(get(2), i32c(WORDS + index * size));
  const at = (index: number): Code => i32.add(get(2), i32c(index * size));

  /** Pulls a value back so that its words can be taken. */
  const settle = (f: Fn, slot: Slot): void => {
    field.mul(f, slot, slot, field.constant(1n));
    field.ensure(slot, canonical, 'compared value');
  };
  /** The parities of both lanes, the lower bits of their words. */
  const parities = (f: Fn, slot: Slot, into: readonly [number, number]): void => {
    settle(f, slot);
    f.emit(module.call(store, get(2), i32.add(get(2), i32c(48)), address(slot), slotsAt(0)));
    for (const lane of [0, 1] as const) {
      f.emit(set(into[lane], i32.and(i32.load(get(2), 48 * lane), i32c(1))));
    }
  };
  /** out := per lane `yes` where the flag is 1, else `no`. */
  const choose = (f: Fn, out: Slot, flags: number, yes: Slot, no: Slot): void => {
    const single = (lane: number, which: number): Code => i32.add(slotsAt(0), i32c((2 * which + lane) * field.single));
    field.scatter(f, [single(0, 0), single(1, 0)], 0, yes);
    field.scatter(f, [single(0, 1), single(1, 1)], 0, no);
    const lane = (k: 0 | 1): Code => pick(single(k, 0), single(k, 1), i32.and(i32.shrU(get(flags), i32c(k)), i32c(1)));
    const bound = (yes.bound?.value ?? 0) > (no.bound?.value ?? 0) ? yes.bound : no.bound;
    field.gather(f, out, [lane(0), lane(1)], 0, bound as NonNullable<Slot['bound']>);
  };

  // (out, words, scratch): the mapped points, one per lane, outside the subgroup
  const map = module.fn('g1_mapLanes', [I32, I32, I32], (f) => {
    const flags = f.i32();
    const signs = [f.i32(), f.i32()] as const;
    const wanted = [f.i32(), f.i32()] as const;
    const slots = field.slots(get(2), SLOTS, WORDS + POWER_SLOTS * size) as Slot[];
    const [u, zuu, xn, xd, gn, gd, y, s, t, v, x, n, e] = slots as [
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
      Slot,
    ];
    const powers = field.slots(get(2), DEGREE + 1, WORDS + (POWER_SLOTS + SLOTS) * size) as Slot[];

    f.emit(module.call(load, address(u), get(1), i32.add(get(1), i32c(48))), [0x1a]);
    u.bound = canonical;
    parities(f, u, wanted);

    // x = xn/xd on the auxiliary curve.
    field.sqr(f, zuu, u);
    field.mul(f, zuu, zuu, field.constant(SWU_Z));
    field.sqr(f, t, zuu);
    field.lin(f, t, [plus(t), plus(zuu)], 'carry');
    field.lin(f, xn, [plus(t), plus(field.constant(1n))], 'carry');
    field.mul(f, xn, xn, field.constant(SWU_B));
    field.mul(f, xd, t, field.constant(FP_MODULUS - SWU_A));
    // The right side there as gn/gd: (xn² + A·xd²)·xn + B·xd³ over xd³.
    field.sqr(f, s, xd);
    field.sqr(f, gn, xn);
    field.mul(f, t, s, field.constant(SWU_A));
    field.lin(f, gn, [plus(gn), plus(t)], 'carry');
    field.mul(f, gd, s, xd);
    field.dot(f, gn, [
      [gn, xn],
      [gd, field.constant(SWU_B)],
    ]);
    // y = √(gn/gd) or √(Z·gn/gd), whichever exists.
    field.sqr(f, t, gd);
    field.mul(f, s, gn, gd);
    field.mul(f, t, t, s);
    field.ensure(t, field.normal(COLUMN_VALUE), 'power base');
    f.emit(module.call(power, address(y), address(t), slotsAt(0)));
    y.bound = field.normal(COLUMN_VALUE);
    field.mul(f, y, y, s);
    field.sqr(f, t, y);
    field.mul(f, t, t, gd);
    field.sub(f, t, t, gn, 'carry');
    settle(f, t);
    f.emit(set(flags, module.call(zeros, address(t), get(2))));
    field.mul(f, t, y, root);
    field.mul(f, v, zuu, u);
    field.mul(f, t, t, v);
    field.mul(f, x, zuu, xn);
    choose(f, n, flags, xn, x);
    choose(f, e, flags, y, t);
    parities(f, e, signs);
    for (const lane of [0, 1] as const) f.emit(set(signs[lane], i32.xor(get(signs[lane]), get(wanted[lane]))));
    f.emit(set(flags, i32.or(get(signs[0]), i32.shl(get(signs[1]), i32c(1)))));
    field.lin(f, t, [times(-1, e)], 'carry');
    choose(f, y, flags, t, e);

    // The isogeny in homogeneous form: powers of xd stand in for the denominators.
    field.copy(f, powers[0] as Slot, field.constant(1n));
    field.copy(f, powers[1] as Slot, xd);
    for (let k = 2; k <= DEGREE; k++) field.mul(f, powers[k] as Slot, powers[k - 1] as Slot, xd);
    const polynomial = (out: Slot, coefficients: readonly bigint[]): void => {
      field.copy(f, out, field.constant(coefficients.at(-1) as bigint));
      for (let k = coefficients.length - 2, power = 1; k >= 0; k--, power++) {
        field.dot(f, out, [
          [out, n],
          [field.constant(coefficients[k] as bigint), powers[power] as Slot],
        ]);
      }
    };
    polynomial(s, ISOGENY_11.xNumerator);
    polynomial(t, ISOGENY_11.xDenominator);
    polynomial(u, ISOGENY_11.yNumerator);
    polynomial(v, ISOGENY_11.yDenominator);
    field.mul(f, t, t, xd);
    field.mul(f, u, u, y);
    // One more factor xd makes all three coordinates 0 where the map has an exception; sums with such a point stay 0.
    field.mul(f, s, s, xd);
    field.mul(f, u, u, xd);
    field.mul(f, x, t, xd);
    const [px, py, pz] = field.slots(get(0), 3);
    field.mul(f, px, s, v);
    field.mul(f, py, u, t);
    field.mul(f, pz, x, v);
    for (const slot of [px, py, pz]) field.ensure(slot, projective, 'mapped point');
  });

  // (out, point, scratch): times 1 + |z|
  const clear = module.fn('g1_clear', [I32, I32, I32], (f) => {
    const [count, bits] = [f.i32(), f.i64()];
    const [sum, work] = [at(0), at(3)];
    const total = field.slots(sum, 3);
    for (const [k, slot] of field.slots(get(1), 3, 0, projective).entries()) field.copy(f, total[k] as Slot, slot);
    f.emit(set(bits, i64c(BigInt.asIntN(64, CURVE_Z << 1n))), set(count, i32c(63)));
    f.repeat(count, () => {
      f.emit(module.call(double, sum, sum, work));
      f.if(i64.ltS(get(bits), i64c(0n)), () => f.emit(module.call(add, sum, sum, get(1), work)));
      f.emit(set(bits, i64.shl(get(bits), i64c(1n))));
    });
    f.emit(module.call(add, get(0), sum, get(1), work));
  });

  module.fn('g1_mapPair', [I32, I32, I32], (f) => {
    const [point, other, work] = [at(0), at(3), at(6)];
    f.emit(module.call(map, point, get(1), work));
    const swapped = field.slots(other, 3);
    for (const [k, slot] of field.slots(point, 3, 0, projective).entries()) {
      const target = swapped[k] as Slot;
      field.dot(f, target, [[operand(slot, 'swap'), field.constant(1n)]]);
      field.ensure(target, projective, 'mapped point');
    }
    f.emit(module.call(add, point, point, other, work), module.call(clear, get(0), point, work));
  });

  module.fn('g1_mapTwo', [I32, I32, I32], (f) => {
    const [a, b, point, other, work] = [at(0), at(3), at(6), at(9), at(12)];
    f.emit(module.call(map, a, get(1), work), module.call(map, b, i32.add(get(1), i32c(96)), work));
    const ofA: readonly Slot[] = field.slots(a, 3, 0, projective);
    const ofB: readonly Slot[] = field.slots(b, 3, 0, projective);
    for (const [lane, to] of [point, other].entries()) {
      for (const [k, slot] of field.slots(to, 3).entries()) {
        field.join(f, slot, [ofA[k] as Slot, lane as 0 | 1], [ofB[k] as Slot, lane as 0 | 1]);
        field.ensure(slot, projective, 'mapped point');
      }
    }
    f.emit(module.call(add, point, point, other, work), module.call(clear, get(0), point, work));
  });
}
