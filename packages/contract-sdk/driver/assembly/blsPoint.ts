// Compressed BLS points to the raw form of contracts: x, then y by a square root. On the curve, not in the subgroup: that is
// for whoever verifies with the key. Spec: 01 §5
import { compressG1, compressG2 } from "~lib/eventide/curve/bls";
import { isBelow, modularDifference, modularSum, montgomeryMultiply } from "./montgomery";

const INVERSE: u32 = 0xfffcfffd;
const N: usize = 12;
const SIZE: usize = 48;
/** Bytes of an element of the base field. */
export const FP: usize = SIZE;

function modulus(): usize { return memory.data<u32>([0xffffaaab, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0, 0xf38512bf, 0x64774b84, 0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea]); }
/** 2^768. */
export function square(): usize { return memory.data<u32>([0x1c341746, 0xf4df1f34, 0x09d104f1, 0x0a76e6a6, 0x4c95b6d5, 0x8de5476c, 0x939d83c0, 0x67eb88a9, 0xb519952d, 0x9a793e85, 0x92cae3aa, 0x11988fe5]); }
export function one(): usize { return memory.data<u32>([0x0002fffd, 0x76090000, 0xc40c0002, 0xebf4000b, 0x53c758ba, 0x5f489857, 0x70525745, 0x77ce5853, 0xa256ec6d, 0x5c071a97, 0xfa80e493, 0x15f65ec3]); }
/** b of the curve: 4, and 4 + 4u for G2. */
function four(): usize { return memory.data<u32>([0x000cfff3, 0xaa270000, 0xfc34000a, 0x53cc0032, 0x6b0a807f, 0x478fe97a, 0xe6ba24d7, 0xb1d37ebe, 0xbf78ab2f, 0x8ec9733b, 0x3d83de7e, 0x09d64551]); }
function half(): usize { return memory.data<u32>([0x00015554, 0x18040000, 0x3ab00001, 0x85500005, 0x253c276f, 0x633cb57c, 0x31ebb502, 0x6e22d1ec, 0xf2d14ca2, 0xd3916126, 0x1a006596, 0x17fbb857]); }
/** (p + 1) / 4. */
export function rootExponent(): usize { return memory.data<u32>([0xffffeaab, 0xee7fbfff, 0xac54ffff, 0x07aaffff, 0x3dac3d89, 0xd9cc34a8, 0x3ce144af, 0xd91dd2e1, 0x90d2eb35, 0x92c6e9ed, 0x8e5ff9a6, 0x0680447a]); }
/** p − 2. */
export function inverseExponent(): usize { return memory.data<u32>([0xffffaaa9, 0xb9feffff, 0xb153ffff, 0x1eabfffe, 0xf6b0f624, 0x6730d2a0, 0xf38512bf, 0x64774b84, 0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea]); }

export function product(a: usize, b: usize, d: usize): void { montgomeryMultiply(a, b, modulus(), INVERSE, N, d); }
export function sum(a: usize, b: usize, d: usize): void { modularSum(a, b, modulus(), N, d); }
export function difference(a: usize, b: usize, d: usize): void { modularDifference(a, b, modulus(), N, d); }
export function equal(a: usize, b: usize): bool { return memory.compare(a, b, SIZE) == 0; }
function zero(): usize { const p = __alloc(SIZE); memory.fill(p, 0, SIZE); return p; }

export function power(a: usize, exponent: usize, d: usize): void {
  const base = __alloc(SIZE), acc = __alloc(SIZE);
  memory.copy(base, a, SIZE);
  memory.copy(acc, one(), SIZE);
  for (let bit: isize = 383; bit >= 0; bit--) {
    product(acc, acc, acc);
    if ((load<u32>(exponent + ((bit >> 5) << 2)) >> (<u32>bit & 31)) & 1) product(acc, base, acc);
  }
  memory.copy(d, acc, SIZE);
}

/** d = √a; false if there is none. */
function root(a: usize, d: usize): bool {
  const r = __alloc(SIZE), check = __alloc(SIZE);
  power(a, rootExponent(), r);
  product(r, r, check);
  const good = equal(check, a);
  memory.copy(d, r, SIZE);
  return good;
}

