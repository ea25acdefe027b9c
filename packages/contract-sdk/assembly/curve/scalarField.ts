// The scalar field of BLS12-381, which is JubJub's base field: Montgomery limbs, 32 bytes at an address. Products keep their
// limbs in locals, because a store costs 16 to 32 gas and arithmetic 1. Spec: 01 §3, 04 §6.1
import { zeroed } from "../archive";

const Q0: u64 = 0x00000001;
const Q1: u64 = 0xffffffff;
const Q2: u64 = 0xfffe5bfe;
const Q3: u64 = 0x53bda402;
const Q4: u64 = 0x09a1d805;
const Q5: u64 = 0x3339d808;
const Q6: u64 = 0x299d7d48;
const Q7: u64 = 0x73eda753;
const LOW: u64 = 0xffffffff;

/** d = p · q. */
export function fieldMultiply(p: usize, q: usize, d: usize): void {
  const b0: u64 = load<u32>(q, 0);
  const b1: u64 = load<u32>(q, 4);
  const b2: u64 = load<u32>(q, 8);
  const b3: u64 = load<u32>(q, 12);
  const b4: u64 = load<u32>(q, 16);
  const b5: u64 = load<u32>(q, 20);
  const b6: u64 = load<u32>(q, 24);
  const b7: u64 = load<u32>(q, 28);
  let t0: u64 = 0, t1: u64 = 0, t2: u64 = 0, t3: u64 = 0, t4: u64 = 0, t5: u64 = 0, t6: u64 = 0, t7: u64 = 0, t8: u64 = 0;
  for (let i: usize = 0; i < 32; i += 4) {
    const a: u64 = load<u32>(p + i);
    let s = t0 + a * b0;
    const m = (0 - s) & LOW; // −1/q mod 2^32 is 2^32 − 1, and the lowest limb of q is 1
    let c = s >> 32, e = ((s & LOW) + m) >> 32;
    let r: u64;
    s = t1 + a * b1 + c;
    r = (s & LOW) + m * Q1 + e;
    c = s >> 32;
    e = r >> 32;
    t0 = r & LOW;
    s = t2 + a * b2 + c;
    r = (s & LOW) + m * Q2 + e;
    c = s >> 32;
    e = r >> 32;
    t1 = r & LOW;
    s = t3 + a * b3 + c;
    r = (s & LOW) + m * Q3 + e;
    c = s >> 32;
    e = r >> 32;
    t2 = r & LOW;
    s = t4 + a * b4 + c;
    r = (s & LOW) + m * Q4 + e;
    c = s >> 32;
    e = r >> 32;
    t3 = r & LOW;
    s = t5 + a * b5 + c;
    r = (s & LOW) + m * Q5 + e;
    c = s >> 32;
    e = r >> 32;
    t4 = r & LOW;
    s = t6 + a * b6 + c;
    r = (s & LOW) + m * Q6 + e;
    c = s >> 32;
    e = r >> 32;
    t5 = r & LOW;
    s = t7 + a * b7 + c;
    r = (s & LOW) + m * Q7 + e;
    c = s >> 32;
    e = r >> 32;
    t6 = r & LOW;
    r = t8 + c + e;
    t7 = r & LOW;
    t8 = r >> 32;
  }
  put(d, t0 | (t1 << 32), t2 | (t3 << 32), t4 | (t5 << 32), t6 | (t7 << 32));
}

const W0: u64 = 0xffffffff00000001;
const W1: u64 = 0x53bda402fffe5bfe;
const W2: u64 = 0x3339d80809a1d805;
const W3: u64 = 0x73eda753299d7d48;

/** Stores a value below 2q, reduced. */
@inline
function put(d: usize, x0: u64, x1: u64, x2: u64, x3: u64): void {
  if (x3 > W3 || (x3 == W3 && (x2 > W2 || (x2 == W2 && (x1 > W1 || (x1 == W1 && x0 >= W0)))))) {
    let borrow: u64 = x0 < W0 ? 1 : 0;
    x0 -= W0;
    let next: u64 = x1 < W1 + borrow ? 1 : 0;
    x1 -= W1 + borrow;
    borrow = x2 < W2 + next ? 1 : 0;
    x2 -= W2 + next;
    x3 -= W3 + borrow;
  }
  store<u64>(d, x0);
  store<u64>(d, x1, 8);
  store<u64>(d, x2, 16);
  store<u64>(d, x3, 24);
}

