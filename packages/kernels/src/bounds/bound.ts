import { EventideError } from '@eventide/base';

export type BoundErrorCode =
  | 'KERNEL_BOUND_LIMB'
  | 'KERNEL_BOUND_VALUE'
  | 'KERNEL_BOUND_CONTRACT'
  | 'KERNEL_BOUND_UNSET';

/** The generator was about to emit an operation that could overflow; no module is produced. */
export class BoundError extends EventideError<BoundErrorCode> {
  override readonly name = 'BoundError';
}

/**
 * What is known about every element that can sit in a slot: limb `i` lies in `[-limbs[i], limbs[i]]`, the value in
 * `[-value·p, value·p]`. The intervals are symmetric because every operation of the kernels is. Spec: 11 §1.2
 */
export type Bound = { readonly limbs: readonly number[]; readonly value: number };

/** How a tier stores the elements of a field: `limbs` signed integers of weight 2^(width·i), Montgomery with R = 2^(width·limbs). */
export type Shape = {
  readonly field: 'Fr' | 'Fp';
  readonly modulus: bigint;
  readonly limbs: number;
  readonly width: number;
  /** Doubles multiplied by fused multiply-add, or 32-bit integers multiplied into 64-bit accumulators. */
  readonly arithmetic: 'fma' | 'integer';
  /** Largest magnitude the reduction steps of one multiplication add to |ab|/R, in multiples of the modulus. */
  readonly reductionValue: number;
  /** Largest magnitude of each limb of the modulus (signed digits). */
  readonly modulusLimbs: readonly number[];
};

/** Rounding of the checker itself is always outwards by this factor. */
const OUTWARDS = 1 + 2 ** -40;

/** A limb of a stored element must stay exact: below 2^53 as a double, below 2^31 as an i32. */
export const limbLimit = (shape: Shape): number => (shape.arithmetic === 'fma' ? 2 ** 53 : 2 ** 31 - 1);

/** Modulus over the weight of the top limb. */
const modulusTop = (shape: Shape): number =>
  Number((shape.modulus << 64n) >> BigInt(shape.width * (shape.limbs - 1))) / 2 ** 64;

/** Bound of carried limbs holding a value up to `value` moduli: all but the top limb are signed digits. */
export function normalBound(shape: Shape, value: number): Bound {
  const top = Math.ceil(value * modulusTop(shape) * OUTWARDS) + 1;
  if (top > limbLimit(shape)) throw refused(shape, 'KERNEL_BOUND_VALUE', 'top limb', top, limbLimit(shape));
  const half = 2 ** (shape.width - 1);
  return { limbs: Array.from({ length: shape.limbs }, (_, i) => (i === shape.limbs - 1 ? top : half)), value };
}

/** Σ k·term without carries; every partial sum must be exact. Bug pattern 1 of 11 §1.2 ends here. */
export function linearBound(shape: Shape, terms: readonly { readonly k: number; readonly bound: Bound }[]): Bound {
  const limit = limbLimit(shape);
  const limbs = new Array<number>(shape.limbs).fill(0);
  let value = 0;
  for (const { k, bound } of terms) {
    const factor = Math.abs(k);
    if (!Number.isInteger(factor)) throw refused(shape, 'KERNEL_BOUND_LIMB', 'fractional coefficient', factor, limit);
    value += factor * bound.value;
    bound.limbs.forEach((limb, i) => {
      const sum = (limbs[i] as number) + factor * limb;
      if (sum > limit) throw refused(shape, 'KERNEL_BOUND_LIMB', `sum of limb ${i}`, sum, limit);
      limbs[i] = sum;
    });
  }
  return { limbs, value };
}

/** After a carry pass: same value, normal limbs. */
export function carriedBound(shape: Shape, bound: Bound): Bound {
  const limit = limbLimit(shape);
  let carry = 0;
  for (const [i, limb] of bound.limbs.entries()) {
    const sum = limb + carry;
    const room = shape.arithmetic === 'fma' || i === shape.limbs - 1 ? limit : limit - 2 ** (shape.width - 1);
    if (sum > room) throw refused(shape, 'KERNEL_BOUND_LIMB', `carry into limb ${i}`, sum, room);
    carry = Math.ceil(sum / 2 ** shape.width + 0.5);
  }
  return normalBound(shape, bound.value);
}

/**
 * After subtracting the nearest multiple of the modulus and a carry pass. Plain when the multiple times a limb of the modulus
 * fits a double; `wide` when not: after another carry pass the multiple is split like a product.
 */
export function pulledBackBound(shape: Shape, bound: Bound): { readonly bound: Bound; readonly wide: boolean } {
  const weight = modulusTop(shape);
  const top = bound.limbs.at(-1) as number;
  const multiple = Math.round((top / weight) * OUTWARDS + 2 ** -20);
  const limit = limbLimit(shape);
  const reach = (limb: number, i: number): number => limb + multiple * (shape.modulusLimbs[i] as number);
  const wide = bound.limbs.some((limb, i) => reach(limb, i) > limit);
  const settled = wide ? carriedBound(shape, bound) : bound;
  const limbs = settled.limbs.map((limb, i) => {
    const last = i === shape.limbs - 1;
    const sum =
      wide && !last ? limb + 2 ** (shape.width - 1) + multiple + 1 : reach(limb, i) + (wide ? multiple + 1 : 0);
    if (sum > limit) throw refused(shape, 'KERNEL_BOUND_LIMB', `pull-back of limb ${i}`, sum, limit);
    return sum;
  });
  let rest = 0;
  for (let i = 0; i < shape.limbs - 1; i++) {
    rest += (bound.limbs[i] as number) * 2 ** (shape.width * (i - shape.limbs + 1));
  }
  const value = (0.5 + rest / weight + 2 ** -30) * OUTWARDS;
  return { bound: carriedBound(shape, { limbs, value }), wide };
}

