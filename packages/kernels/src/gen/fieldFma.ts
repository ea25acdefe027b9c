import type { Shape } from '../bounds/bound.ts';
import { type Code, f64, get, highs, i32c, i32 as i32op, i64, i64c, lows, set, v128 } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import { balanced, FP_MODULUS, FR_MODULUS, invMod, signedDigits } from '../plain/numbers.ts';
import type { Address, Backend, Source } from './backend.ts';
import { bitsOf, type FmaColumns, fmaColumns } from './fmaColumns.ts';
import type { Lanes, Term } from './slot.ts';

const parameters = {
  Fr: { modulus: FR_MODULUS, limbs: 5, width: 52 },
  Fp: { modulus: FP_MODULUS, limbs: 8, width: 49 },
} as const;

/**
 * Tier 1: limbs are integers in doubles, products are split exactly into high and low halves by two fused multiply-adds
 * and summed as 64-bit integers. Limb k of a pair slot is the vector at 16k. Spec: 11 §1.2
 */
export function fmaBackend(module: Mod, field: 'Fr' | 'Fp'): Backend {
  const { modulus, limbs: n, width: w } = parameters[field];
  const splitHigh = 1.5 * 2 ** (52 + w);
  const modulusDigits = signedDigits(modulus, n, w);
  const emitColumns = fmaColumns(module, { modulus, width: w, modulusDigits });
  // fold[k] = 2^(−w·k) mod p, the constants of the parallel reduction.
  const fold = Array.from({ length: n }, (_, k) => balanced(invMod(1n << BigInt(w * k), modulus), modulus));

  const pair = (a: number, b: number): Code => v128.load(i32c(module.words([bitsOf(a), bitsOf(b)])));
  const double = (value: number): Code => pair(value, value);
  const at = (slot: Address, limb: number): Code => v128.load(slot.at, slot.offset + 16 * limb);

  const reductionValue =
    fold.slice(1).reduce((sum, value) => sum + ratio(value < 0n ? -value : value, modulus) / 2, 0) + 0.5 + 2 ** -30;
  const shape: Shape = {
    field,
    modulus,
    limbs: n,
    width: w,
    arithmetic: 'fma',
    reductionValue,
    modulusLimbs: modulusDigits.map(Math.abs),
  };

  /** Columns of products, their reduction, and the n result limbs through `store`. */
  function reduceProducts(f: Fn, fill: (product: FmaColumns['product']) => void, store: Sink): void {
    const columns = emitColumns(f, 2 * n);
    fill(columns.product);
    const digits = f.v128s(n - 1);
    digits.forEach((local, i) => {
      f.emit(set(local, columns.digit(i)));
    });
    digits.forEach((local, i) => {
      signedDigits(fold[n - 1 - i] as bigint, n, w).forEach((limb, j) => {
        columns.product(n - 1 + j, get(local), double(limb));
      });
    });
    // Last row: one classical Montgomery step.
    const { q, factors } = columns.step(n - 1);
    for (let j = 1; j < n; j++) columns.product(n - 1 + j, get(q), double(factors[j] as number));
    for (let j = n; j < 2 * n - 1; j++) store(j - n, columns.digit(j));
    store(n - 1, columns.top(2 * n - 1));
  }

  const into =
    (f: Fn, out: Code): Sink =>
    (limb, value) =>
      f.emit(v128.store(out, value, 16 * limb));

  function dot(f: Fn, terms: readonly { readonly a: Source; readonly b: Source }[], store: Sink): void {
    f.scope(() => {
      const a = f.v128();
      const b = f.v128s(n);
      const fill = (product: FmaColumns['product']): void => {
        for (const term of terms) {
          b.forEach((local, j) => {
            f.emit(set(local, source(term.b, j)));
          });
          for (let i = 0; i < n; i++) {
            f.emit(set(a, source(term.a, i)));
            for (let j = 0; j < n; j++) product(i + j, get(a), get(b[j] as number));
          }
        }
      };
      reduceProducts(f, fill, store);
    });
  }

  /** Column by column, so that few values are alive. */
  function mulPrepared(f: Fn, a: Code, rows: Code, store: Sink): void {
    f.scope(() => {
      const x = f.v128s(n);
      x.forEach((local, i) => {
        f.emit(set(local, v128.load(a, 16 * i)));
      });
      const columns = emitColumns(f, n + 1);
      const multiplied = (j: number): void => {
        x.forEach((local, i) => {
          columns.product(j, get(local), v128.load(rows, 16 * (n * i + j)));
        });
      };
      // The quotient is asked for late and used later still: cores look ahead too little to fill the wait for it.
      for (let j = 0; j < n - 1; j++) multiplied(j);
      const { q, factors } = columns.step(0);
      multiplied(n - 1);
      for (let j = 1; j < n; j++) columns.product(j, get(q), double(factors[j] as number));
      for (let j = 1; j < n; j++) store(j - 1, columns.digit(j));
      store(n - 1, columns.top(n));
    });
  }

  /** Takes the limbs of d in their order: u := u + d, v := u − d, each with its carry pass. */
  function sumAndDifference(f: Fn, u: Code, v: Code, finish: 'raw' | 'carry'): Sink {
    const [d, before] = [f.v128(), f.v128()];
    const results = [u, v].map((out) => ({ out, x: f.v128(), carry: f.v128() }));
    const magic = double(splitHigh);
    return (limb, value) => {
      f.emit(set(d, value), set(before, v128.load(u, 16 * limb)));
      results.forEach(({ out, x, carry }, i) => {
        f.emit(set(x, i === 0 ? v128.fAdd(get(before), get(d)) : v128.fSub(get(before), get(d))));
        if (finish === 'carry' && limb > 0) f.emit(set(x, v128.fMulAdd(get(carry), double(2 ** -w), get(x))));
        if (finish === 'carry' && limb < n - 1) {
          f.emit(set(carry, v128.fSub(v128.fAdd(get(x), magic), magic)), set(x, v128.fSub(get(x), get(carry))));
        }
        f.emit(v128.store(out, get(x), 16 * limb));
      });
    };
  }

  const source = (value: Source, limb: number): Code =>
    signed(arrange(v128.load(value.at, 16 * limb), value.lanes), value.sign);
  const signed = (value: Code, sign: readonly [number, number]): Code =>
    sign[0] === 1 && sign[1] === 1
      ? value
      : v128.xor(value, v128.load(i32c(module.words(sign.map((s) => (s < 0 ? 1n << 63n : 0n))))));

  /** Carry pass over limbs in locals. */
  function carryPass(f: Fn, x: readonly number[]): void {
    f.scope(() => {
      const t = f.v128();
      const magic = double(splitHigh);
      for (let j = 0; j < n - 1; j++) {
        const [here, next] = [x[j] as number, x[j + 1] as number];
        f.emit(
          set(t, v128.fSub(v128.fAdd(get(here), magic), magic)),
          set(here, v128.fSub(get(here), get(t))),
          set(next, v128.fMulAdd(get(t), double(2 ** -w), get(next))),
        );
      }
    });
  }

  /** Subtracts the nearest multiple of the modulus. Wide: k·p does not fit 53 bits per limb, so it is split like a product. */
  function pullBack(f: Fn, x: readonly number[], wide: boolean): void {
    f.scope(() => {
      const [k, high, low] = [f.v128(), f.v128(), f.v128()];
      if (wide) carryPass(f, x);
      const inverse = 1 / (Number((modulus << 64n) >> BigInt(w * (n - 1))) / 2 ** 64);
      f.emit(set(k, v128.fNearest(v128.fMul(get(x[n - 1] as number), double(inverse)))));
      x.forEach((local, j) => {
        const limb = double(modulusDigits[j] as number);
        const next = x[j + 1];
        if (!wide || next === undefined) {
          f.emit(set(local, v128.fNegMulAdd(get(k), limb, get(local))));
          return;
        }
        f.emit(
          set(high, v128.fSub(v128.fMulAdd(get(k), limb, double(splitHigh)), double(splitHigh))),
          set(low, v128.fMulAdd(get(k), limb, v128.fSub(double(0), get(high)))),
          set(local, v128.fSub(get(local), get(low))),
          set(next, v128.fNegMulAdd(get(high), double(2 ** -w), get(next))),
        );
      });
      carryPass(f, x);
    });
  }

  const sum = (terms: readonly Term[], limb: number): Code => {
    let total: Code | undefined;
    for (const { slot, k, lanes } of terms) {
      const value = arrange(at(slot, limb), lanes);
      if (total === undefined) total = k[0] === 1 && k[1] === 1 ? value : v128.fMul(value, pair(k[0], k[1]));
      else if (k[0] === 1 && k[1] === 1) total = v128.fAdd(total, value);
      else if (k[0] === -1 && k[1] === -1) total = v128.fSub(total, value);
      else total = v128.fMulAdd(value, pair(k[0], k[1]), total);
    }
    return total ?? double(0);
  };

  return {
    shape,
    size: 16 * n,
    dot: (f, out, terms) => dot(f, terms, into(f, out)),
    sqr(f, out, a) {
      f.scope(() => {
        const x = f.v128s(n);
        const doubled = f.v128();
        x.forEach((local, j) => {
          f.emit(set(local, v128.load(a, 16 * j)));
        });
        reduceProducts(
          f,
          (product) => {
            for (let i = 0; i < n; i++) {
              const here = get(x[i] as number);
              product(2 * i, here, here);
              if (i < n - 1) f.emit(set(doubled, v128.fAdd(here, here)));
              for (let j = i + 1; j < n; j++) product(i + j, get(doubled), get(x[j] as number));
            }
          },
          into(f, out),
        );
      });
    },
    mulPrepared: (f, out, a, rows) => mulPrepared(f, a, rows, into(f, out)),
    butterfly(f, [u, v], z, kind, finish) {
      f.scope(() => {
        const store = sumAndDifference(f, u, v, finish);
        if (kind === 'prepared') mulPrepared(f, v, z, store);
        else dot(f, [{ a: whole(v), b: whole(z) }], store);
      });
    },
    lin(f, outs, finish) {
      f.scope(() => {
        const results = outs.map(({ terms }) => {
          const x = f.v128s(n);
          x.forEach((local, j) => {
            f.emit(set(local, sum(terms, j)));
          });
          if (finish === 'carry') carryPass(f, x);
          if (finish === 'reduce' || finish === 'wide') pullBack(f, x, finish === 'wide');
          return x;
        });
        outs.forEach(({ out }, k) => {
          results[k]?.forEach((local, j) => {
            f.emit(v128.store(out.at, get(local), out.offset + 16 * j));
          });
        });
      });
    },
    gather(f, out, from, offset, negate) {
      f.scope(() => {
        const [a, b, sign] = [f.v128(), f.v128(), f.v128()];
        if (negate !== undefined) {
          const bit = (x: Code): Code => i64.shl(i64.extendU(i32op.and(x, i32c(1))), i64c(63n));
          f.emit(set(sign, v128.lReplace(v128.lSplat(bit(negate[0])), bit(negate[1]), 1)));
        }
        const flipped = (x: Code): Code => (negate === undefined ? x : v128.xor(x, get(sign)));
        for (let j = 0; j < n - 1; j += 2) {
          f.emit(
            set(a, v128.load(from[0], offset + 8 * j)),
            set(b, v128.load(from[1], offset + 8 * j)),
            v128.store(out.at, flipped(lows(get(a), get(b))), out.offset + 16 * j),
            v128.store(out.at, flipped(highs(get(a), get(b))), out.offset + 16 * (j + 1)),
          );
        }
        if (n % 2 === 1) {
          const last = v128.load64Lane(
            from[1],
            v128.load64Zero(from[0], offset + 8 * (n - 1)),
            1,
            offset + 8 * (n - 1),
          );
          f.emit(v128.store(out.at, flipped(last), out.offset + 16 * (n - 1)));
        }
      });
    },
    scatter(f, to, offset, slot) {
      for (let j = 0; j < n - 1; j += 2) {
        f.emit(
          v128.store(to[0], lows(at(slot, j), at(slot, j + 1)), offset + 8 * j),
          v128.store(to[1], highs(at(slot, j), at(slot, j + 1)), offset + 8 * j),
        );
      }
      if (n % 2 === 1) {
        f.emit(v128.store64Lane(to[0], at(slot, n - 1), 0, offset + 8 * (n - 1)));
        f.emit(v128.store64Lane(to[1], at(slot, n - 1), 1, offset + 8 * (n - 1)));
      }
    },
    join(f, out, a, b) {
      const order = [a.lane, b.lane].flatMap((lane, k) => Array.from({ length: 8 }, (_, i) => 16 * k + 8 * lane + i));
      for (let j = 0; j < n; j++) {
        f.emit(v128.store(out.at, v128.shuffle(at(a.from, j), at(b.from, j), order), out.offset + 16 * j));
      }
    },
    laneBytes: 8,
    limbBytes: 16,
    copyElement(f, to, from) {
      for (let j = 0; j < n; j++) f.emit(f64.store(to, f64.load(from, 16 * j), 16 * j));
    },
    copy(f, out, a) {
      for (let j = 0; j < n; j++) f.emit(v128.store(out.at, at(a, j), out.offset + 16 * j));
    },
    loadLimb: (slot, lane, i) => i64.fromF64(f64.load(slot.at, slot.offset + 16 * i + 8 * lane)),
    storeLimb: (slot, lane, i, value) => f64.store(slot.at, f64.fromI64(value), slot.offset + 16 * i + 8 * lane),
    hostWrite(memory, address, lane, limbs) {
      const view = new Float64Array(memory, address, 2 * n);
      limbs.forEach((limb, i) => {
        view[2 * i + lane] = limb;
      });
    },
    hostRead(memory, address, lane) {
      const view = new Float64Array(memory, address, 2 * n);
      return Array.from({ length: n }, (_, i) => view[2 * i + lane] as number);
    },
  };
}

/** Takes the limbs of a result from the lowest on. */
type Sink = (limb: number, value: Code) => void;

const whole = (at: Code): Source => ({ at, lanes: 'same', sign: [1, 1] });

const ratio = (a: bigint, b: bigint): number => Number((a << 60n) / b) / 2 ** 60;

/** Brings lanes of one vector into place. */
function arrange(value: Code, lanes: Lanes): Code {
  if (lanes === 'same') return value;
  const low = [0, 1, 2, 3, 4, 5, 6, 7];
  const high = [8, 9, 10, 11, 12, 13, 14, 15];
  const order = { swap: [...high, ...low], low: [...low, ...low], high: [...high, ...high] }[lanes];
  return v128.shuffle(value, value, order);
}
