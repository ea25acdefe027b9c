import { type Code, get, I32, i32, i32c, i64, i64c, set } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import { CURVE_Z2 } from '../plain/curve.ts';

/** Bytes of one recoded half scalar. */
export const ROW = 20;
/** Halves are below 2^129 for scalars below 2^256, and their signed digits fill this many bits. */
export const HALF_BITS = 130;

const WORD = 32n;
const low32 = i64c(0xffffffffn);

/**
 * `msm_split`(scratch, scalars, rows, count, offset): each scalar of 32 little-endian bytes becomes k0 + k1·z² with 0 ≤ k0 < z², and
 * both halves are stored plus `offset` (20 bytes at the address), so that window w of a row minus 2^(c−1) is its signed
 * digit. Division by multiplication with ⌊2^256/z²⌋; the quotient is short by at most 2. Spec: 11 §5.2
 */
export function emitSplit(module: Mod): Fn {
  const reciprocal = (1n << 256n) / CURVE_Z2;
  const digits = (x: bigint, count: number): bigint[] =>
    Array.from({ length: count }, (_, i) => BigInt.asUintN(32, x >> (WORD * BigInt(i))));
  const mu = digits(reciprocal, 5);
  const divisor = digits(CURVE_Z2, 5);

  return module.fn('msm_split', [I32, I32, I32, I32, I32], (f) => {
    const k = f.i64s(8);
    const q = f.i64s(5);
    const r = f.i64s(5);
    const u = f.i64s(5);
    const [carry, high] = [f.i64(), f.i64()];
    const product = f.i64s(10);
    const at = (locals: readonly number[], i: number): number => locals[i] as number;

    f.repeat(3, () => {
      k.forEach((local, i) => {
        f.emit(set(local, i64.load32u(get(1), 4 * i)));
      });
      // q := (k >> 96)·μ >> 160
      for (let i = 0; i < 5; i++) {
        f.emit(set(carry, i64c(0n)));
        for (let j = 0; j < 5; j++) {
          let sum: Code = i64.mul(get(at(k, 3 + i)), i64c(mu[j] as bigint));
          if (i > 0) sum = i64.add(sum, get(at(product, i + j)));
          f.emit(set(high, i64.add(sum, get(carry))));
          f.emit(set(at(product, i + j), i64.and(get(high), low32)), set(carry, i64.shrU(get(high), i64c(WORD))));
        }
        f.emit(set(at(product, i + 5), get(carry)));
      }
      q.forEach((local, i) => {
        f.emit(set(local, get(at(product, 5 + i))));
      });
      // r := k − q·z² modulo 2^160
      for (let i = 0; i < 5; i++) f.emit(set(at(product, i), i64c(0n)));
      for (let i = 0; i < 5; i++) {
        f.emit(set(carry, i64c(0n)));
        for (let j = 0; i + j < 5; j++) {
          const sum = i64.add(i64.mul(get(at(q, i)), i64c(divisor[j] as bigint)), get(at(product, i + j)));
          f.emit(set(high, i64.add(sum, get(carry))));
          f.emit(set(at(product, i + j), i64.and(get(high), low32)), set(carry, i64.shrU(get(high), i64c(WORD))));
        }
      }
      subtract(k, (i) => get(at(product, i)), r);
      for (let step = 0; step < 2; step++) {
        subtract(r, (i) => i64c(divisor[i] as bigint), u);
        f.if(i64.geS(get(carry), i64c(0n)), () => {
          r.forEach((local, i) => {
            f.emit(set(local, get(at(u, i))));
          });
          f.emit(set(at(q, 0), i64.add(get(at(q, 0)), i64c(1n))));
        });
      }
      addOffset(r, 0);
      addOffset(q, ROW);
      f.emit(set(1, i32.add(get(1), i32c(32))), set(2, i32.add(get(2), i32c(2 * ROW))));
    });

    /** out := a − b on five words; `carry` is −1 after a borrow, else 0. */
    function subtract(a: readonly number[], b: (i: number) => Code, out: readonly number[]): void {
      f.emit(set(carry, i64c(0n)));
      for (let i = 0; i < 5; i++) {
        f.emit(set(high, i64.add(i64.sub(get(at(a, i)), b(i)), get(carry))));
        f.emit(set(carry, i64.shrS(get(high), i64c(WORD))), set(at(out, i), i64.and(get(high), low32)));
      }
    }

    function addOffset(words: readonly number[], to: number): void {
      f.emit(set(carry, i64c(0n)));
      for (let i = 0; i < 5; i++) {
        f.emit(set(high, i64.add(i64.add(get(at(words, i)), i64.load32u(get(4), 4 * i)), get(carry))));
        f.emit(i64.store32(get(2), get(high), to + 4 * i), set(carry, i64.shrU(get(high), i64c(WORD))));
      }
    }
  });
}
