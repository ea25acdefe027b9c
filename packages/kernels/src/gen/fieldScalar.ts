import { type Code, get, i32, i32c, i64, i64c, set } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import type { Address, Backend, Source } from './backend.ts';
import { integerLayout } from './fieldInteger.ts';
import type { Lanes, Term } from './slot.ts';

/** The lane an operand's lane comes from. */
const from = (lanes: Lanes, lane: 0 | 1): 0 | 1 =>
  ({ same: lane, swap: (1 - lane) as 0 | 1, low: 0 as const, high: 1 as const })[lanes];

/** Tier 3: plain WASM, one lane after the other in 64-bit integers. Spec: 11 §1.3 */
export function scalarBackend(_module: Mod, field: 'Fr' | 'Fp'): Backend {
  const layout = integerLayout(field);
  const { shape, modulusDigits, quotientFactor } = layout;
  const { limbs: n, width: w } = shape;

  const limb = (source: Source, lane: 0 | 1, i: number): Code => {
    const value = i64.load32s(source.at, 8 * i + 4 * from(source.lanes, lane));
    return source.sign[lane] === 1 ? value : i64.sub(i64c(0n), value);
  };
  /** The low `w` bits as a signed number. */
  const low = (x: Code): Code => i64.shrS(i64.shl(x, i64c(BigInt(64 - w))), i64c(BigInt(64 - w)));

  /** One lane of Σ a·b / R into `result`, signed digits in i64 locals. */
  function lane(
    f: Fn,
    terms: readonly { readonly a: Source; readonly b: Source }[],
    which: 0 | 1,
    result: readonly number[],
  ): void {
    f.scope(() => {
      let t = [...result];
      const [a, q] = [f.i64(), f.i64()];
      for (const local of t) f.emit(set(local, i64c(0n)));
      for (let i = 0; i < n; i++) {
        for (const term of terms) {
          f.emit(set(a, limb(term.a, which, i)));
          t.forEach((column, j) => {
            f.emit(set(column, i64.add(get(column), i64.mul(get(a), limb(term.b, which, j)))));
          });
        }
        const [lowest] = t as [number];
        f.emit(set(q, low(i64.mul(get(lowest), i64c(BigInt(quotientFactor))))));
        t.forEach((column, j) => {
          f.emit(set(column, i64.add(get(column), i64.mul(get(q), i64c(BigInt(modulusDigits[j] as number))))));
        });
        // The lowest column is now a multiple of 2^w; its carry goes up and the row moves down by renaming.
        f.emit(
          set(t[1] as number, i64.add(get(t[1] as number), i64.shrS(get(lowest), i64c(BigInt(w))))),
          set(lowest, i64c(0n)),
        );
        t = [...t.slice(1), lowest];
      }
      for (let j = 0; j < n - 1; j++) {
        const [here, next] = [t[j] as number, t[j + 1] as number];
        f.emit(set(q, low(get(here))));
        f.emit(set(next, i64.add(get(next), i64.shrS(i64.sub(get(here), get(q)), i64c(BigInt(w))))), set(here, get(q)));
      }
      // n steps of renaming bring every column back to its own local.
    });
  }

  function dot(f: Fn, out: Code, terms: readonly { readonly a: Source; readonly b: Source }[]): void {
    f.scope(() => {
      const results = [0, 1].map(() => Array.from({ length: n }, () => f.i64()));
      results.forEach((result, which) => {
        lane(f, terms, which as 0 | 1, result);
      });
      results.forEach((result, which) => {
        result.forEach((local, i) => {
          f.emit(i64.store32(out, get(local), 8 * i + 4 * which));
        });
      });
    });
  }

  const sum = (terms: readonly Term[], which: 0 | 1, i: number): Code => {
    let total: Code | undefined;
    for (const { slot, k, lanes } of terms) {
      const value = i32.load(slot.at, slot.offset + 8 * i + 4 * from(lanes, which));
      const scaled = k[which] === 1 ? value : i32.mul(value, i32c(k[which]));
      total = total === undefined ? scaled : i32.add(total, scaled);
    }
    return total ?? i32c(0);
  };
  function carryPass(f: Fn, x: readonly number[]): void {
    f.scope(() => {
      const carry = f.i32();
      for (let j = 0; j < n - 1; j++) {
        const [here, next] = [x[j] as number, x[j + 1] as number];
        f.emit(set(carry, i32.shrS(i32.add(get(here), i32c(1 << (w - 1))), i32c(w))));
        f.emit(set(here, i32.sub(get(here), i32.shl(get(carry), i32c(w)))), set(next, i32.add(get(next), get(carry))));
      }
    });
  }
  const single = (x: Code, negate: Code | undefined): Code => {
    if (negate === undefined) return x;
    const mask = i32.sub(i32c(0), i32.and(negate, i32c(1)));
    return i32.sub(i32.xor(x, mask), mask);
  };

  return {
    ...layout,
    dot,
    sqr: (f, out, a) => {
      const source: Source = { at: a, lanes: 'same', sign: [1, 1] };
      dot(f, out, [{ a: source, b: source }]);
    },
    lin(f, outs, finish) {
      f.scope(() => {
        const results = outs.map(({ terms }) =>
          ([0, 1] as const).map((which) => {
            const x = Array.from({ length: n }, () => f.i32());
            x.forEach((local, i) => {
              f.emit(set(local, sum(terms, which, i)));
            });
            if (finish !== 'raw') carryPass(f, x);
            return x;
          }),
        );
        outs.forEach(({ out }, k) => {
          results[k]?.forEach((x, which) => {
            x.forEach((local, i) => {
              f.emit(i32.store(out.at, get(local), out.offset + 8 * i + 4 * which));
            });
          });
        });
      });
    },
    join(f, out, a, b) {
      for (let i = 0; i < n; i++) {
        const [x, y] = [a, b].map(({ from: { at, offset }, lane: l }) => i64.load32u(at, offset + 8 * i + 4 * l)) as [
          Code,
          Code,
        ];
        f.emit(i64.store(out.at, i64.or(x, i64.shl(y, i64c(32n))), out.offset + 8 * i));
      }
    },
    gather(f, out: Address, sources, offset, negate) {
      sources.forEach((source, which) => {
        for (let i = 0; i < n; i++) {
          f.emit(
            i32.store(
              out.at,
              single(i32.load(source, offset + 4 * i), negate?.[which]),
              out.offset + 8 * i + 4 * which,
            ),
          );
        }
      });
    },
    scatter(f, to, offset, slot) {
      to.forEach((target, which) => {
        for (let i = 0; i < n; i++)
          f.emit(i32.store(target, i32.load(slot.at, slot.offset + 8 * i + 4 * which), offset + 4 * i));
      });
    },
  };
}
