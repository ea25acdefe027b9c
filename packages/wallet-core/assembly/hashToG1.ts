// A message to a point of G1: RFC 9380, suite BLS12381G1_XMD:SHA-256_SSWU_RO_. Spec: 01 §8.2, 03 §11.1
import { difference, equal, FP, inverseExponent, one, power, product, rootExponent, square, sum } from "./blsPoint";
import { cofactorFactor, fpCube, isogeny, swu } from "./constants";
import { addJacobian, fromRaw, multiplyJacobian } from "./curve";
import { expandMessage } from "./sha256";

const G1: usize = 3 * FP;
/** Coefficients of the four polynomials, lowest first. */
const X_TOP: usize = 12;
const X_BOTTOM: usize = 11;
const Y_TOP: usize = 16;
const Y_BOTTOM: usize = 16;

/** d = the point in Jacobian coordinates. */
export function hashToG1(from: usize, length: usize, tag: usize, tagLength: usize, d: usize): void {
  const mark = __top;
  const bytes = __alloc(128), second = __alloc(G1);
  expandMessage(from, length, tag, tagLength, bytes);
  map(bytes, d);
  map(bytes + 64, second);
  addJacobian(d, second, FP);
  multiplyJacobian(d, cofactorFactor(), 8, d, FP);
  __top = mark;
}

/** d = 64 big-endian bytes mod p. */
function reduceWide(bytes: usize, d: usize): void {
  const wide = __alloc(96), high = __alloc(FP);
  memory.fill(wide, 0, 96);
  for (let i: usize = 0; i < 64; i++) store<u8>(wide + i, load<u8>(bytes + 63 - i));
  product(wide + FP, fpCube(), high);
  product(wide, square(), d);
  sum(d, high, d);
}

function parity(a: usize): u32 {
  const unit = __alloc(FP), t = __alloc(FP);
  memory.fill(unit, 0, FP);
  store<u8>(unit, 1);
  product(a, unit, t);
  return load<u8>(t) & 1;
}

/** d = the point for 64 bytes, not yet in the group. */
function map(bytes: usize, d: usize): void {
  const mark = __top;
  // A, B, Z, −B/A, B/(Z·A)
  const a = swu(), b = swu() + FP, z = swu() + 2 * FP;
  const u = __alloc(FP), zuu = __alloc(FP), x = __alloc(FP), y = __alloc(FP), t = __alloc(FP), side = __alloc(FP);
  reduceWide(bytes, u);
  product(u, u, zuu);
  product(zuu, z, zuu);
  product(zuu, zuu, t);
  sum(t, zuu, t);
  const zero = __alloc(FP);
  memory.fill(zero, 0, FP);
  if (equal(t, zero)) memory.copy(x, swu() + 4 * FP, FP);
  else {
    power(t, inverseExponent(), t);
    sum(t, one(), t);
    product(t, swu() + 3 * FP, x);
  }
  if (!rootAt(x, a, b, side, y)) {
    product(zuu, x, x);
    rootAt(x, a, b, side, y);
  }
  if (parity(y) != parity(u)) difference(zero, y, y);
  toCurve(x, y, d);
  __top = mark;
}

/** y = √(x³ + A·x + B); false if there is none. */
function rootAt(x: usize, a: usize, b: usize, side: usize, y: usize): bool {
  const t = __alloc(FP);
  product(x, x, side);
  sum(side, a, side);
  product(side, x, side);
  sum(side, b, side);
  power(side, rootExponent(), y);
  product(y, y, t);
  return equal(t, side);
}

function polynomial(x: usize, coefficients: usize, count: usize): usize {
  const value = __alloc(FP);
  memory.copy(value, coefficients + (count - 1) * FP, FP);
  for (let i: isize = count - 2; i >= 0; i--) {
    product(value, x, value);
    sum(value, coefficients + i * FP, value);
  }
  return value;
}

/** d = the image on the curve; infinity where a denominator is 0. */
function toCurve(x: usize, y: usize, d: usize): void {
  const first = isogeny(), second = first + X_TOP * FP, third = second + X_BOTTOM * FP, fourth = third + Y_TOP * FP;
  const bottom = polynomial(x, second, X_BOTTOM), lower = polynomial(x, fourth, Y_BOTTOM);
  const raw = __alloc(104), t = __alloc(FP), inverse = __alloc(FP);
  memory.fill(raw, 0, 104);
  product(bottom, lower, t);
  power(t, inverseExponent(), inverse);
  memory.fill(t, 0, FP);
  if (equal(inverse, t)) store<u8>(raw, 1, 96);
  else {
    product(inverse, lower, t);
    product(polynomial(x, first, X_TOP), t, raw);
    product(inverse, bottom, t);
    product(polynomial(x, third, Y_TOP), t, raw + FP);
    product(raw + FP, y, raw + FP);
  }
  fromRaw(raw, d, FP);
}
