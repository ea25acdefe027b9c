import { brIf, type Code, get, I32, i32, i32c, i64, i64c, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import { CURVE_Z, PSI } from '../plain/curve.ts';
import type { Assembly } from './assembly.ts';
import { PROJECTIVE_VALUE, required } from './curveProjective.ts';
import type { Field } from './field.ts';
import { address, minus, operand, plus, type Slot, times } from './slot.ts';
import { fp2Product, timesXi } from './tower.ts';

/** Slots a group operation uses at its scratch. */
const GROUP_SCRATCH = 8;
/** Multiples of each point in a table of `straus`, and the width of its signed windows. */
export const STRAUS_TABLE = 8;

/**
 * G2 over Fp2 in lanes, and interleaved multiplication for both groups. Points are projective, three slots; G1 points repeat
 * themselves in both lanes. Spec: 11 §6
 *
 * `g2_add(out, a, b, scratch)`, `g2_double(out, a, scratch)`, `g2_psi(out, a)`, `g2_inSubgroup(a, scratch)` → i32 on a point of
 * the curve, `g2_onCurve(x, y, out)` and `g2_rightSide(x, out)` for the host, `<g>_table(table, scratch)` multiples of entry 0,
 * `<g>_straus(out, tables, digits, points, windows, scratch)`.
 */
export function curveG2Area({ module, fp: field }: Assembly): void {
  const { size } = field;
  const bound = field.normal(PROJECTIVE_VALUE);
  const point = (local: number): [Slot, Slot, Slot] => field.slots(get(local), 3, 0, bound);
  const ensureAll = (slots: readonly Slot[]): void => {
    for (const slot of slots) field.ensure(slot, bound, 'projective coordinate');
  };
  const product = (f: Fn, out: Slot, ...pairs: readonly (readonly [Slot, Slot, (1 | -1)?])[]): void =>
    field.dot(
      f,
      out,
      pairs.flatMap(([a, b, sign]) => fp2Product(a, b, sign)),
    );

  // The complete formulas of emitProjective with 3·b = 12·ξ.
  const add = module.fn('g2_add', [I32, I32, I32, I32], (f) => {
    const [x1, y1, z1] = point(1);
    const [x2, y2, z2] = point(2);
    const out = point(0);
    const [xx, yy, zz, xy, yz, xz, high, low] = field.slots(get(3), GROUP_SCRATCH);
    product(f, xx, [x1, x2]);
    product(f, yy, [y1, y2]);
    product(f, zz, [z1, z2]);
    product(f, xy, [x1, y2], [y1, x2]);
    product(f, yz, [y1, z2], [z1, y2]);
    product(f, xz, [x1, z2], [z1, x2]);
    // 12·ξ in two steps, which the small limbs of the integer tiers need.
    field.lins(
      f,
      [
        { out: zz, terms: timesXi(zz, 3) },
        { out: xz, terms: timesXi(xz, 6) },
        { out: xx, terms: [times(3, xx)] },
      ],
      'carry',
    );
    field.lins(
      f,
      [
        { out: high, terms: [plus(yy), times(4, zz)] },
        { out: low, terms: [plus(yy), times(-4, zz)] },
        { out: xz, terms: [times(2, xz)] },
      ],
      'reduce',
    );
    product(f, out[0], [xy, low], [yz, xz, -1]);
    product(f, out[1], [xz, xx], [low, high]);
    product(f, out[2], [high, yz], [xx, xy]);
    ensureAll(out);
  });

  const double = module.fn('g2_double', [I32, I32, I32], (f) => {
    const [x, y, z] = point(1);
    const out = point(0);
    const [yy, zz, yz, xy, low, high, eight] = field.slots(get(2), 7);
    product(f, yy, [y, y]);
    product(f, zz, [z, z]);
    product(f, yz, [y, z]);
    product(f, xy, [x, y]);
    field.lins(
      f,
      [
        { out: eight, terms: [times(8, yy)] },
        { out: zz, terms: timesXi(zz, 6) },
      ],
      'carry',
    );
    field.lin(f, zz, [times(2, zz)], 'reduce');
    field.lins(
      f,
      [
        { out: high, terms: [plus(yy), plus(zz)] },
        { out: low, terms: [plus(yy), times(-3, zz)] },
      ],
      'carry',
    );
    product(f, out[1], [low, high], [zz, eight]);
    product(f, out[2], [yz, eight]);
    product(f, out[0], [low, xy]);
    field.lin(f, out[0], [times(2, out[0])], 'carry');
    ensureAll(out);
  });

  const conjugateTimes = (f: Fn, out: Slot, a: Slot, factor: Slot): void =>
    field.dot(f, out, [
      [operand(a, 'low'), factor],
      [operand(a, 'high'), operand(factor, 'swap', [1, -1])],
    ]);
  const psi = module.fn('g2_psi', [I32, I32], (f) => {
    const a = point(1);
    const out = point(0);
    conjugateTimes(f, out[0], a[0], field.constant([PSI.x.c0, PSI.x.c1]));
    conjugateTimes(f, out[1], a[1], field.constant([PSI.y.c0, PSI.y.c1]));
    field.lin(f, out[2], [times([1, -1], a[2])], 'raw');
    ensureAll(out);
  });

  const store = required(module, 'fp_store');
  // (slot, words of 96 bytes, scratch slot): canonical lanes
  const words = module.fn('fp_words', [I32, I32, I32], (f) => {
    const slot = field.slot(get(2));
    field.mul(f, slot, field.slot(get(0), 0, field.normal(16)), field.constant(1n));
    field.ensure(slot, field.normal(4), 'stored value');
    f.emit(module.call(store, get(1), i32.add(get(1), i32c(48)), get(2), i32.add(get(2), i32c(size))));
  });
  const isZero = (at: Code): Code => {
    let any: Code = i64.load(at, 0);
    for (let k = 1; k < 12; k++) any = i64.or(any, i64.load(at, 8 * k));
    return i64.eqz(any);
  };

  // ψ(Q) = z·Q, z negative: ψ(Q) + |z|·Q vanishes. (affine point with Z = 1, scratch)
  module.fn(
    'g2_inSubgroup',
    [I32, I32],
    (f) => {
      const at = (slot: number): Code => i32.add(get(1), i32c(slot * size));
      const [bits, left] = [f.i64(), f.i32()];
      const [sum, image, work] = [at(0), at(3), at(6)];
      const copy = (to: Code, from: number): void => {
        const target = field.slots(to, 3);
        point(from).forEach((slot, k) => {
          field.copy(f, target[k] as Slot, slot);
        });
      };
      copy(sum, 0);
      f.emit(set(bits, i64c(BigInt.asIntN(64, CURVE_Z << 1n))), set(left, i32c(63)));
      f.repeat(left, () => {
        f.emit(module.call(double, sum, sum, work));
        f.if(i64.ltS(get(bits), i64c(0n)), () => f.emit(module.call(add, sum, sum, get(0), work)));
        f.emit(set(bits, i64.shl(get(bits), i64c(1n))));
      });
      f.emit(module.call(psi, image, get(0)), module.call(add, sum, sum, image, work));
      // Infinity is the only point with Z = 0.
      f.emit(module.call(words, at(2), at(6), at(8)), isZero(at(6)));
    },
    [I32],
  );

  const rightSide = (f: Fn, out: Slot, x: Slot, t: Slot): void => {
    product(f, t, [x, x]);
    product(f, out, [t, x]);
    field.lin(f, out, [plus(out), plus(field.constant(4n))], 'carry');
  };
  // (x, out, temporary)
  module.fn('g2_rightSide', [I32, I32, I32], (f) => {
    const out = field.slot(get(1));
    rightSide(f, out, field.slot(get(0), 0, bound), field.slot(get(2)));
    field.ensure(out, bound, 'curve equation');
  });
  // (x, y, scratch of 6 slots) → 1 on the curve
  module.fn(
    'g2_onCurve',
    [I32, I32, I32],
    (f) => {
      const [side, t, left] = field.slots(get(2), 3);
      rightSide(f, side, field.slot(get(0), 0, bound), t);
      product(f, left, [field.slot(get(1), 0, bound), field.slot(get(1), 0, bound)]);
      field.sub(f, left, left, side, 'carry');
      field.ensure(left, field.normal(16), 'difference');
      f.emit(module.call(words, address(left), get(2), i32.add(get(2), i32c(3 * size))), isZero(get(2)));
    },
    [I32],
  );
  // Elementary operations for the square root, driven by the host.
  module.fn('fp_mulPair', [I32, I32, I32], (f) => {
    const out = field.slot(get(0));
    field.mul(f, out, field.slot(get(1), 0, bound), field.slot(get(2), 0, bound));
    field.ensure(out, bound, 'product');
  });
  module.fn('fp2_mul', [I32, I32, I32], (f) => {
    const out = field.slot(get(0));
    product(f, out, [field.slot(get(1), 0, bound), field.slot(get(2), 0, bound)]);
    field.ensure(out, bound, 'product');
  });
  // (out, a): a0² + a1² in both lanes
  module.fn('fp2_norm', [I32, I32], (f) => {
    const a = field.slot(get(1), 0, bound);
    field.dot(f, field.slot(get(0)), [
      [a, a],
      [operand(a, 'swap'), operand(a, 'swap')],
    ]);
  });
  // (out, a, s): ((a0 + s0)/2, (a0 − s0)/2)
  module.fn('fp2_halves', [I32, I32, I32], (f) => {
    const [out, a, s] = [field.slot(get(0)), field.slot(get(1), 0, bound), field.slot(get(2), 0, bound)];
    field.lin(f, out, [plus(a, 'low'), times([1, -1], s, 'low')], 'carry');
    field.mul(f, out, out, field.constant((field.modulus + 1n) / 2n));
  });

  for (const group of ['g1', 'g2'] as const) {
    const sum = group === 'g1' ? required(module, 'g1_add') : add;
    const twice = group === 'g1' ? required(module, 'g1_double') : double;
    emitStraus(field, group, sum, twice);
  }
}

/** Table of multiples and the interleaved double-and-add over signed digits. */
function emitStraus(field: Field, group: 'g1' | 'g2', add: Fn, double: Fn): void {
  const { module, size } = field;
  const bound = field.normal(PROJECTIVE_VALUE);
  const entry = 3 * size;

  module.fn(`${group}_table`, [I32, I32], (f) => {
    const left = f.i32();
    const last = f.i32();
    f.emit(set(last, get(0)), set(left, i32c(STRAUS_TABLE - 1)));
    f.repeat(left, () => {
      f.emit(module.call(add, i32.add(get(last), i32c(entry)), get(last), get(0), get(1)));
      f.emit(set(last, i32.add(get(last), i32c(entry))));
    });
  });

  // Digits: one signed byte per point, all points of a window together, most significant window first.
  module.fn(`${group}_straus`, [I32, I32, I32, I32, I32, I32], (f) => {
    const [table, left, digit, doublings] = [f.i32(), f.i32(), f.i32(), f.i32()];
    const work = i32.add(get(5), i32c(entry));
    const out = field.slots(get(0), 3);
    field.copy(f, out[0], field.constant(0n));
    field.copy(f, out[1], field.constant(group === 'g1' ? 1n : [1n, 0n]));
    field.copy(f, out[2], field.constant(0n));
    f.repeat(4, () => {
      f.emit(set(doublings, i32c(4)));
      f.repeat(doublings, () => f.emit(module.call(double, get(0), get(0), work)));
      f.emit(set(table, get(1)), set(left, get(3)));
      f.loop(() => {
        f.emit(set(digit, [get(2), 0x2c, 0, 0]));
        f.if(get(digit), () => {
          f.if(
            i32.ltS(get(digit), i32c(0)),
            () => {
              const from = i32.sub(get(table), i32.mul(i32.add(get(digit), i32c(1)), i32c(entry)));
              const [x, y, z] = field.slots(from, 3, 0, bound);
              const target = field.slots(get(5), 3);
              field.copy(f, target[0], x);
              field.lin(f, target[1], [minus(y)], 'raw');
              field.copy(f, target[2], z);
              f.emit(module.call(add, get(0), get(0), get(5), work));
            },
            () => {
              const from = i32.add(get(table), i32.mul(i32.sub(get(digit), i32c(1)), i32c(entry)));
              f.emit(module.call(add, get(0), get(0), from, work));
            },
          );
        });
        f.emit(set(2, i32.add(get(2), i32c(1))), set(table, i32.add(get(table), i32c(STRAUS_TABLE * entry))));
        f.emit(set(left, i32.sub(get(left), i32c(1))), brIf(0, get(left)));
      });
    });
  });
}