/** d = p + q. */
export function fieldSum(p: usize, q: usize, d: usize): void {
  let carry: u64 = 0;
  const a0 = load<u64>(p), x0 = a0 + load<u64>(q);
  carry = x0 < a0 ? 1 : 0;
  const a1 = load<u64>(p, 8), s1 = a1 + load<u64>(q, 8), x1 = s1 + carry;
  carry = (s1 < a1 ? 1 : 0) + (x1 < s1 ? 1 : 0);
  const a2 = load<u64>(p, 16), s2 = a2 + load<u64>(q, 16), x2 = s2 + carry;
  carry = (s2 < a2 ? 1 : 0) + (x2 < s2 ? 1 : 0);
  put(d, x0, x1, x2, load<u64>(p, 24) + load<u64>(q, 24) + carry);
}

/** d = p − q. */
export function fieldDifference(p: usize, q: usize, d: usize): void {
  // p + (q_modulus − q): both summands are below the modulus
  const b0 = load<u64>(q), b1 = load<u64>(q, 8), b2 = load<u64>(q, 16), b3 = load<u64>(q, 24);
  const y0 = W0 - b0;
  let borrow: u64 = W0 < b0 ? 1 : 0;
  const s1 = W1 - b1, y1 = s1 - borrow;
  borrow = (W1 < b1 ? 1 : 0) + (s1 < borrow ? 1 : 0);
  const s2 = W2 - b2, y2 = s2 - borrow;
  borrow = (W2 < b2 ? 1 : 0) + (s2 < borrow ? 1 : 0);
  const y3 = W3 - b3 - borrow;
  const a0 = load<u64>(p), x0 = a0 + y0;
  let carry: u64 = x0 < a0 ? 1 : 0;
  const a1 = load<u64>(p, 8), u1 = a1 + y1, x1 = u1 + carry;
  carry = (u1 < a1 ? 1 : 0) + (x1 < u1 ? 1 : 0);
  const a2 = load<u64>(p, 16), u2 = a2 + y2, x2 = u2 + carry;
  carry = (u2 < a2 ? 1 : 0) + (x2 < u2 ? 1 : 0);
  put(d, x0, x1, x2, load<u64>(p, 24) + y3 + carry);
}

function constant(a: u64, b: u64, c: u64, d: u64): usize {
  const p = __alloc(32);
  store<u64>(p, a);
  store<u64>(p, b, 8);
  store<u64>(p, c, 16);
  store<u64>(p, d, 24);
  return p;
}

/** The Montgomery form of 1. */
export function fieldOne(): usize {
  return constant(0x00000001fffffffe, 0x5884b7fa00034802, 0x998c4fefecbc4ff5, 0x1824b159acc5056f);
}

export function fieldIsOne(p: usize): bool {
  return load<u64>(p) == 0x00000001fffffffe && load<u64>(p, 8) == 0x5884b7fa00034802 && load<u64>(p, 16) == 0x998c4fefecbc4ff5 && load<u64>(p, 24) == 0x1824b159acc5056f;
}

/** The Montgomery form of an integer, in the arena. */
export function fieldFromInteger(n: u64): usize {
  const p = zeroed(32);
  store<u64>(p, n);
  fieldMultiply(p, constant(0xc999e990f3f29c6d, 0x2b6cedcb87925c23, 0x05d314967254398f, 0x0748d9d99f59ff11), p);
  return p;
}

/** Canonical little-endian bytes of an element. */
export function fieldToCanonical(p: usize, d: usize): void {
  const unit = zeroed(32);
  store<u64>(unit, 1);
  fieldMultiply(p, unit, d);
}

/** 1 / p, or 0 for 0, in the arena: p^(q − 2), the exponent by four bits at a time. */
export function fieldInvert(p: usize): usize {
  const powers = __alloc(512), acc = fieldOne();
  memory.copy(powers, acc, 32);
  for (let i: usize = 1; i < 16; i++) fieldMultiply(powers + ((i - 1) << 5), p, powers + (i << 5));
  const exponent = constant(W0 - 2, W1, W2, W3);
  for (let i: isize = 31; i >= 0; i--) {
    const byte = load<u8>(exponent + i);
    for (let half = 0; half < 2; half++) {
      for (let k = 0; k < 4; k++) fieldMultiply(acc, acc, acc);
      const digit: usize = half ? byte & 15 : byte >> 4;
      if (digit) fieldMultiply(acc, powers + (digit << 5), acc);
    }
  }
  return acc;
}