export type Factor = { readonly a: Bound; readonly b: Bound };

/**
 * Σ a·b / R with one reduction: exact splits, columns inside 64 bits, value of the result. `doubled`: the operation
 * doubles the limbs of `a` first (squaring).
 */
export function productBound(shape: Shape, factors: readonly Factor[], doubled = false): Bound {
  const columns = new Array<number>(2 * shape.limbs).fill(0);
  let value = 0;
  for (const { a, b } of factors) {
    for (const [i, rawA] of a.limbs.entries()) {
      const limbA = doubled ? 2 * rawA : rawA;
      if (limbA > limbLimit(shape))
        throw refused(shape, 'KERNEL_BOUND_LIMB', `doubled limb ${i}`, limbA, limbLimit(shape));
      for (const [j, limbB] of b.limbs.entries()) {
        addProduct(shape, columns, i + j, limbA * limbB, doubled && i === j ? 0.5 : 1);
      }
    }
    value += a.value * b.value;
  }
  addReduction(shape, columns);
  checkColumns(shape, columns);
  return resultBound(shape, value * modulusOverR(shape) + shape.reductionValue);
}

/** Every column with the carry from the one below stays inside what its digits are taken from. */
function checkColumns(shape: Shape, columns: readonly number[]): void {
  let carry = 0;
  for (const [j, column] of columns.entries()) {
    const sum = column + carry;
    const limit = shape.arithmetic === 'fma' ? 2 ** 60 : 2 ** 63;
    if (sum >= limit) throw refused(shape, 'KERNEL_BOUND_LIMB', `column ${j}`, sum, limit);
    carry = sum / 2 ** shape.width + 1;
  }
}

/** A product of at most `value` moduli; its top limb is taken whole. */
function resultBound(shape: Shape, value: number): Bound {
  const result = normalBound(shape, value * OUTWARDS);
  const top = result.limbs.at(-1) as number;
  if (top >= 2 ** 51) throw refused(shape, 'KERNEL_BOUND_VALUE', 'top limb of a product', top, 2 ** 51);
  return result;
}

/**
 * a·z of a factor z prepared as one row per limb of a, each within `row`: products of limb i with row i land in limbs + 1
 * columns, and one Montgomery step of width 2^width settles them. Spec: 11 §1.2
 */
export function preparedBound(shape: Shape, a: Bound, row: Bound): Bound {
  const { limbs, width } = shape;
  const columns = new Array<number>(limbs + 1).fill(0);
  const digit = 2 ** (width - 1);
  let value = 0;
  for (const limbA of a.limbs) {
    row.limbs.forEach((limb, j) => {
      addProduct(shape, columns, j, limbA * limb, 1);
    });
    value += limbA * row.value;
  }
  shape.modulusLimbs.forEach((limb, j) => {
    addProduct(shape, columns, j, digit * limb, 1);
  });
  checkColumns(shape, columns);
  return resultBound(shape, (value + digit) / 2 ** width);
}

const modulusOverR = (shape: Shape): number =>
  Number((shape.modulus << 96n) >> BigInt(shape.width * shape.limbs)) / 2 ** 96;

function addProduct(shape: Shape, columns: number[], j: number, product: number, share: number): void {
  const { width } = shape;
  if (shape.arithmetic === 'integer') {
    columns[j] = (columns[j] as number) + product * share;
    return;
  }
  const exact = 2 ** (51 + width);
  if (product * share > exact) throw refused(shape, 'KERNEL_BOUND_LIMB', `product in column ${j}`, product, exact);
  columns[j] = (columns[j] as number) + 2 ** (width - 1);
  columns[j + 1] = (columns[j + 1] as number) + product * share * 2 ** -width + 1;
}

function addReduction(shape: Shape, columns: number[]): void {
  const digit = 2 ** (shape.width - 1);
  for (let i = 0; i < shape.limbs; i++) {
    for (let j = 0; j < shape.limbs; j++) {
      const at = shape.arithmetic === 'fma' ? shape.limbs - 1 + j : i + j;
      addProduct(shape, columns, at, digit * Math.max(digit, shape.modulusLimbs.at(-1) as number), 1);
    }
  }
}

/** The value a slot is known to hold must satisfy what a function or loop declared. */
export function assertWithin(shape: Shape, actual: Bound | undefined, declared: Bound, what: string): void {
  if (actual === undefined) throw new BoundError('KERNEL_BOUND_UNSET', { field: shape.field, what });
  if (actual.value > declared.value * OUTWARDS)
    throw refused(shape, 'KERNEL_BOUND_CONTRACT', what, actual.value, declared.value);
  for (const [i, limb] of actual.limbs.entries()) {
    const allowed = declared.limbs[i] as number;
    if (limb > allowed) throw refused(shape, 'KERNEL_BOUND_CONTRACT', `${what} limb ${i}`, limb, allowed);
  }
}

/** Larger of two bounds, for values that come from two places. */
export function joinBounds(a: Bound, b: Bound): Bound {
  return {
    limbs: a.limbs.map((limb, i) => Math.max(limb, b.limbs[i] as number)),
    value: Math.max(a.value, b.value),
  };
}

function refused(shape: Shape, code: BoundErrorCode, what: string, found: number, limit: number): BoundError {
  return new BoundError(code, {
    field: shape.field,
    arithmetic: shape.arithmetic,
    what,
    foundLog2: Math.log2(found),
    limitLog2: Math.log2(limit),
  });
}
