import { type Code, get, I32, i32, i32c, i64, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import { PROJECTIVE_VALUE, required } from './curveProjective.ts';
import type { Field } from './field.ts';
import { address, minus, operand, plus, type Slot, times } from './slot.ts';

/**
 * A gatherable point: x, y and, for bases, βx as single elements. A pointer to it has two flags in its low bits:
 * 1 negates the point, 2 takes βx for x. Spec: 11 §3, §5.2
 */
export type PointLayout = {
  readonly y: number;
  readonly betaX: number;
  readonly temporary: number;
  readonly base: number;
};

export const pointLayout = (field: Field): PointLayout => ({
  y: field.single,
  betaX: 2 * field.single,
  temporary: 2 * field.single,
  base: 3 * field.single,
});

/** Additions of one batch; they share one inversion. */
export const BATCH = 1024;
/** Bytes of one addition in the list: pointers a, b and where the sum goes. */
export const ENTRY = 12;

/** Fixed part of the scratch memory of one thread, in bytes from its start. */
export type TreeScratch = {
  readonly words: number;
  readonly slots: number;
  readonly points: number;
  readonly buffer: number;
  readonly list: number;
  readonly end: number;
};

export function treeScratch(field: Field): TreeScratch {
  const words = 0;
  const slots = 1024;
  const points = slots + 32 * field.size;
  const buffer = points + 4 * pointLayout(field).base + field.size;
  // One slot more than the pairs need: the forward pass works ahead of itself.
  const list = buffer + (BATCH + 1) * field.size;
  return { words, slots, points, buffer, list, end: (list + BATCH * ENTRY + 127) & ~63 };
}

/** What may be stored as a coordinate of a gatherable point. */
export const pointBound = (field: Field): NonNullable<Slot['bound']> => field.normal(3);

export const pointX = (field: Field, pointer: Code): Code =>
  i32.add(i32.and(pointer, i32c(-4)), i32.mul(i32.and(pointer, i32c(2)), i32c(field.single)));
export const pointStart = (pointer: Code): Code => i32.and(pointer, i32c(-4));

export type TreeFunctions = {
  /** (out, in, scratch) → i32: both lanes inverted; 0 if one of them is 0 (then nothing is written). */
  readonly invertPair: Fn;
  /** (count, scratch) → i32: performs the first `count` additions of the list; 0 if some pair has equal x. */
  readonly flush: Fn;
  /** (out, projective pair with equal lanes, scratch): affine, 48 + 48 little-endian bytes and an i32, 1 for infinity. */
  readonly writeAffine: Fn;
};

/**
 * Batches of affine additions, two per vector: differences and their prefix products forwards, one inversion, slopes and
 * sums backwards. The addition is incomplete, so equal abscissas are detected by the vanishing product and reported; the
 * caller repeats the work with complete formulas. Spec: 11 §5.2
 */
export function emitTree(field: Field): TreeFunctions {
  const { module, size } = field;
  const [load, store, inverse48] = ['fp_load', 'fp_store', 'fp_inverse'].map((name) => required(module, name)) as [
    Fn,
    Fn,
    Fn,
  ];
  const layout = pointLayout(field);
  const scratch = treeScratch(field);
  const bound = pointBound(field);
  const running = field.normal(3);

  const invertPair = module.fn(
    'fp_invertPair',
    [I32, I32, I32],
    (f) => {
      const a = field.slot(get(1), 0, field.normal(4));
      const t = field.slot(i32.add(get(2), i32c(scratch.slots)));
      const at = (offset: number): Code => i32.add(get(2), i32c(scratch.words + offset));
      field.dot(f, t, [[a, operand(a, 'swap')]]);
      field.ensure(t, field.normal(4), 'stored value');
      f.emit(module.call(store, at(0), at(64), t.at, i32.add(t.at, i32c(size))));
      let any: Code = i64.load(at(0), 0);
      for (let k = 1; k < 6; k++) any = i64.or(any, i64.load(at(0), 8 * k));
      f.if(i64.eqz(any), () => f.emit(i32c(0), [0x0f]));
      f.emit(module.call(inverse48, at(0), at(0), at(128)));
      f.emit(module.call(load, t.at, at(0), at(0)), [0x1a]);
      t.bound = running;
      field.dot(f, field.slot(get(0)), [[t, operand(a, 'swap')]]);
      f.emit(i32c(1));
    },
    [I32],
  );

  // d = x2 − x1 and the product so far, at `buffer`: d0, P0, d1, P1, …; P before the first is 1. (list, pairs, buffer)
  const forward = module.fn('msm_forward', [I32, I32, I32], (f) => {
    const [x1, x2] = field.slots(i32.add(get(2), i32c(size)), 2);
    f.repeat(1, () => {
      const d = field.slot(get(2));
      const next = field.slot(get(2), size);
      // The product's slot and the one behind it are free until the product is stored.
      field.gather(f, x1, [pointX(field, i32.load(get(0), 0)), pointX(field, i32.load(get(0), ENTRY))], 0, bound);
      field.gather(f, x2, [pointX(field, i32.load(get(0), 4)), pointX(field, i32.load(get(0), ENTRY + 4))], 0, bound);
      field.sub(f, d, x2, x1);
      field.mul(f, next, field.slot(get(2), -size, running), d);
      field.ensure(next, running, 'prefix product');
      f.emit(set(0, i32.add(get(0), i32c(2 * ENTRY))), set(2, i32.add(get(2), i32c(2 * size))));
    });
  });

  const backward = module.fn('msm_backward', [I32, I32, I32, I32], (f) => {
    // (last list entry pair, pairs, last buffer pair, slots); slot 0 holds the running inverse
    const [inverse, slope, next, x1, x2, y1, y2, x3] = field.slots(get(3), 8);
    const pointers = f.i32s(6);
    const [a0, b0, o0, a1, b1, o1] = pointers as [number, number, number, number, number, number];
    // What waits for the product before it alternates with what does not: the factor of the next slope is made between this square and
    // its use. Behind the first pair it reads whatever lies before the buffer, and is not used.
    const slopeOf = (product: number): void => {
      inverse.bound = running;
      field.mul(f, next, inverse, field.slot(i32.sub(get(2), i32c(product * size)), 0, running));
    };
    slopeOf(1);
    f.repeat(1, () => {
      const d = field.slot(get(2), 0, field.normal(1));
      d.bound = { limbs: bound.limbs.map((limb) => 2 * limb), value: 2 * bound.value };
      pointers.forEach((local, i) => {
        f.emit(set(local, i32.load(get(0), 4 * i)));
      });
      field.gather(f, x1, [pointX(field, get(a0)), pointX(field, get(a1))], 0, bound);
      field.gather(f, x2, [pointX(field, get(b0)), pointX(field, get(b1))], 0, bound);
      field.gather(f, y1, [pointStart(get(a0)), pointStart(get(a1))], layout.y, bound, [get(a0), get(a1)]);
      field.gather(f, y2, [pointStart(get(b0)), pointStart(get(b1))], layout.y, bound, [get(b0), get(b1)]);
      field.sub(f, y2, y2, y1);
      field.mul(f, slope, next, y2);
      field.mul(f, inverse, inverse, d);
      field.ensure(inverse, running, 'running inverse');
      field.sqr(f, x3, slope);
      slopeOf(3);
      field.lin(f, x3, [plus(x3), minus(x1), minus(x2)], 'reduce');
      field.ensure(x3, bound, 'sum x');
      field.scatter(f, [get(o0), get(o1)], 0, x3);
      field.sub(f, x1, x1, x3);
      field.mul(f, x2, slope, x1);
      field.sub(f, x2, x2, y1, 'reduce');
      field.ensure(x2, bound, 'sum y');
      field.scatter(f, [get(o0), get(o1)], layout.y, x2);
      f.emit(set(0, i32.sub(get(0), i32c(2 * ENTRY))), set(2, i32.sub(get(2), i32c(2 * size))));
    });
  });

  // Reads one word of each cache line the batch will need, so that the misses overlap. (list, count, sink)
  const touch = module.fn('msm_touch', [I32, I32, I32], (f) => {
    const [sum, a, b] = [f.i32(), f.i32(), f.i32()];
    f.emit(set(sum, i32c(0)));
    f.repeat(1, () => {
      f.emit(set(a, i32.load(get(0))), set(b, i32.load(get(0), 4)));
      for (const pointer of [a, b]) {
        const lines = i32.add(i32.load(pointX(field, get(pointer))), i32.load(pointStart(get(pointer)), layout.y));
        f.emit(set(sum, i32.add(get(sum), lines)));
      }
      f.emit(set(0, i32.add(get(0), i32c(ENTRY))));
    });
    f.emit(i32.store(get(2), get(sum)));
  });

  const flush = module.fn(
    'msm_flush',
    [I32, I32],
    (f) => {
      const [pairs, last, filler] = [f.i32(), f.i32(), f.i32()];
      const at = (offset: number): Code => i32.add(get(1), i32c(offset));
      f.if(i32.eqz(get(0)), () => f.emit(i32c(1), [0x0f]));
      f.if(i32.and(get(0), i32c(1)), () => {
        // An odd list ends with the sum of two stand-ins of different x.
        f.emit(set(filler, i32.add(at(scratch.list), i32.mul(get(0), i32c(ENTRY)))));
        const [first, second, sink] = [0, 1, 2].map((i) => at(scratch.points + i * layout.temporary)) as [
          Code,
          Code,
          Code,
        ];
        field.scatter(f, [first, second], 0, field.constant([1n, 2n]));
        field.scatter(f, [first, second], layout.y, field.constant(1n));
        [first, second, sink].forEach((target, i) => {
          f.emit(i32.store(get(filler), target, 4 * i));
        });
      });
      f.emit(set(pairs, i32.shrU(i32.add(get(0), i32c(1)), i32c(1))));
      field.copy(f, field.slot(get(1), scratch.buffer - size), field.constant(1n));
      f.emit(module.call(touch, at(scratch.list), get(0), at(scratch.words)));
      f.emit(module.call(forward, at(scratch.list), get(pairs), at(scratch.buffer)));
      const before = i32.sub(get(pairs), i32c(1));
      f.emit(set(last, i32.add(at(scratch.buffer), i32.mul(before, i32c(2 * size)))));
      const inverse = at(scratch.slots + 8 * size);
      f.if(i32.eqz(module.call(invertPair, inverse, i32.add(get(last), i32c(size)), get(1))), () =>
        f.emit(i32c(0), [0x0f]),
      );
      const lastEntry = i32.add(at(scratch.list), i32.mul(before, i32c(2 * ENTRY)));
      f.emit(module.call(backward, lastEntry, get(pairs), get(last), inverse), i32c(1));
    },
    [I32],
  );
  const writeAffine = module.fn('g1_writeAffine', [I32, I32, I32], (f) => {
    const projective = field.normal(PROJECTIVE_VALUE);
    const [x, y, z] = field.slots(get(1), 3, 0, projective);
    const inverse = field.slot(i32.add(get(2), i32c(scratch.slots + 2 * size)));
    f.emit(i32.store(get(0), i32c(1), 96));
    field.mul(f, z, z, field.constant(1n));
    field.ensure(z, field.normal(4), 'inverted value');
    f.if(module.call(invertPair, inverse.at, address(z), get(2)), () => {
      inverse.bound = running;
      field.mul(f, x, x, inverse);
      field.mul(f, y, y, inverse);
      // Both coordinates in one pair.
      field.lin(f, x, [times([1, 0], x), times([0, 1], y)], 'raw');
      f.emit(i32.store(get(0), i32c(0), 96));
      field.mul(f, x, x, field.constant(1n));
      field.ensure(x, field.normal(4), 'stored value');
      f.emit(module.call(store, get(0), i32.add(get(0), i32c(48)), address(x), i32.add(get(2), i32c(scratch.slots))));
    });
  });
  return { invertPair, flush, writeAffine };
}
