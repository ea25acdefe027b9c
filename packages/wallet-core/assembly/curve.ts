// Both groups of BLS12-381 in Jacobian coordinates X, Y, Z over Fp or Fp2; infinity has Z = 0. Spec: 01 §8
import { difference, FP, inverseExponent, one, power, product, squareProduct, sum } from "./blsPoint";

/** d = a · b over Fp (size 48) or Fp2 (size 96). */
function times(a: usize, b: usize, d: usize, size: usize): void {
  if (size == FP) product(a, b, d);
  else {
    const mark = __top;
    const t = __alloc(96);
    squareProduct(a, b, t);
    memory.copy(d, t, 96);
    __top = mark;
  }
}

function plus(a: usize, b: usize, d: usize, size: usize): void {
  for (let i: usize = 0; i < size; i += FP) sum(a + i, b + i, d + i);
}

function minus(a: usize, b: usize, d: usize, size: usize): void {
  for (let i: usize = 0; i < size; i += FP) difference(a + i, b + i, d + i);
}

function isZero(a: usize, size: usize): bool {
  let any: u64 = 0;
  for (let i: usize = 0; i < size; i += 8) any |= load<u64>(a + i);
  return any == 0;
}

/** p = 2p. */
export function doubleJacobian(p: usize, size: usize): void {
  if (isZero(p + 2 * size, size)) return;
  const mark = __top;
  const x = p, y = p + size, z = p + 2 * size;
  const a = __alloc(size), b = __alloc(size), c = __alloc(size), s = __alloc(size), t = __alloc(size);
  times(x, x, a, size);
  times(y, y, b, size);
  times(b, b, c, size);
  times(x, b, s, size);
  plus(s, s, s, size);
  plus(s, s, s, size);
  plus(a, a, t, size);
  plus(t, a, a, size);
  times(y, z, t, size);
  plus(t, t, z, size);
  times(a, a, x, size);
  minus(x, s, x, size);
  minus(x, s, x, size);
  minus(s, x, s, size);
  times(a, s, y, size);
  plus(c, c, c, size);
  plus(c, c, c, size);
  plus(c, c, c, size);
  minus(y, c, y, size);
  __top = mark;
}

/** p = p + q. */
export function addJacobian(p: usize, q: usize, size: usize): void {
  if (isZero(q + 2 * size, size)) return;
  if (isZero(p + 2 * size, size)) {
    memory.copy(p, q, 3 * size);
    return;
  }
  const mark = __top;
  const x = p, y = p + size, z = p + 2 * size, t = __alloc(size);
  const z1 = __alloc(size), z2 = __alloc(size), u1 = __alloc(size), u2 = __alloc(size), s1 = __alloc(size), s2 = __alloc(size);
  times(z, z, z1, size);
  times(q + 2 * size, q + 2 * size, z2, size);
  times(x, z2, u1, size);
  times(q, z1, u2, size);
  times(y, q + 2 * size, s1, size);
  times(s1, z2, s1, size);
  times(q + size, z, s2, size);
  times(s2, z1, s2, size);
  minus(u2, u1, u2, size);
  minus(s2, s1, s2, size);
  if (isZero(u2, size)) {
    if (isZero(s2, size)) doubleJacobian(p, size);
    else memory.fill(z, 0, size);
  } else {
    times(z, q + 2 * size, z, size);
    times(z, u2, z, size);
    times(u2, u2, t, size);
    times(u1, t, u1, size);
    times(u2, t, t, size);
    times(s1, t, s1, size);
    times(s2, s2, x, size);
    minus(x, t, x, size);
    minus(x, u1, x, size);
    minus(x, u1, x, size);
    minus(u1, x, u1, size);
    times(s2, u1, y, size);
    minus(y, s1, y, size);
  }
  __top = mark;
}

/** d = scalar · p; the scalar has `bytes` little-endian bytes. */
export function multiplyJacobian(p: usize, scalar: usize, bytes: usize, d: usize, size: usize): void {
  const mark = __top;
  const table = __alloc(16 * 3 * size), acc = __alloc(3 * size);
  memory.fill(table, 0, 3 * size);
  for (let i: usize = 1; i < 16; i++) {
    memory.copy(table + i * 3 * size, table + (i - 1) * 3 * size, 3 * size);
    addJacobian(table + i * 3 * size, p, size);
  }
  memory.fill(acc, 0, 3 * size);
  for (let i: isize = 2 * bytes - 1; i >= 0; i--) {
    for (let k = 0; k < 4; k++) doubleJacobian(acc, size);
    const byte = load<u8>(scalar + (i >> 1));
    addJacobian(acc, table + <usize>((i & 1) ? byte >> 4 : byte & 15) * 3 * size, size);
  }
  memory.copy(d, acc, 3 * size);
  __top = mark;
}

/** d = x ‖ y ‖ infinity of a point, and padding to a multiple of eight: as contracts archive it. */
export function toRaw(p: usize, d: usize, size: usize): void {
  memory.fill(d, 0, 2 * size + 8);
  const z = p + 2 * size;
  if (isZero(z, size)) {
    memory.copy(d + size, one(), FP);
    store<u8>(d + 2 * size, 1);
    return;
  }
  const mark = __top;
  const inverse = __alloc(size), square = __alloc(size);
  invert(z, inverse, size);
  times(inverse, inverse, square, size);
  times(p, square, d, size);
  times(square, inverse, square, size);
  times(p + size, square, d + size, size);
  __top = mark;
}

/** d = a raw point in Jacobian coordinates. */
export function fromRaw(raw: usize, d: usize, size: usize): void {
  memory.copy(d, raw, 2 * size);
  memory.fill(d + 2 * size, 0, size);
  if (!load<u8>(raw + 2 * size)) memory.copy(d + 2 * size, one(), FP);
}

function invert(a: usize, d: usize, size: usize): void {
  if (size == FP) {
    power(a, inverseExponent(), d);
    return;
  }
  const mark = __top;
  const norm = __alloc(FP), t = __alloc(FP);
  product(a, a, norm);
  product(a + FP, a + FP, t);
  sum(norm, t, norm);
  power(norm, inverseExponent(), norm);
  product(a, norm, d);
  product(a + FP, norm, d + FP);
  memory.fill(t, 0, FP);
  difference(t, d + FP, d + FP);
  __top = mark;
}

/** Whether a raw point of the curve lies in the group of prime order. */
export function isInGroup(raw: usize, order: usize, size: usize): bool {
  const mark = __top;
  const p = __alloc(3 * size);
  fromRaw(raw, p, size);
  multiplyJacobian(p, order, 32, p, size);
  const inside = isZero(p + 2 * size, size);
  __top = mark;
  return inside;
}
