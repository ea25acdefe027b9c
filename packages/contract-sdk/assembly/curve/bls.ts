// BLS keys inside a contract: Montgomery limbs to canonical bytes, compressed encodings. Spec: 01 §5
const P0: u64 = 0xffffaaab;
const P1: u64 = 0xb9feffff;
const P2: u64 = 0xb153ffff;
const P3: u64 = 0x1eabfffe;
const P4: u64 = 0xf6b0f624;
const P5: u64 = 0x6730d2a0;
const P6: u64 = 0xf38512bf;
const P7: u64 = 0x64774b84;
const P8: u64 = 0x434bacd7;
const P9: u64 = 0x4b1ba7b6;
const P10: u64 = 0x397fe69a;
const P11: u64 = 0x1a0111ea;
const LOW: u64 = 0xffffffff;
/** −1/p mod 2^32. */
const INVERSE: u32 = 0xfffcfffd;

/** Canonical limbs of a base field element in Montgomery form, lowest first, as big-endian bytes at d (48). */
function putCanonical(from: usize, d: usize): void {
  let t0: u64 = load<u32>(from, 0);
  let t1: u64 = load<u32>(from, 4);
  let t2: u64 = load<u32>(from, 8);
  let t3: u64 = load<u32>(from, 12);
  let t4: u64 = load<u32>(from, 16);
  let t5: u64 = load<u32>(from, 20);
  let t6: u64 = load<u32>(from, 24);
  let t7: u64 = load<u32>(from, 28);
  let t8: u64 = load<u32>(from, 32);
  let t9: u64 = load<u32>(from, 36);
  let t10: u64 = load<u32>(from, 40);
  let t11: u64 = load<u32>(from, 44);
  for (let i = 0; i < 12; i++) {
    const m: u64 = <u32>t0 * INVERSE;
    let s = t0 + m * P0;
    s = t1 + m * P1 + (s >> 32);
    t0 = s & LOW;
    s = t2 + m * P2 + (s >> 32);
    t1 = s & LOW;
    s = t3 + m * P3 + (s >> 32);
    t2 = s & LOW;
    s = t4 + m * P4 + (s >> 32);
    t3 = s & LOW;
    s = t5 + m * P5 + (s >> 32);
    t4 = s & LOW;
    s = t6 + m * P6 + (s >> 32);
    t5 = s & LOW;
    s = t7 + m * P7 + (s >> 32);
    t6 = s & LOW;
    s = t8 + m * P8 + (s >> 32);
    t7 = s & LOW;
    s = t9 + m * P9 + (s >> 32);
    t8 = s & LOW;
    s = t10 + m * P10 + (s >> 32);
    t9 = s & LOW;
    s = t11 + m * P11 + (s >> 32);
    t10 = s & LOW;
    t11 = s >> 32;
  }
  store<u64>(d, bswap<u64>(t10 | (t11 << 32)), 0);
  store<u64>(d, bswap<u64>(t8 | (t9 << 32)), 8);
  store<u64>(d, bswap<u64>(t6 | (t7 << 32)), 16);
  store<u64>(d, bswap<u64>(t4 | (t5 << 32)), 24);
  store<u64>(d, bswap<u64>(t2 | (t3 << 32)), 32);
  store<u64>(d, bswap<u64>(t0 | (t1 << 32)), 40);
}

/** True if 48 big-endian bytes exceed (p − 1) / 2. */
function exceedsHalf(p: usize): bool {
  const x0 = bswap<u64>(load<u64>(p, 0));
  if (x0 != 0x0d0088f51cbff34d) return x0 > 0x0d0088f51cbff34d;
  const x1 = bswap<u64>(load<u64>(p, 8));
  if (x1 != 0x258dd3db21a5d66b) return x1 > 0x258dd3db21a5d66b;
  const x2 = bswap<u64>(load<u64>(p, 16));
  if (x2 != 0xb23ba5c279c2895f) return x2 > 0xb23ba5c279c2895f;
  const x3 = bswap<u64>(load<u64>(p, 24));
  if (x3 != 0xb39869507b587b12) return x3 > 0xb39869507b587b12;
  const x4 = bswap<u64>(load<u64>(p, 32));
  if (x4 != 0x0f55ffff58a9ffff) return x4 > 0x0f55ffff58a9ffff;
  const x5 = bswap<u64>(load<u64>(p, 40));
  if (x5 != 0xdcff7fffffffd555) return x5 > 0xdcff7fffffffd555;
  return false;
}

function isZero(p: usize): bool {
  let any: u64 = 0;
  for (let i: usize = 0; i < 48; i += 8) any |= load<u64>(p + i);
  return any == 0;
}

/** 96 bytes of a raw G2 point (x.c0 ‖ x.c1 ‖ y.c0 ‖ y.c1 ‖ infinity). */
export function compressG2(raw: usize, d: usize): void {
  if (load<u8>(raw, 192)) {
    memory.fill(d, 0, 96);
    store<u8>(d, 0xc0);
    return;
  }
  putCanonical(raw + 48, d);
  putCanonical(raw, d + 48);
  const y = __alloc(48);
  putCanonical(raw + 144, y);
  if (isZero(y)) putCanonical(raw + 96, y);
  store<u8>(d, load<u8>(d) | (exceedsHalf(y) ? 0xa0 : 0x80));
}

/** 48 bytes of a raw G1 point (x ‖ y ‖ infinity). */
export function compressG1(raw: usize, d: usize): void {
  if (load<u8>(raw, 96)) {
    memory.fill(d, 0, 48);
    store<u8>(d, 0xc0);
    return;
  }
  putCanonical(raw, d);
  const y = __alloc(48);
  putCanonical(raw + 48, y);
  store<u8>(d, load<u8>(d) | (exceedsHalf(y) ? 0xa0 : 0x80));
}
