import { type Code, get, i32c, set, v128 } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import { invMod } from '../plain/numbers.ts';

/** Columns of exact products of one result under construction, and what takes them apart again. Spec: 11 §1.2 */
export type FmaColumns = {
  /** Adds the low half of a·b to a column and the high half to the next. */
  product(column: number, a: Code, b: Code): void;
  /** Signed digit of a full column as a double; its carry goes into the next column taken. */
  digit(column: number): Code;
  /** What the last column holds, as a double. */
  top(column: number): Code;
  /**
   * Classical Montgomery step: the local of a quotient that, multiplied by `factors`, clears the column. The product with
   * factor 0 is accounted for; the others are the caller's.
   */
  step(column: number): { readonly q: number; readonly factors: readonly number[] };
};

export type FmaShape = {
  readonly modulus: bigint;
  readonly width: number;
  readonly modulusDigits: readonly number[];
};

export const bitsOf = (value: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
};

/** The generator of columns of one field. */
export function fmaColumns(
  module: Mod,
  { modulus, width: w, modulusDigits }: FmaShape,
): (f: Fn, count: number) => FmaColumns {
  const step = BigInt(w);
  const splitHigh = 1.5 * 2 ** (52 + w);
  const splitLow = 1.5 * 2 ** 52;
  const highBits = bitsOf(splitHigh);
  const lowBits = bitsOf(splitLow);
  // splitHigh + splitLow is a double only while both leading bits fit 53 bits.
  const exactSum = w < 52;
  const half = 1n << (step - 1n);
  const lift = 1n << 60n;
  const sparse = sparseInverse(modulus, w);
  const bits = (word: bigint): Code => v128.load(i32c(module.words([word, word])));
  const double = (value: number): Code => bits(bitsOf(value));

  return (f, count) => {
    const columns = f.v128s(count);
    const lowCount = new Array<number>(count).fill(0);
    const highCount = new Array<number>(count).fill(0);
    const [high, low, c1, c2] = f.v128s(4) as [number, number, number, number];
    const [mask, exponent, centre, carry] = f.v128s(4) as [number, number, number, number];
    const [q, x] = f.v128s(2) as [number, number];
    f.emit(set(c1, double(splitHigh)), set(c2, double(exactSum ? splitHigh + splitLow : splitLow)));

    const accumulate = (j: number, value: Code): void => {
      const column = columns[j] as number;
      const started = (lowCount[j] as number) + (highCount[j] as number) > 0;
      f.emit(set(column, started ? v128.lAdd(get(column), value) : value));
    };
    const addHigh = (j: number): void => {
      accumulate(j, get(high));
      highCount[j] = (highCount[j] as number) + 1;
    };
    const addLow = (j: number): void => {
      accumulate(j, get(low));
      lowCount[j] = (lowCount[j] as number) + 1;
    };
    const split = (a: Code, b: Code): void => {
      f.emit(set(high, v128.fMulAdd(a, b, get(c1))));
      const rest = exactSum ? v128.fSub(get(c2), get(high)) : v128.fAdd(v128.fSub(get(c1), get(high)), get(c2));
      f.emit(set(low, v128.fMulAdd(a, b, rest)));
    };
    const bias = (j: number, extra: bigint): Code =>
      bits(
        BigInt.asUintN(64, extra - BigInt(lowCount[j] as number) * lowBits - BigInt(highCount[j] as number) * highBits),
      );
    let carried = false;
    // The column as a number plus 2^(w−1), and its carry; the shift is made arithmetic by `lift`.
    const settle = (j: number): void => {
      if (!carried) {
        // Not before the first digit: registers are short while products are summed.
        f.emit(set(mask, bits((1n << step) - 1n)), set(exponent, bits(0x4330000000000000n)));
        f.emit(set(centre, double(2 ** 52 + Number(half))));
      }
      const column = columns[j] as number;
      const biased = v128.lAdd(get(column), bias(j, half + lift - (carried ? lift >> step : 0n)));
      f.emit(set(column, carried ? v128.lAdd(biased, get(carry)) : biased));
      f.emit(set(carry, v128.lShrU(get(column), w)));
      carried = true;
    };
    const lowDigit = (value: Code): Code => v128.fSub(v128.or(v128.and(value, get(mask)), get(exponent)), get(centre));
    const digit = (j: number): Code => {
      settle(j);
      return lowDigit(get(columns[j] as number));
    };
    return {
      product(j, a, b) {
        split(a, b);
        addLow(j);
        addHigh(j + 1);
      },
      digit,
      top(j) {
        const sum = v128.lAdd(v128.lAdd(get(columns[j] as number), bias(j, lowBits - (lift >> step))), get(carry));
        return v128.fSub(sum, double(splitLow));
      },
      step(j) {
        const [lowest] = modulusDigits as [number];
        if (sparse > 0) {
          // With digit x, q = x·(1 + 2^k) mod 2^w by a shift, and x − q·p0 is a multiple of 2^w: the one nearest to −q·p0, as
          // |x| < 2^(w−1), or x = −2^(w−1) = q, where −q·p0 lies between an even multiple, which it is rounded to, and an odd one.
          settle(j);
          const column = get(columns[j] as number);
          f.emit(set(q, lowDigit(v128.lAdd(column, v128.lShl(column, sparse)))));
          f.emit(set(high, v128.fMulAdd(get(q), double(-lowest), get(c1))));
          addHigh(j + 1);
          return { q, factors: modulusDigits.map((limb) => -limb) };
        }
        f.emit(set(x, digit(j)));
        split(get(x), double(Number(BigInt.asIntN(w, -invMod(modulus, 1n << step)))));
        f.emit(set(q, v128.fSub(get(low), double(splitLow))));
        f.emit(set(high, v128.fMulAdd(get(q), double(lowest), get(c1))));
        addHigh(j + 1);
        // x + q·p0 is 0 or ±2^w in its low digit; that carry is added exactly.
        f.emit(
          set(low, v128.fMulAdd(get(q), double(lowest), v128.fSub(get(c1), get(high)))),
          set(low, v128.fMulAdd(v128.fAdd(get(x), get(low)), double(2 ** -w), double(splitLow))),
        );
        addLow(j + 1);
        return { q, factors: modulusDigits };
      },
    };
  };
}

/**
 * k where the modulus is 1 − 2^k modulo 2^width, 2k ≥ width (so that its inverse there is 1 + 2^k) and the tie of `step` is
 * even; else 0.
 */
function sparseInverse(modulus: bigint, width: number): number {
  const low = BigInt.asUintN(width, 1n - modulus);
  const k = low.toString(2).length - 1;
  return low === 1n << BigInt(k) && 2 * k >= width && k >= 2 && k < width ? k : 0;
}
