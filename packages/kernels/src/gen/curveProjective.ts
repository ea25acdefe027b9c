import { get, I32 } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import type { Field } from './field.ts';
import { operand, plus, type Slot, times } from './slot.ts';

/** Largest value, in moduli, of a stored projective coordinate. */
export const PROJECTIVE_VALUE = 8;

/** Points (X : Y : Z) with x = X/Z, y = Y/Z, three consecutive pair slots; infinity is (0 : 1 : 0). */
export type ProjectiveFunctions = {
  /** (out, a, b, scratch): two complete additions. Scratch: `PROJECTIVE_SCRATCH` slots. */
  readonly add: Fn;
  /** (out, a, scratch): two doublings. */
  readonly double: Fn;
  readonly bound: Slot['bound'];
};

export const PROJECTIVE_SCRATCH = 8;

/**
 * The complete formulas of Renes, Costello and Batina for y² = x³ + 4: no exceptions on any point of the curve, because
 * its order is odd. Two points per call, one per lane. Spec: 11 §5.2
 */
export function emitProjective(field: Field): ProjectiveFunctions {
  const { module } = field;
  const bound = field.normal(PROJECTIVE_VALUE);
  const point = (local: number): [Slot, Slot, Slot] => field.slots(get(local), 3, 0, bound);

  const add = module.fn('g1_add', [I32, I32, I32, I32], (f) => {
    const [x1, y1, z1] = point(1);
    const [x2, y2, z2] = point(2);
    const out = point(0);
    const s = field.slots(get(3), PROJECTIVE_SCRATCH);
    const [xx, yy, zz, xy, yz, xz, high, low] = s;
    field.mul(f, xx, x1, x2);
    field.mul(f, yy, y1, y2);
    field.mul(f, zz, z1, z2);
    field.dot(f, xy, [
      [x1, y2],
      [y1, x2],
    ]);
    field.dot(f, yz, [
      [y1, z2],
      [z1, y2],
    ]);
    field.dot(f, xz, [
      [x1, z2],
      [z1, x2],
    ]);
    field.lins(
      f,
      [
        { out: high, terms: [plus(yy), times(12, zz)] },
        { out: low, terms: [plus(yy), times(-12, zz)] },
        { out: xz, terms: [times(12, xz)] },
        { out: xx, terms: [times(3, xx)] },
      ],
      'carry',
    );
    field.dot(f, out[0], [
      [xy, low],
      [operand(yz, 'same', [-1, -1]), xz],
    ]);
    field.dot(f, out[1], [
      [xz, xx],
      [low, high],
    ]);
    field.dot(f, out[2], [
      [high, yz],
      [xx, xy],
    ]);
    for (const slot of out) field.ensure(slot, bound, 'projective coordinate');
  });

  const double = module.fn('g1_double', [I32, I32, I32], (f) => {
    const [x, y, z] = point(1);
    const out = point(0);
    const [yy, zz, yz, xy, low, high, eight] = field.slots(get(2), 7);
    field.sqr(f, yy, y);
    field.sqr(f, zz, z);
    field.mul(f, yz, y, z);
    field.mul(f, xy, x, y);
    field.lins(
      f,
      [
        { out: eight, terms: [times(8, yy)] },
        { out: zz, terms: [times(12, zz)] },
      ],
      'carry',
    );
    field.lins(
      f,
      [
        { out: high, terms: [plus(yy), plus(zz)] },
        { out: low, terms: [plus(yy), times(-3, zz)] },
      ],
      'carry',
    );
    field.dot(f, out[1], [
      [low, high],
      [zz, eight],
    ]);
    field.mul(f, out[2], yz, eight);
    field.mul(f, out[0], low, xy);
    field.lin(f, out[0], [times(2, out[0])], 'carry');
    for (const slot of out) field.ensure(slot, bound, 'projective coordinate');
  });
  return { add, double, bound };
}

/** A function an earlier area put into the module. */
export function required(module: Mod, name: string): Fn {
  const found = module.find(name);
  if (found === undefined) throw new RangeError(`${name} is emitted by an earlier area`);
  return found;
}
