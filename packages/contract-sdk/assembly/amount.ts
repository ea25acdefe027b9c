import { overflow } from "./errors";

// Amounts: the operators of the language wrap, these refuse.

export function add(a: u64, b: u64): u64 {
  const sum = a + b;
  if (sum < a) overflow();
  return sum;
}

export function sub(a: u64, b: u64): u64 {
  if (b > a) overflow();
  return a - b;
}

export function mul(a: u64, b: u64): u64 {
  if (b && a > u64.MAX_VALUE / b) overflow();
  return a * b;
}

/** a + b, or the largest u64. */
export function saturatingAdd(a: u64, b: u64): u64 {
  const sum = a + b;
  return sum < a ? u64.MAX_VALUE : sum;
}

/** a − b, or 0. */
export function saturatingSub(a: u64, b: u64): u64 {
  return b > a ? 0 : a - b;
}

/** floor(a · b / c) without overflow of the product. */
export function mulDiv(a: u64, b: u64, c: u64): u64 {
  // 128-bit product by halves, then binary long division
  const aLow = a & 0xffffffff, aHigh = a >> 32, bLow = b & 0xffffffff, bHigh = b >> 32;
  const low = aLow * bLow, mid = aHigh * bLow + (low >> 32), mid2 = (mid & 0xffffffff) + aLow * bHigh;
  let high = aHigh * bHigh + (mid >> 32) + (mid2 >> 32);
  let rest = (mid2 << 32) | (low & 0xffffffff);
  if (high >= c) overflow();
  if (!high) return rest / c;
  for (let i = 0; i < 64; i++) {
    const carry = high >> 63;
    high = (high << 1) | (rest >> 63);
    rest <<= 1;
    if (carry || high >= c) {
      high -= c;
      rest |= 1;
    }
  }
  return rest;
}
