import { get, I32, i32, i32c, set } from '../emit/code.ts';
import type { Assembly } from './assembly.ts';
import { offsetOf } from './field.ts';
import { EDWARDS_D } from './jubjub.ts';
import { minus, plus } from './slot.ts';

/**
 * Decoding of JubJub points in pairs; `sqrtArea` comes first. `jub_from_v(v, pairs, numerators, denominators)` gives the fraction
 * v² − 1 over 1 + d·v², which is u². `jub_decode(scratch, numerators, inverse denominators, v, points, signs, flags, pairs)` takes
 * the root of the sign asked for: `signs` and `flags` hold a byte per element. Spec: 01 §4.3
 */
export function jubjubDecodeArea({ module, fr }: Assembly): void {
  const size = fr.size;
  const entry = fr.normal(2);
  const one = fr.constant(1n);
  const sqrt = module.find('fr_sqrt');
  if (sqrt === undefined) throw new RangeError('sqrtArea comes first');

  // (v rows, count, numerators v² − 1, denominators 1 + d·v²)
  module.fn('jub_from_v', [I32, I32, I32, I32], (f) => {
    f.repeat(1, () => {
      const [top, bottom] = [fr.slot(get(2)), fr.slot(get(3))];
      fr.sqr(f, top, fr.slot(get(0), 0, entry));
      fr.mul(f, bottom, top, fr.constant(EDWARDS_D));
      fr.lin(f, top, [plus(top), minus(one)], 'reduce');
      fr.lin(f, bottom, [plus(bottom), plus(one)], 'reduce');
      for (const slot of [top, bottom]) fr.ensure(slot, entry, 'fraction');
      for (const pointer of [0, 2, 3]) f.emit(set(pointer, offsetOf(pointer, size)));
    });
  });

  const store = module.find('fr_store');
  if (store === undefined) throw new RangeError('convertArea comes first');
  // u of the sign asked for. (scratch, numerators, inverse denominators, v rows, points out, signs, flags, pairs): `signs` one
  // byte per element, `flags` 1 = a point; u = 0 with the sign set is none.
  module.fn('jub_decode', [I32, I32, I32, I32, I32, I32, I32, I32], (f) => {
    const [scratch, numerators, inverses, v, points, signs, flags, pairs] = [0, 1, 2, 3, 4, 5, 6, 7];
    const [bits, sign, parity, zero] = [f.i32(), f.i32(), f.i32(), [f.i32(), f.i32()] as const];
    f.repeat(pairs, () => {
      const [ratio, negative, spare] = [
        fr.slot(get(scratch)),
        fr.slot(get(scratch), size),
        fr.slot(get(scratch), 2 * size),
      ];
      const u = fr.slot(get(points));
      fr.mul(f, ratio, fr.slot(get(numerators), 0, entry), fr.slot(get(inverses), 0, entry));
      fr.ensure(ratio, entry, 'square of u');
      f.emit(set(bits, module.call(sqrt, offsetOf(scratch, 4 * size), get(points), get(scratch))));
      u.bound = entry;
      fr.zeroFlags(f, zero, u, spare);
      f.emit(
        module.call(
          store,
          offsetOf(scratch, 4 * size),
          offsetOf(scratch, 4 * size + 32),
          get(points),
          offsetOf(scratch, 5 * size),
        ),
      );
      fr.lin(f, negative, [minus(u)], 'reduce');
      for (const lane of [0, 1] as const) {
        f.emit(set(sign, i32.load8u(get(signs), lane)));
        f.emit(set(parity, i32.and(i32.load8u(get(scratch), 4 * size + 32 * lane), i32c(1))));
        f.if(i32.ne(get(sign), get(parity)), () => {
          const shift = lane * fr.backend.laneBytes;
          fr.backend.copyElement(f, offsetOf(points, shift), offsetOf(scratch, size + shift));
        });
        const isPoint = i32.and(i32.shrU(get(bits), i32c(lane)), i32.eqz(i32.and(get(zero[lane]), get(sign))));
        f.emit(i32.store8(get(flags), i32.and(i32.and(isPoint, i32c(1)), i32.load8u(get(flags), lane)), lane));
      }
      fr.copy(f, fr.slot(get(points), size), fr.slot(get(v), 0, entry));
      for (const pointer of [numerators, inverses, v]) f.emit(set(pointer, offsetOf(pointer, size)));
      f.emit(set(points, offsetOf(points, 2 * size)));
      for (const pointer of [signs, flags]) f.emit(set(pointer, offsetOf(pointer, 2)));
    });
  });
}
