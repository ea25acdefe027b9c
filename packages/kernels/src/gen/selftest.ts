import { type Code, get, I32, i32, i32c, i64, i64c, set } from '../emit/code.ts';
import { mod } from '../plain/numbers.ts';
import type { Assembly } from './assembly.ts';
import { offsetOf } from './field.ts';
import { operand, plus } from './slot.ts';

/**
 * `selftest(scratch)` gives 1 if, in both lanes of both fields, a product by a prepared factor, a square, a sum of products with rearranged lanes,
 * a carry and a pull-back give the bytes bigint gave when the module was generated. Spec: 11 §1.3
 */
export function selftestArea({ module, fr, fp }: Assembly): void {
  module.fn(
    'selftest',
    [I32],
    (f) => {
      const ok = f.i32();
      f.emit(set(ok, i32c(1)));
      for (const field of [fr, fp]) {
        const { modulus } = field;
        const [a0, a1, b0, b1] = [modulus - 2n, modulus / 3n, modulus / 2n + 1n, (modulus * 5n) / 7n];
        const prepared = modulus / 11n;
        const expected = [a0 * b0 + a1 * a1 - a1 * b1, a1 * b1 + a0 * a0 + a0 * b0].map((x) =>
          mod(6n * x * x * prepared, modulus),
        );
        const [a, b] = [field.constant([a0, a1]), field.constant([b0, b1])];
        const x = field.slot(get(0));
        field.dot(f, x, [
          [a, b],
          [operand(a, 'swap'), operand(a, 'swap')],
          [operand(a, 'swap', [-1, 1]), operand(b, 'swap')],
        ]);
        field.sqr(f, x, x);
        field.mulPrepared(f, x, x, field.preparedConstant(prepared));
        field.lin(f, x, [plus(x), plus(x), plus(x)], 'reduce');
        field.lin(f, x, [plus(x), plus(x)], 'carry');
        const bytes = field === fr ? 32 : 48;
        const store = module.find(`${field.shape.field.toLowerCase()}_store`);
        if (store === undefined) throw new RangeError('convertArea comes first');
        f.emit(
          module.call(
            store,
            offsetOf(0, 4 * field.size),
            offsetOf(0, 4 * field.size + bytes),
            offsetOf(0, 0),
            offsetOf(0, field.size),
          ),
        );
        expected.forEach((value, lane) => {
          for (let k = 0; k < bytes / 8; k++) {
            const word: Code = i64c((value >> BigInt(64 * k)) & 0xffff_ffff_ffff_ffffn);
            f.emit(set(ok, i32.and(get(ok), i64.eq(i64.load(get(0), 4 * field.size + lane * bytes + 8 * k), word))));
          }
        });
      }
      f.emit(get(ok));
    },
    [I32],
  );
}