/** 48 big-endian bytes below p as Montgomery limbs at d; false if they are not below. */
function readField(bytes: usize, d: usize): bool {
  const limbs = __alloc(SIZE);
  for (let i: usize = 0; i < SIZE; i += 4) store<u32>(limbs + i, bswap<u32>(load<u32>(bytes + 44 - i)));
  if (!isBelow(limbs, modulus(), N)) return false;
  product(limbs, square(), d);
  return true;
}

/** 104 raw bytes of a compressed G1 point (48), or 0. */
export function rawG1(compressed: usize): usize {
  const raw = __alloc(104), flags = load<u8>(compressed);
  memory.fill(raw, 0, 104);
  if (flags & 0x40) {
    memory.copy(raw + 48, one(), SIZE);
    store<u8>(raw, 1, 96);
    return sameEncoding(raw, compressed, 48) ? raw : 0;
  }
  const x = unflagged(compressed, 48);
  if (!readField(x, raw)) return 0;
  const y2 = __alloc(SIZE);
  product(raw, raw, y2);
  product(y2, raw, y2);
  sum(y2, four(), y2);
  if (!root(y2, raw + 48)) return 0;
  if (sameEncoding(raw, compressed, 48)) return raw;
  difference(zero(), raw + 48, raw + 48);
  return sameEncoding(raw, compressed, 48) ? raw : 0;
}

/** 200 raw bytes of a compressed G2 point (96), or 0. */
export function rawG2(compressed: usize): usize {
  const raw = __alloc(200), flags = load<u8>(compressed);
  memory.fill(raw, 0, 200);
  if (flags & 0x40) {
    memory.copy(raw + 96, one(), SIZE);
    store<u8>(raw, 1, 192);
    return sameEncoding(raw, compressed, 96) ? raw : 0;
  }
  const x = unflagged(compressed, 96);
  if (!readField(x + 48, raw) || !readField(x, raw + 48)) return 0;
  // y² = x³ + 4(1 + u)
  const y2 = __alloc(96);
  squareProduct(raw, raw, y2);
  squareProduct(y2, raw, y2);
  sum(y2, four(), y2);
  sum(y2 + 48, four(), y2 + 48);
  if (!squareRoot(y2, raw + 96)) return 0;
  if (sameEncoding(raw, compressed, 96)) return raw;
  difference(zero(), raw + 96, raw + 96);
  difference(zero(), raw + 144, raw + 144);
  return sameEncoding(raw, compressed, 96) ? raw : 0;
}

function unflagged(compressed: usize, size: usize): usize {
  const x = __alloc(size);
  memory.copy(x, compressed, size);
  store<u8>(x, load<u8>(x) & 0x1f);
  return x;
}

function sameEncoding(raw: usize, compressed: usize, size: usize): bool {
  const again = __alloc(size);
  if (size == 48) compressG1(raw, again);
  else compressG2(raw, again);
  return memory.compare(again, compressed, size) == 0;
}

/** d = a · b in Fp[u], u² = −1. */
export function squareProduct(a: usize, b: usize, d: usize): void {
  const t = __alloc(4 * SIZE);
  product(a, b, t);
  product(a + 48, b + 48, t + 48);
  product(a, b + 48, t + 96);
  product(a + 48, b, t + 144);
  difference(t, t + 48, d);
  sum(t + 96, t + 144, d + 48);
}

/** d = √a in Fp[u]; false if there is none. */
function squareRoot(a: usize, d: usize): bool {
  const t = __alloc(4 * SIZE), a1 = a + 48, norm = t, delta = t + 48, x = t + 96, y = t + 144;
  if (equal(a1, zero())) {
    memory.fill(d, 0, 96);
    if (root(a, d)) return true;
    memory.fill(d, 0, 48);
    difference(zero(), a, x);
    return root(x, d + 48);
  }
  product(a, a, norm);
  product(a1, a1, x);
  sum(norm, x, norm);
  if (!root(norm, norm)) return false;
  sum(a, norm, delta);
  product(delta, half(), delta);
  if (!root(delta, x)) {
    difference(a, norm, delta);
    product(delta, half(), delta);
    if (!root(delta, x)) return false;
  }
  sum(x, x, y);
  power(y, inverseExponent(), y);
  product(a1, y, y);
  memory.copy(d, x, 96);
  const check = __alloc(96);
  squareProduct(d, d, check);
  return memory.compare(check, a, 96) == 0;
}
