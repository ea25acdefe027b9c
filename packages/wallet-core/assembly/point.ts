// JubJub in extended coordinates U, V, Z, T1, T2, Montgomery limbs, 160 bytes, as contracts archive them. Archives show the
// coordinates as they were computed, so `multiply` takes the reference's steps one by one. Spec: 01 §4
import { compress } from "~lib/eventide/curve/jubjub";
import { fieldDifference, fieldInvert, fieldMultiply, fieldSum } from "~lib/eventide/curve/scalarField";
import { fieldOneAt, generator, twiceEdwards } from "./constants";
import { hashToGroup } from "./scalars";

export const POINT: usize = 160;
/** V + U, V − U, Z, 2dT: an addend. */
const ADDEND: usize = 128;
/** Bits of a scalar, from the highest. */
const BITS: isize = 252;

export function identity(d: usize): void {
  memory.fill(d, 0, POINT);
  memory.copy(d + 32, fieldOneAt(), 32);
  memory.copy(d + 64, fieldOneAt(), 32);
}

/** d = 2p; d may be p. */
export function doublePoint(p: usize, d: usize): void {
  const mark = __top;
  const uu = __alloc(192), vv = uu + 32, zz = uu + 64, s = uu + 96, plus = uu + 128, minus = uu + 160;
  fieldMultiply(p, p, uu);
  fieldMultiply(p + 32, p + 32, vv);
  fieldMultiply(p + 64, p + 64, zz);
  fieldSum(zz, zz, zz);
  fieldSum(p, p + 32, s);
  fieldMultiply(s, s, s);
  fieldSum(vv, uu, plus);
  fieldDifference(vv, uu, minus);
  fieldDifference(s, plus, s);
  fieldDifference(zz, minus, zz);
  complete(s, plus, minus, zz, d);
  __top = mark;
}

export function toAddend(p: usize, d: usize): void {
  fieldSum(p + 32, p, d);
  fieldDifference(p + 32, p, d + 32);
  memory.copy(d + 64, p + 64, 32);
  fieldMultiply(p + 96, p + 128, d + 96);
  fieldMultiply(d + 96, twiceEdwards(), d + 96);
}

/** d = p + n, or p − n; d may be p. */
export function addAddend(p: usize, n: usize, d: usize, negative: bool = false): void {
  const mark = __top;
  const a = __alloc(192), b = a + 32, c = a + 64, e = a + 96, f = a + 128, g = a + 160;
  const swap: usize = negative ? 32 : 0;
  fieldDifference(p + 32, p, a);
  fieldMultiply(a, n + (32 - swap), a);
  fieldSum(p + 32, p, b);
  fieldMultiply(b, n + swap, b);
  fieldMultiply(p + 96, p + 128, c);
  fieldMultiply(c, n + 96, c);
  fieldMultiply(p + 64, n + 64, e);
  fieldSum(e, e, e);
  fieldDifference(b, a, f);
  fieldSum(b, a, g);
  if (negative) {
    fieldDifference(e, c, a);
    fieldSum(e, c, b);
  } else {
    fieldSum(e, c, a);
    fieldDifference(e, c, b);
  }
  complete(f, g, a, b, d);
  __top = mark;
}

/** (U/Z, V/T) as an extended point. */
function complete(u: usize, v: usize, z: usize, t: usize, d: usize): void {
  fieldMultiply(u, t, d);
  fieldMultiply(v, z, d + 32);
  fieldMultiply(z, t, d + 64);
  memory.copy(d + 96, u, 32);
  memory.copy(d + 128, v, 32);
}

/** d = p + q. */
export function addPoints(p: usize, q: usize, d: usize): void {
  const mark = __top;
  const n = __alloc(ADDEND);
  toAddend(q, n);
  addAddend(p, n, d);
  __top = mark;
}

/** d = scalar · p for a canonical scalar; in every step a doubling and an addition, of the identity where the bit is 0. */
export function multiply(p: usize, scalar: usize, d: usize): void {
  const mark = __top;
  const both = __alloc(2 * ADDEND), acc = __alloc(POINT);
  identity(acc);
  toAddend(acc, both);
  toAddend(p, both + ADDEND);
  for (let bit = BITS - 1; bit >= 0; bit--) {
    doublePoint(acc, acc);
    const one: usize = (load<u8>(scalar + (bit >> 3)) >> (<u8>bit & 7)) & 1;
    addAddend(acc, both + one * ADDEND, acc);
  }
  memory.copy(d, acc, POINT);
  __top = mark;
}

/** d = scalar · G. */
export function multiplyGenerator(scalar: usize, d: usize): void { multiply(generator(), scalar, d); }

/** d = u ‖ v. */
export function affineAt(p: usize, d: usize): void {
  const mark = __top;
  const inverse = fieldInvert(p + 64);
  fieldMultiply(p, inverse, d);
  fieldMultiply(p + 32, inverse, d + 32);
  __top = mark;
}

/** d = the 32 bytes of the point. */
export function encodePoint(p: usize, d: usize): void {
  const mark = __top;
  const affine = __alloc(64);
  affineAt(p, affine);
  compress(affine, d);
  __top = mark;
}

/** d = the 32 bytes of u ‖ v. */
export function encodeAffine(affine: usize, d: usize): void {
  const mark = __top;
  compress(affine, d);
  __top = mark;
}

/** The hash of a shared key as a canonical scalar; d may hold what is left of the point. */
export function hashPoint(p: usize, d: usize): void {
  const mark = __top;
  const bytes = __alloc(32);
  encodePoint(p, bytes);
  hashToGroup(bytes, 32, d);
  __top = mark;
}

/** Whether two points are one, whatever their Z. */
export function samePoint(p: usize, q: usize): bool {
  const mark = __top;
  const a = __alloc(32), b = __alloc(32);
  fieldMultiply(p, q + 64, a);
  fieldMultiply(q, p + 64, b);
  let same = memory.compare(a, b, 32) == 0;
  fieldMultiply(p + 32, q + 64, a);
  fieldMultiply(q + 32, p + 64, b);
  same = same && memory.compare(a, b, 32) == 0;
  __top = mark;
  return same;
}
