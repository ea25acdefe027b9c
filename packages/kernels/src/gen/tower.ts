import { type Code, get, I32, i32, i32c } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import type { Field, Pairing } from './field.ts';
import { minus, operand, plus, type Slot, type Term, times } from './slot.ts';

type Triple = [Slot, Slot, Slot];

/** Largest value, in moduli, of a coefficient that leaves a function of the tower. */
const TOWER_VALUE = 24;

/** Terms of ξ·a·k, ξ = 1 + i: (a0 − a1, a0 + a1). */
export const timesXi = (slot: Slot, k = 1): Term[] => [times(k, slot), times([-k, k], slot, 'swap')];

/** A product in Fp2 (one pair slot per element: real, imaginary) as two lane products; `sign` −1 subtracts it. */
export const fp2Product = (a: Slot, b: Slot, sign: 1 | -1 = 1): Pairing[] => [
  [operand(a, 'low', [sign, sign]), b],
  [operand(a, 'high', [sign, sign]), operand(b, 'swap', [-1, 1])],
];

/** Functions on elements of Fp6 (3 slots) and Fp12 (6 slots: c0 + c1·w, w² = v, v³ = ξ). Scratch comes last. */
export type Tower = {
  /** Frames behind this many slots belong to the callers. */
  readonly slots: number;
  readonly contract: NonNullable<Slot['bound']>;
  /** Squares as (a0 + a1)(a0 − a1), 2·a0·a1. `u` and `v` are temporaries. */
  square(f: Fn, out: Slot, a: Slot, u: Slot, v: Slot): void;
  /** (out, a, b, scratch); out is neither a nor b. */
  readonly mul6: Fn;
  /** (out, a, b, scratch); may be the same. */
  readonly mul12: Fn;
  /** (out, a, scratch). */
  readonly sqr12: Fn;
  /** (f, c0, c1, c4, scratch): f := f·(c0 + c1·v + c4·v·w). */
  readonly mulLine: Fn;
  /** (out, a, scratch): squares in the cyclotomic subgroup; values are pulled back, for they would double. */
  readonly cyclotomicSqr: Fn;
};

/**
 * The tower over Fp2 in lanes. Coefficients are sums of products with one reduction, so that a product in Fp6 costs three
 * reductions instead of six. Spec: 11 §6
 */
