// Montgomery arithmetic over 32-bit limbs for any odd modulus: slow and small, for the few field operations of a key. Spec: 01 §3, §5

/** d = a · b / 2^(32n) mod m; all n limbs, lowest first; `inverse` is −1/m mod 2^32. d may be a or b. */
export function montgomeryMultiply(a: usize, b: usize, m: usize, inverse: u32, n: usize, d: usize): void {
  const t = __alloc((n + 2) << 2);
  memory.fill(t, 0, (n + 2) << 2);
  for (let i: usize = 0; i < n; i++) {
    const x: u64 = load<u32>(a + (i << 2));
    let carry: u64 = 0;
    for (let j: usize = 0; j < n; j++) {
      const s = <u64>load<u32>(t + (j << 2)) + x * <u64>load<u32>(b + (j << 2)) + carry;
      store<u32>(t + (j << 2), <u32>s);
      carry = s >> 32;
    }
    let s = <u64>load<u32>(t + (n << 2)) + carry;
    store<u32>(t + (n << 2), <u32>s);
    store<u32>(t + (n << 2), <u32>(s >> 32), 4);
    const q: u64 = <u32>(load<u32>(t) * inverse);
    carry = (<u64>load<u32>(t) + q * <u64>load<u32>(m)) >> 32;
    for (let j: usize = 1; j < n; j++) {
      s = <u64>load<u32>(t + (j << 2)) + q * <u64>load<u32>(m + (j << 2)) + carry;
      store<u32>(t + (j << 2) - 4, <u32>s);
      carry = s >> 32;
    }
    s = <u64>load<u32>(t + (n << 2)) + carry;
    store<u32>(t + (n << 2) - 4, <u32>s);
    store<u32>(t + (n << 2), load<u32>(t + (n << 2), 4) + <u32>(s >> 32));
  }
  reduceOnce(t, m, n);
  memory.copy(d, t, n << 2);
  __top = t;
}

/** t of n + 1 limbs, below 2m, becomes t mod m. */
function reduceOnce(t: usize, m: usize, n: usize): void {
  if (!load<u32>(t + (n << 2)) && isBelow(t, m, n)) return;
  subtract(t, m, t, n);
}

/** a < b. */
export function isBelow(a: usize, b: usize, n: usize): bool {
  for (let i = n; i > 0; i--) {
    const x = load<u32>(a + (i << 2) - 4), y = load<u32>(b + (i << 2) - 4);
    if (x != y) return x < y;
  }
  return false;
}

/** d = a − b without regard to sign. */
function subtract(a: usize, b: usize, d: usize, n: usize): void {
  let borrow: u64 = 0;
  for (let i: usize = 0; i < n; i++) {
    const s = <u64>load<u32>(a + (i << 2)) - <u64>load<u32>(b + (i << 2)) - borrow;
    store<u32>(d + (i << 2), <u32>s);
    borrow = (s >> 32) & 1;
  }
}

/** d = a + b mod m, both below m. */
export function modularSum(a: usize, b: usize, m: usize, n: usize, d: usize): void {
  const t = __alloc((n + 1) << 2);
  let carry: u64 = 0;
  for (let i: usize = 0; i < n; i++) {
    const s = <u64>load<u32>(a + (i << 2)) + <u64>load<u32>(b + (i << 2)) + carry;
    store<u32>(t + (i << 2), <u32>s);
    carry = s >> 32;
  }
  store<u32>(t + (n << 2), <u32>carry);
  reduceOnce(t, m, n);
  memory.copy(d, t, n << 2);
  __top = t;
}

/** d = a − b mod m, both below m. */
export function modularDifference(a: usize, b: usize, m: usize, n: usize, d: usize): void {
  const t = __alloc(n << 2);
  subtract(m, b, t, n);
  modularSum(a, t, m, n, d);
  __top = t;
}
