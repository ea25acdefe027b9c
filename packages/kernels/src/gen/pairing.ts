import { type Code, get, I32, i32, i32c, i64, i64c, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import { CURVE_Z } from '../plain/curve.ts';
import { fp2 } from '../plain/fp2.ts';
import { FP_MODULUS } from '../plain/numbers.ts';
import type { Assembly } from './assembly.ts';
import { required } from './curveProjective.ts';
import { address, minus, operand, plus, type Slot, type Term, times } from './slot.ts';
import { emitTower, fp2Product, timesXi } from './tower.ts';

const zBits = CURVE_Z.toString(2).slice(1);
/** Lines of a prepared G2 point: one per doubling and one per addition, three slots each. */
export const LINES: number = zBits.length + [...zBits].filter((bit) => bit === '1').length;
/** Bits of |z| behind the leading one, from the top of a word. */
const zWord = i64c(BigInt.asIntN(64, CURVE_Z << 1n));

/**
 * `pairing_prepare(scratch, point, lines)`: `point` is x, y in two slots.
 * `pairing_product(scratch, pairs, count, out)`: a pair is four i32: prepared lines, slot of x and of y of the G1 point (both
 * lanes equal), unused; `out` gets 12 canonical coefficients of 48 bytes, c[k].re ‖ c[k].im in slot order.
 * `pairing_slots(out, x, y)` puts canonical coordinates into a slot pair. Spec: 11 §6
 */
export function pairingArea({ module, fp: field }: Assembly): void {
  const { size } = field;
  const tower = emitTower(field);
  const { contract, square } = tower;
  const [load, store, invert] = ['fp_load', 'fp_store', 'fp_inverse'].map((name) => required(module, name)) as [
    Fn,
    Fn,
    Fn,
  ];
  let used = tower.slots;
  const frame = (count: number): ((scratch: number) => Slot[]) => {
    const from = used;
    used += count;
    return (scratch) => field.slots(get(scratch), count, from * size);
  };
  const copyAll = (f: Fn, out: readonly Slot[], from: readonly Slot[]): void => {
    out.forEach((slot, k) => {
      field.copy(f, slot, from[k] as Slot);
    });
  };
  const eachBit = (f: Fn, body: () => void, whenSet: () => void): void => {
    const [bits, left] = [f.i64(), f.i32()];
    f.emit(set(bits, zWord), set(left, i32c(zBits.length)));
    f.repeat(left, () => {
      body();
      f.if(i64.ltS(get(bits), i64c(0n)), whenSet);
      f.emit(set(bits, i64.shl(get(bits), i64c(1n))));
    });
  };

  const framePrepare = frame(3);
  const frameStep = frame(16);
  // Doubling and addition steps with line coefficients: eprint 2010/354, algorithms 26 and 27. (scratch, point, lines)
  module.fn('pairing_prepare', [I32, I32, I32], (f) => {
    const running = framePrepare(0);
    const stepSlots = frameStep(0);
    const [u, v] = stepSlots.slice(14) as [Slot, Slot];
    const sqr = (out: Slot, a: Slot): void => square(f, out, a, u, v);
    const mul = (out: Slot, a: Slot, b: Slot): void => field.dot(f, out, fp2Product(a, b));
    const lin = (out: Slot, ...terms: Term[]): void => field.lin(f, out, terms, 'reduce');
    const reset = (): readonly [Slot, Slot, Slot] => {
      for (const slot of running) slot.bound = contract;
      return running as unknown as readonly [Slot, Slot, Slot];
    };
    const emitLine = (line: readonly Slot[]): void => {
      for (const slot of [...running, ...line]) field.ensure(slot, contract, 'line step');
      f.emit(set(2, i32.add(get(2), i32c(3 * size))));
    };
    const [qx, qy] = field.slots(get(1), 2, 0, contract);
    copyAll(f, running, [qx, qy, field.constant([1n, 0n])]);

    const doubling = (): void => {
      const [x, y, z] = reset();
      const line = field.slots(get(2), 3);
      const [a, b, c, d, e, g, h, zz, t] = stepSlots as [Slot, Slot, Slot, Slot, Slot, Slot, Slot, Slot, Slot];
      sqr(a, x);
      sqr(b, y);
      sqr(c, b);
      lin(d, plus(b), plus(x));
      sqr(d, d);
      lin(d, times(2, d), times(-2, a), times(-2, c));
      lin(e, times(3, a));
      lin(h, plus(x), plus(e));
      sqr(g, e);
      sqr(zz, z);
      lin(t, plus(z), plus(y));
      lin(x, plus(g), times(-2, d));
      sqr(t, t);
      lin(z, plus(t), minus(b), minus(zz));
      lin(d, plus(d), minus(x));
      mul(y, d, e);
      field.lin(f, y, [plus(y), times(-8, c)], 'reduce');
      mul(line[1], e, zz);
      lin(line[1], times(-2, line[1]));
      sqr(h, h);
      lin(line[2], plus(h), minus(a), minus(g), times(-4, b));
      mul(line[0], z, zz);
      lin(line[0], times(2, line[0]));
      emitLine(line);
    };
    const addition = (): void => {
      const [x, y, z] = reset();
      const line = field.slots(get(2), 3);
      const [zz, qq, t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, w] = stepSlots as [
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
      sqr(zz, z);
      sqr(qq, qy);
      mul(t0, zz, qx);
      lin(t1, plus(qy), plus(z));
      sqr(t1, t1);
      lin(t1, plus(t1), minus(qq), minus(zz));
      mul(t1, t1, zz);
      lin(t2, plus(t0), minus(x));
      sqr(t3, t2);
      lin(t4, times(4, t3));
      mul(t5, t4, t2);
      lin(t6, plus(t1), times(-2, y));
      mul(t9, t6, qx);
      mul(t7, t4, x);
      sqr(x, t6);
      lin(x, plus(x), minus(t5), times(-2, t7));
      lin(w, plus(z), plus(t2));
      sqr(w, w);
      lin(z, plus(w), minus(zz), minus(t3));
      lin(w, plus(qy), plus(z));
      lin(t8, plus(t7), minus(x));
      mul(t8, t8, t6);
      mul(t0, y, t5);
      lin(y, plus(t8), times(-2, t0));
      sqr(w, w);
      sqr(t0, z);
      lin(line[2], times(2, t9), minus(w), plus(qq), plus(t0));
      lin(line[0], times(2, z));
      lin(line[1], times(-2, t6));
      emitLine(line);
    };
    eachBit(f, doubling, addition);
  });

  const element = (scratch: number, slots: (scratch: number) => Slot[]): Slot[] => {
    const made = slots(scratch);
    for (const slot of made) slot.bound = contract;
    return made;
  };
  const at = (slots: readonly Slot[]): Code => address(slots[0] as Slot);
  const conjugate = (f: Fn, out: readonly Slot[], a: readonly Slot[]): void => {
    copyAll(f, out.slice(0, 3), a.slice(0, 3));
    field.lins(
      f,
      out.slice(3).map((slot, k) => ({ out: slot, terms: [minus(a[k + 3] as Slot)] })),
      'raw',
    );
  };

  const frameMiller = frame(2);
  // (scratch, pairs, count, out): the product of all Miller loops, squarings shared
  const miller = module.fn('pairing_miller', [I32, I32, I32, I32], (f) => {
    const [pair, left, offset, first] = [f.i32(), f.i32(), f.i32(), f.i32()];
    const [c1, c4] = frameMiller(0) as [Slot, Slot];
    const out = field.slots(get(3), 6, 0, contract);
    const lines = (): void => {
      f.emit(set(pair, get(1)), set(left, get(2)));
      f.repeat(left, () => {
        const [l0, l1, l2] = field.slots(i32.add(i32.load(get(pair)), get(offset)), 3, 0, contract);
        field.mul(f, c4, l0, field.slot(i32.load(get(pair), 8), 0, contract));
        field.mul(f, c1, l1, field.slot(i32.load(get(pair), 4), 0, contract));
        f.emit(module.call(tower.mulLine, get(3), address(l2), address(c1), address(c4), get(0)));
        f.emit(set(pair, i32.add(get(pair), i32c(16))));
      });
      f.emit(set(offset, i32.add(get(offset), i32c(3 * size))));
    };
    out.forEach((slot, k) => {
      field.copy(f, slot, field.constant(k === 0 ? [1n, 0n] : 0n));
    });
    f.emit(set(offset, i32c(0)), set(first, i32c(1)));
    eachBit(
      f,
      () => {
        f.if(i32.eqz(get(first)), () => f.emit(module.call(tower.sqr12, get(3), get(3), get(0))));
        f.emit(set(first, i32c(0)));
        lines();
      },
      lines,
    );
    // z is negative.
    for (const slot of out) slot.bound = contract;
    conjugate(f, out, out);
  });

  // Slot k of an element of Fp12 holds the coefficient of w^powers[k].
  const powers = [0n, 2n, 4n, 1n, 3n, 5n];
  const gamma = (power: number, k: number): [bigint, bigint] => {
    const { c0, c1 } = fp2.pow({ c0: 1n, c1: 1n }, ((powers[k] as bigint) * (FP_MODULUS ** BigInt(power) - 1n)) / 6n);
    return [c0, c1];
  };
  const frobenius = (f: Fn, out: readonly Slot[], a: readonly Slot[], power: 1 | 2): void =>
    out.forEach((slot, k) => {
      const factor = field.constant(gamma(power, k));
      const x = a[k] as Slot;
      const conjugated: Parameters<typeof field.dot>[2] = [
        [operand(x, 'low'), factor],
        [operand(x, 'high'), operand(factor, 'swap', [1, -1])],
      ];
      field.dot(f, slot, power === 1 ? conjugated : fp2Product(x, factor));
    });

  const frameInverse = frame(16);
  // (out, a, scratch): a^-1 in Fp12 by norms down to Fp
  const inverse12 = module.fn('fp12_inverse', [I32, I32, I32], (f) => {
    const a = field.slots(get(1), 6, 0, contract);
    const out = field.slots(get(0), 6);
    const own = element(2, frameInverse);
    const [t, w] = [own.slice(0, 3), own.slice(3, 6)] as [[Slot, Slot, Slot], [Slot, Slot, Slot]];
    const [A, B, C, n, i, u] = own.slice(6) as [Slot, Slot, Slot, Slot, Slot, Slot];
    const low = a.slice(0, 3);
    const high = a.slice(3);
    const mul6 = (to: readonly Slot[], x: readonly Slot[], y: readonly Slot[]): void => {
      f.emit(module.call(tower.mul6, at(to), at(x), at(y), get(2)));
      for (const slot of to) slot.bound = contract;
    };
    mul6(t, low, low);
    mul6(w, high, high);
    // t := low² − v·high²
    field.lins(
      f,
      [
        { out: t[0], terms: [plus(t[0]), ...timesXi(w[2], -1)] },
        { out: t[1], terms: [plus(t[1]), minus(w[0])] },
        { out: t[2], terms: [plus(t[2]), minus(w[1])] },
      ],
      'reduce',
    );
    // Adjoint of t in Fp6, and its norm in Fp2.
    const xi = (to: Slot, from: Slot): void => field.lin(f, to, timesXi(from), 'carry');
    xi(u, t[2]);
    field.dot(f, A, [...fp2Product(t[0], t[0]), ...fp2Product(t[1], u, -1)]);
    field.dot(f, B, [...fp2Product(t[2], u), ...fp2Product(t[0], t[1], -1)]);
    field.dot(f, C, [...fp2Product(t[1], t[1]), ...fp2Product(t[0], t[2], -1)]);
    field.dot(f, n, [...fp2Product(t[1], C), ...fp2Product(t[2], B)]);
    xi(n, n);
    field.dot(f, i, fp2Product(t[0], A));
    field.add(f, n, n, i, 'carry');
    // 1/n = n̄/(n0² + n1²)
    field.dot(f, i, [
      [n, n],
      [operand(n, 'swap'), operand(n, 'swap')],
    ]);
    field.ensure(i, field.normal(4), 'stored value');
    // The words of the norm go where w was.
    const words = address(w[0]);
    f.emit(module.call(store, words, i32.add(words, i32c(48)), address(i), address(u)));
    f.emit(module.call(invert, words, words, address(own[12] as Slot)));
    f.emit(module.call(load, address(i), words, words), [0x1a]);
    i.bound = field.normal(3);
    field.mul(f, n, n, i);
    field.lin(f, n, [times([1, -1], n)], 'raw');
    t.forEach((slot, k) => {
      field.dot(f, slot, fp2Product([A, B, C][k] as Slot, n));
    });
    // out := (low − high·w)/t
    mul6(w, low, t);
    mul6([A, B, C], high, t);
    copyAll(f, out.slice(0, 3), w);
    field.lins(
      f,
      out.slice(3).map((slot, k) => ({ out: slot, terms: [minus([A, B, C][k] as Slot)] })),
      'raw',
    );
    for (const slot of out) field.ensure(slot, contract, 'inverse');
  });

  const framePower = frame(6);
  // (out, a, scratch): a^z for a in the cyclotomic subgroup
  const powerZ = module.fn('fp12_powerZ', [I32, I32, I32], (f) => {
    const a = field.slots(get(1), 6, 0, contract);
    const x = element(2, framePower);
    copyAll(f, x, a);
    eachBit(
      f,
      () => f.emit(module.call(tower.cyclotomicSqr, at(x), at(x), get(2))),
      () => f.emit(module.call(tower.mul12, at(x), at(x), get(1), get(2))),
    );
    for (const slot of x) slot.bound = contract;
    conjugate(f, field.slots(get(0), 6), x);
  });

  const frameFinal = frame(24);
  // (f, scratch): f^(3·(p^12 − 1)/r) in place
  const final = module.fn('pairing_final', [I32, I32], (f) => {
    const own = element(1, frameFinal);
    const value = field.slots(get(0), 6, 0, contract);
    const [m, a, b, c] = [0, 6, 12, 18].map((from) => own.slice(from, from + 6)) as [Slot[], Slot[], Slot[], Slot[]];
    const done = (slots: readonly Slot[]): void => {
      for (const slot of slots) slot.bound = contract;
    };
    const call = (fn: Fn, out: readonly Slot[], ...args: readonly (readonly Slot[])[]): void => {
      f.emit(module.call(fn, at(out), ...args.map(at), get(1)));
      done(out);
    };
    const apply = (out: readonly Slot[], body: () => void): void => {
      body();
      for (const slot of out) field.ensure(slot, contract, 'final exponentiation');
    };
    // Easy part: m = f^((p^6 − 1)(p² + 1)).
    call(inverse12, m, value);
    apply(a, () => conjugate(f, a, value));
    call(tower.mul12, m, m, a);
    apply(a, () => frobenius(f, a, m, 2));
    call(tower.mul12, m, m, a);
    // Hard part, cubed: m^((z−1)²(z+p)(z²+p²−1)) · m³.
    for (let i = 0; i < 2; i++) {
      const base = i === 0 ? m : a;
      call(powerZ, b, base);
      apply(c, () => conjugate(f, c, base));
      call(tower.mul12, a, b, c);
    }
    call(powerZ, b, a);
    apply(c, () => frobenius(f, c, a, 1));
    call(tower.mul12, a, b, c);
    call(powerZ, b, a);
    call(powerZ, b, b);
    apply(c, () => frobenius(f, c, a, 2));
    call(tower.mul12, b, b, c);
    apply(c, () => conjugate(f, c, a));
    call(tower.mul12, b, b, c);
    call(tower.cyclotomicSqr, c, m);
    call(tower.mul12, c, c, m);
    call(tower.mul12, value, b, c);
  });

  const frameProduct = frame(7);
  module.fn('pairing_product', [I32, I32, I32, I32], (f) => {
    const own = element(0, frameProduct);
    const start = own.slice(0, 6);
    f.emit(module.call(miller, get(0), get(1), get(2), at(start)));
    f.emit(module.call(final, at(start), get(0)));
    start.forEach((slot, k) => {
      field.mul(f, slot, slot, field.constant(1n));
      field.ensure(slot, field.normal(4), 'stored value');
      const to = i32.add(get(3), i32c(96 * k));
      f.emit(module.call(store, to, i32.add(to, i32c(48)), address(slot), address(own[6] as Slot)));
    });
  });

  module.fn('pairing_slots', [I32, I32, I32], (f) => f.emit(module.call(load, get(0), get(1), get(2)), [0x1a]));
}
