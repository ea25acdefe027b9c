import { type Code, get, i32c, set, v128 } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import type { Address, Backend, Source } from './backend.ts';
import { integerLayout } from './fieldInteger.ts';
import { scalarBackend } from './fieldScalar.ts';
import type { Lanes, Term } from './slot.ts';

/** Both i32 lanes of a limb, in the low half of a vector. */
const LANE_BYTES = [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
] as const;

/** Tier 2: the integers of tier 3, both lanes at once by `extmul`. Spec: 11 §1.3 */
export function simdBackend(module: Mod, field: 'Fr' | 'Fp'): Backend {
  const layout = integerLayout(field);
  const { shape, modulusDigits, quotientFactor } = layout;
  const { limbs: n, width: w } = shape;

  const pair = (a: number, b: number): Code =>
    v128.load(i32c(module.words([BigInt.asUintN(32, BigInt(a)) | (BigInt.asUintN(32, BigInt(b)) << 32n), 0n])));
  const arrange = (x: Code, lanes: Lanes): Code => {
    if (lanes === 'same') return x;
    const order = { swap: [1, 0], low: [0, 0], high: [1, 1] }[lanes].flatMap(
      (lane) => LANE_BYTES[lane] as readonly number[],
    );
    return v128.shuffle(x, x, [...order, ...order]);
  };
  const scale = (x: Code, k: readonly [number, number]): Code =>
    k[0] === 1 && k[1] === 1 ? x : v128.iMul(x, pair(k[0], k[1]));
  const limb = ({ at, lanes, sign }: Source, i: number): Code =>
    scale(arrange(v128.load64Zero(at, 8 * i), lanes), sign);
  /** The low halves of two i64 as the two i32 lanes, cut to signed digits. */
  const lowDigits = (x: Code): Code => signedDigit(lowHalves(x));
  const signedDigit = (x: Code): Code => v128.iShrS(v128.iShl(x, 32 - w), 32 - w);
  const lowHalves = (x: Code): Code => v128.shuffle(x, x, [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11]);

  function dot(f: Fn, out: Code, terms: readonly { readonly a: Source; readonly b: Source }[]): void {
    f.scope(() => {
      const zero = v128.const64(0n, 0n);
      let t = f.v128s(n);
      const [a, q] = [f.v128(), f.v128()];
      for (const local of t) f.emit(set(local, zero));
      for (let i = 0; i < n; i++) {
        for (const term of terms) {
          f.emit(set(a, limb(term.a, i)));
          t.forEach((column, j) => {
            f.emit(set(column, v128.lAdd(get(column), v128.lExtMulLow(get(a), limb(term.b, j)))));
          });
        }
        const [lowest, second] = t as [number, number];
        f.emit(set(q, signedDigit(v128.iMul(lowHalves(get(lowest)), pair(quotientFactor, quotientFactor)))));
        t.forEach((column, j) => {
          const digit = modulusDigits[j] as number;
          f.emit(set(column, v128.lAdd(get(column), v128.lExtMulLow(get(q), pair(digit, digit)))));
        });
        f.emit(set(second, v128.lAdd(get(second), v128.lShrS(get(lowest), w))), set(lowest, zero));
        t = [...t.slice(1), lowest];
      }
      for (let j = 0; j < n; j++) {
        const here = t[j] as number;
        if (j === n - 1) {
          f.emit(set(here, lowHalves(get(here))));
          continue;
        }
        const next = t[j + 1] as number;
        f.emit(set(q, lowDigits(get(here))));
        const rest = v128.lSub(get(here), v128.lExtMulLow(get(q), pair(1, 1)));
        f.emit(set(next, v128.lAdd(get(next), v128.lShrS(rest, w))), set(here, get(q)));
      }
      t.forEach((local, j) => {
        f.emit(v128.store64Lane(out, get(local), 0, 8 * j));
      });
    });
  }

  const sum = (terms: readonly Term[], i: number): Code => {
    let total: Code | undefined;
    for (const { slot, k, lanes } of terms) {
      const value = scale(arrange(v128.load64Zero(slot.at, slot.offset + 8 * i), lanes), k);
      total = total === undefined ? value : v128.iAdd(total, value);
    }
    return total ?? v128.const64(0n, 0n);
  };
  function carryPass(f: Fn, x: readonly number[]): void {
    f.scope(() => {
      const carry = f.v128();
      const half = 1 << (w - 1);
      for (let j = 0; j < n - 1; j++) {
        const [here, next] = [x[j] as number, x[j + 1] as number];
        f.emit(set(carry, v128.iShrS(v128.iAdd(get(here), pair(half, half)), w)));
        f.emit(set(here, v128.iSub(get(here), v128.iShl(get(carry), w))), set(next, v128.iAdd(get(next), get(carry))));
      }
    });
  }
  const { gather, scatter } = scalarBackend(module, field);

  return {
    ...layout,
    dot,
    sqr: (f, out, a) => {
      const source: Source = { at: a, lanes: 'same', sign: [1, 1] };
      dot(f, out, [{ a: source, b: source }]);
    },
    lin(f, outs, finish) {
      f.scope(() => {
        const results = outs.map(({ terms }) => {
          const x = f.v128s(n);
          x.forEach((local, i) => {
            f.emit(set(local, sum(terms, i)));
          });
          if (finish !== 'raw') carryPass(f, x);
          return x;
        });
        outs.forEach(({ out }: { out: Address }, k) => {
          results[k]?.forEach((local, i) => {
            f.emit(v128.store64Lane(out.at, get(local), 0, out.offset + 8 * i));
          });
        });
      });
    },
    join(f, out, a, b) {
      const order = [...LANE_BYTES[a.lane], ...LANE_BYTES[b.lane].map((byte) => 16 + byte)];
      for (let i = 0; i < n; i++) {
        const [x, y] = [a, b].map(({ from }) => v128.load64Zero(from.at, from.offset + 8 * i)) as [Code, Code];
        f.emit(v128.store64Lane(out.at, v128.shuffle(x, y, [...order, ...order]), 0, out.offset + 8 * i));
      }
    },
    gather,
    scatter,
  };
}