export function emitTower(field: Field): Tower {
  const { module, size } = field;
  const contract = field.normal(TOWER_VALUE);
  let used = 0;
  const frame = (count: number): ((scratch: number) => Slot[]) => {
    const from = used;
    used += count;
    return (scratch) => field.slots(get(scratch), count, from * size);
  };
  const elements = (local: number, count: number): Slot[] => field.slots(get(local), count, 0, contract);
  const three = (slots: readonly Slot[], from = 0): [Slot, Slot, Slot] =>
    slots.slice(from, from + 3) as [Slot, Slot, Slot];
  const ensureAll = (slots: readonly Slot[], what: string): void => {
    for (const slot of slots) field.ensure(slot, contract, what);
  };
  const product = (f: Fn, out: Slot, ...pairs: readonly (readonly [Slot, Slot])[]): void =>
    field.dot(
      f,
      out,
      pairs.flatMap(([a, b]) => fp2Product(a, b)),
    );

  const frame6 = frame(2);
  // Sums of up to three contract elements may enter a product; doubles have room for their limbs, small integers are carried.
  const roomy = field.shape.arithmetic === 'fma';
  const sums = roomy
    ? { limbs: contract.limbs.map((limb) => 3 * limb), value: 3 * contract.value }
    : field.normal(3 * TOWER_VALUE);
  const mul6 = module.fn('fp6_mul', [I32, I32, I32, I32], (f) => {
    const [a0, a1, a2] = three(field.slots(get(1), 3, 0, sums));
    const [b0, b1, b2] = three(field.slots(get(2), 3, 0, sums));
    const [o0, o1, o2] = three(field.slots(get(0), 3));
    const [x1, x2] = frame6(3) as [Slot, Slot];
    field.lins(
      f,
      [
        { out: x1, terms: timesXi(b1) },
        { out: x2, terms: timesXi(b2) },
      ],
      'carry',
    );
    product(f, o0, [a0, b0], [a1, x2], [a2, x1]);
    product(f, o1, [a0, b1], [a1, b0], [a2, x2]);
    product(f, o2, [a0, b2], [a1, b1], [a2, b0]);
    ensureAll([o0, o1, o2], 'product in Fp6');
  });
  const at = (slots: readonly Slot[], i = 0): Code => {
    const slot = slots[i] as Slot;
    return slot.offset === 0 ? slot.at : i32.add(slot.at, i32c(slot.offset));
  };
  const callMul6 = (f: Fn, out: readonly Slot[], a: readonly Slot[], b: readonly Slot[], scratch: number): void => {
    for (const slot of [...a, ...b]) field.ensure(slot, sums, 'factor in Fp6');
    f.emit(module.call(mul6, at(out), at(a), at(b), get(scratch)));
    for (const slot of out) slot.bound = contract;
  };
  const addAll = (f: Fn, out: readonly Slot[], a: readonly Slot[], b: readonly Slot[]): void =>
    field.lins(
      f,
      out.map((slot, k) => ({ out: slot, terms: [plus(a[k] as Slot), plus(b[k] as Slot)] })),
      roomy ? 'raw' : 'carry',
    );
  /** Terms of coefficient k of v·a. */
  const timesV = (a: readonly Slot[], k: number): Term[] =>
    k === 0 ? timesXi(a[2] as Slot) : [plus(a[k - 1] as Slot)];
  const negated = (terms: readonly Term[]): Term[] =>
    terms.map(({ slot, k, lanes }) => ({ slot, lanes, k: [-k[0], -k[1]] }));

  const frame12 = frame(15);
  const mul12 = module.fn('fp12_mul', [I32, I32, I32, I32], (f) => {
    const [a, b] = [elements(1, 6), elements(2, 6)];
    const out = field.slots(get(0), 6);
    const own = frame12(3);
    const [low, high, p, q, m] = [0, 3, 6, 9, 12].map((from) => three(own, from)) as [
      Triple,
      Triple,
      Triple,
      Triple,
      Triple,
    ];
    addAll(f, p, three(a), three(a, 3));
    addAll(f, q, three(b), three(b, 3));
    callMul6(f, low, three(a), three(b), 3);
    callMul6(f, high, three(a, 3), three(b, 3), 3);
    callMul6(f, m, p, q, 3);
    field.lins(
      f,
      [0, 1, 2].flatMap((k) => [
        { out: out[k] as Slot, terms: [plus(low[k] as Slot), ...timesV(high, k)] },
        { out: out[k + 3] as Slot, terms: [plus(m[k] as Slot), minus(low[k] as Slot), minus(high[k] as Slot)] },
      ]),
      'reduce',
    );
    ensureAll(out, 'product in Fp12');
  });

  const sqr12 = module.fn('fp12_sqr', [I32, I32, I32], (f) => {
    const a = elements(1, 6);
    const out = field.slots(get(0), 6);
    const own = frame12(2);
    const [t, p, q, m] = [0, 3, 6, 9].map((from) => three(own, from)) as [Triple, Triple, Triple, Triple];
    callMul6(f, t, three(a), three(a, 3), 2);
    addAll(f, p, three(a), three(a, 3));
    field.lins(
      f,
      q.map((slot, k) => ({ out: slot, terms: [plus(a[k] as Slot), ...timesV(three(a, 3), k)] })),
      'carry',
    );
    callMul6(f, m, p, q, 2);
    field.lins(
      f,
      [0, 1, 2].flatMap((k) => [
        { out: out[k] as Slot, terms: [plus(m[k] as Slot), minus(t[k] as Slot), ...negated(timesV(t, k))] },
        { out: out[k + 3] as Slot, terms: [times(2, t[k] as Slot)] },
      ]),
      'reduce',
    );
    ensureAll(out, 'square in Fp12');
  });

  const frameLine = frame(8);
  const mulLine = module.fn('fp12_mulLine', [I32, I32, I32, I32, I32], (f) => {
    const [x0, x1, x2, y0, y1, y2] = elements(0, 6) as [Slot, Slot, Slot, Slot, Slot, Slot];
    const [c0, c1, c4] = [1, 2, 3].map((local) => field.slot(get(local), 0, contract)) as [Slot, Slot, Slot];
    const own = frameLine(4);
    const [e1, e4] = own.slice(6) as [Slot, Slot];
    field.lins(
      f,
      [
        { out: e1, terms: timesXi(c1) },
        { out: e4, terms: timesXi(c4) },
      ],
      'carry',
    );
    const rows: (readonly [Slot, Slot])[][] = [
      [
        [x0, c0],
        [x2, e1],
        [y1, e4],
      ],
      [
        [x1, c0],
        [x0, c1],
        [y2, e4],
      ],
      [
        [x2, c0],
        [x1, c1],
        [y0, c4],
      ],
      [
        [y0, c0],
        [y2, e1],
        [x2, e4],
      ],
      [
        [y1, c0],
        [y0, c1],
        [x0, c4],
      ],
      [
        [y2, c0],
        [y1, c1],
        [x1, c4],
      ],
    ];
    rows.forEach((row, k) => {
      product(f, own[k] as Slot, ...row);
    });
    const out = field.slots(get(0), 6);
    out.forEach((slot, k) => {
      field.copy(f, slot, own[k] as Slot);
    });
    ensureAll(out, 'product with a line');
  });

  const square = (f: Fn, out: Slot, a: Slot, u: Slot, v: Slot): void => {
    halves(f, a, u, v);
    field.mul(f, out, u, v);
  };
  /** u = (a0 + a1, 2·a0), v = (a0 − a1, a1): their lane products are a². */
  const halves = (f: Fn, a: Slot, u: Slot, v: Slot): void =>
    field.lins(
      f,
      [
        { out: u, terms: [plus(a, 'low'), plus(a, 'swap')] },
        { out: v, terms: [plus(a), times([-1, 0], a, 'swap')] },
      ],
      'raw',
    );

  const frameCyclotomic = frame(10);
  const cyclotomicSqr = module.fn('fp12_cyclotomicSqr', [I32, I32, I32], (f) => {
    const [z0, z4, z3, z2, z1, z5] = elements(1, 6) as [Slot, Slot, Slot, Slot, Slot, Slot];
    const out = field.slots(get(0), 6);
    const own = frameCyclotomic(2);
    const [u0, v0, u1, v1, a, b, c, d, e, h] = own as [Slot, Slot, Slot, Slot, Slot, Slot, Slot, Slot, Slot, Slot];
    // (x + y·t)² with t² = ξ: x² + ξ·y² and half of 2xy.
    const squareIn4 = (sum: Slot, cross: Slot, x: Slot, y: Slot): void => {
      halves(f, x, u0, v0);
      halves(f, y, u1, v1);
      field.dot(f, sum, [
        [u0, v0],
        [u1, v1],
        [operand(u1, 'swap', [-1, 1]), operand(v1, 'swap')],
      ]);
      product(f, cross, [x, y]);
    };
    squareIn4(a, b, z0, z1);
    squareIn4(c, d, z2, z3);
    squareIn4(e, h, z4, z5);
    field.lins(
      f,
      [
        { out: out[0], terms: [times(3, a), times(-2, z0)] },
        { out: out[1], terms: [times(3, c), times(-2, z4)] },
        { out: out[2], terms: [times(3, e), times(-2, z3)] },
        { out: out[3], terms: [...timesXi(h, 6), times(2, z2)] },
        { out: out[4], terms: [times(6, b), times(2, z1)] },
        { out: out[5], terms: [times(6, d), times(2, z5)] },
      ],
      'reduce',
    );
    ensureAll(out, 'cyclotomic square');
  });
  return { slots: used, contract, square, mul6, mul12, sqr12, mulLine, cyclotomicSqr };
}
