import { get, I32, i32, i32c, set } from '../emit/code.ts';
import { addPoints, type JubJubPoint } from '../plain/jubjub.ts';
import { FR_MODULUS, invMod, mod, powMod } from '../plain/numbers.ts';
import type { Assembly } from './assembly.ts';
import { offsetOf } from './field.ts';
import { EDWARDS_D } from './jubjub.ts';
import { minus, plus, type Slot } from './slot.ts';

/** A point of order 8; the curve's points are a cyclic group of order 8 times that of prime order. */
export const EIGHTH_POINT: JubJubPoint = [
  0x71d4df38ba9e7973eaaae086a16618d17aa41ac43dae8582d92e6a7927200d43n,
  0x4958bdb21966982e16a13035ad4d72669106ee90f384a4a1ff0d2068eff496ddn,
];
/** Squarings from a^T to a^((p − 1)/8), for p − 1 = 2^32·T. */
const SQUARINGS = 29;

/**
 * Membership in the subgroup of prime order, in pairs. `sqrtArea` comes first. `jub_subgroup(scratch, points, flags, pairs)`
 * takes (u, v) rows of points on the curve and writes a byte per element.
 *
 * P lies in 8·E, which is that subgroup, exactly if its reduced Tate pairing with a point T of order 8 is 1 (Koshelev, ePrint
 * 2022/037): one power of one value instead of a multiplication by the order. Miller's function for 8·T − 8·O is
 * l(T)⁴·l(2T)²/(x − x(2T))⁴/x on the Montgomery form, l the tangents; up to eighth powers, and with x = (1 + v)/(1 − v),
 * y = x/u and x(2T) = 1, it is (L(T)²·L(2T)·v²)²·D⁷, where L = 1 + v + a·u + b·u·v and D = 1 + d·v². At O it has
 * the value that the power is compared with; it vanishes on the other multiples of T where that function does, and 0 is no power
 * of anything. Agreement with the multiplication by the order is tested on all eight cosets.
 */
export function jubjubSubgroupArea({ module, fr }: Assembly): void {
  const size = fr.size;
  const entry = fr.normal(2);
  const power = module.find('fr_root_power');
  if (power === undefined) throw new RangeError('sqrtArea comes first');
  const one = fr.constant(1n);
  const tangents = [tangentAt(EIGHTH_POINT), tangentAt(addPoints(EIGHTH_POINT, EIGHTH_POINT))].map(
    ([a, b]) => [fr.constant(a), fr.constant(b)] as const,
  );
  const expected = fr.constant(powMod(valueAtIdentity(), (FR_MODULUS - 1n) / 8n, FR_MODULUS));

  module.fn('jub_subgroup', [I32, I32, I32, I32], (f) => {
    const [scratch, points, flags, pairs] = [0, 1, 2, 3];
    const [i, equal] = [f.i32(), [f.i32(), f.i32()] as const];
    const slots = fr.slots(get(scratch), 7) as Slot[];
    const [uv, first, second, squared, denominator, value, spare] = slots as [Slot, Slot, Slot, Slot, Slot, Slot, Slot];
    f.repeat(pairs, () => {
      const [u, v] = [fr.slot(get(points), 0, entry), fr.slot(get(points), size, entry)];
      fr.mul(f, uv, u, v);
      for (const [k, out] of [first, second].entries()) {
        const [a, b] = tangents[k] as readonly [Slot, Slot];
        fr.dot(f, out, [
          [u, a],
          [uv, b],
        ]);
        fr.lin(f, out, [plus(out), plus(v), plus(one)], 'reduce');
      }
      fr.sqr(f, squared, v);
      fr.mul(f, denominator, squared, fr.constant(EDWARDS_D));
      fr.lin(f, denominator, [plus(denominator), plus(one)], 'reduce');
      // (L(T)²·L(2T)·v²·D³)²·D
      fr.sqr(f, first, first);
      fr.mul(f, first, first, second);
      fr.mul(f, first, first, squared);
      fr.sqr(f, spare, denominator);
      fr.mul(f, spare, spare, denominator);
      fr.mul(f, first, first, spare);
      fr.sqr(f, first, first);
      fr.mul(f, value, first, denominator);
      fr.ensure(value, entry, 'pairing');
      // fr_root_power gives a^((T − 1)/2).
      f.emit(module.call(power, offsetOf(scratch, 6 * size), offsetOf(scratch, 5 * size), offsetOf(scratch, 7 * size)));
      spare.bound = entry;
      fr.sqr(f, spare, spare);
      fr.mul(f, value, spare, value);
      fr.ensure(value, entry, 'power');
      f.emit(set(i, i32c(SQUARINGS)));
      f.repeat(i, () => {
        value.bound = entry;
        fr.sqr(f, value, value);
        fr.ensure(value, entry, 'power');
      });
      fr.lin(f, value, [plus(value), minus(expected)], 'reduce');
      fr.zeroFlags(f, equal, value, spare);
      for (const lane of [0, 1] as const) f.emit(i32.store8(get(flags), get(equal[lane]), lane));
      f.emit(set(points, offsetOf(points, 2 * size)));
      f.emit(set(flags, offsetOf(flags, 2)));
    });
  });
}

/** a and b of L = 1 + v + a·u + b·u·v: the tangent at a point, from its slope on the Montgomery form. */
function tangentAt([u, v]: JubJubPoint): readonly [bigint, bigint] {
  const inverse = (value: bigint): bigint => invMod(mod(value, FR_MODULUS), FR_MODULUS);
  // B·y² = x³ + A·x² + x
  const a = 2n * (EDWARDS_D - 1n) * inverse(-1n - EDWARDS_D);
  const b = 4n * inverse(-1n - EDWARDS_D);
  const x = mod((1n + v) * inverse(1n - v), FR_MODULUS);
  const y = mod(x * inverse(u), FR_MODULUS);
  const slope = (3n * x * x + 2n * a * x + 1n) * inverse(2n * b * y);
  const rest = y - slope * x;
  return [mod(-slope - rest, FR_MODULUS), mod(rest - slope, FR_MODULUS)];
}

/** The function's value at (0, 1): L(T) = L(2T) = 2 there. */
function valueAtIdentity(): bigint {
  return mod(64n * (1n + EDWARDS_D) ** 7n, FR_MODULUS);
}
