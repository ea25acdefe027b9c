// Compressed JubJub points and canonical scalars to the Montgomery limbs of contracts. Spec: 01 §3, §4
import { compress } from "~lib/eventide/curve/jubjub";
import { fieldDifference, fieldInvert, fieldIsOne, fieldMultiply, fieldOne, fieldSum } from "~lib/eventide/curve/scalarField";
import { isBelow, montgomeryMultiply } from "./montgomery";

const GROUP_INVERSE: u32 = 0xef788ef9;

/** Canonical little-endian bytes of a field element as Montgomery limbs, or 0. */
export function scalarFrom(bytes: usize): usize {
  if (!isBelow(bytes, memory.data<u32>([0x00000001, 0xffffffff, 0xfffe5bfe, 0x53bda402, 0x09a1d805, 0x3339d808, 0x299d7d48, 0x73eda753]), 8)) return 0;
  const out = __alloc(32);
  fieldMultiply(bytes, memory.data<u64>([0xc999e990f3f29c6d, 0x2b6cedcb87925c23, 0x05d314967254398f, 0x0748d9d99f59ff11]), out);
  return out;
}

/** Canonical little-endian bytes of a scalar of the group as Montgomery limbs, or 0. */
export function groupScalarFrom(bytes: usize): usize {
  const modulus = memory.data<u32>([0xd6f72cb7, 0xd0970e5e, 0xccc81082, 0xa6682093, 0x01343b00, 0x06673b01, 0x6533afa9, 0x0e7db4ea]);
  if (!isBelow(bytes, modulus, 8)) return 0;
  const out = __alloc(32);
  montgomeryMultiply(bytes, memory.data<u32>([0x95e57731, 0x67719aa4, 0x9ce3fc26, 0x51b0cef0, 0xc026e9a5, 0x69dab7fa, 0x8d127688, 0x04f6547b]), modulus, GROUP_INVERSE, 8, out);
  return out;
}

/** u ‖ v of a compressed point, or 0. */
export function affineFrom(compressed: usize): usize {
  const bytes = __alloc(32), point = __alloc(64), t = __alloc(64);
  memory.copy(bytes, compressed, 32);
  store<u8>(bytes, load<u8>(bytes, 31) & 0x7f, 31);
  const v = scalarFrom(bytes);
  if (!v) return 0;
  memory.copy(point + 32, v, 32);
  // u² = (v² − 1) / (1 + d v²)
  fieldMultiply(v, v, t);
  fieldMultiply(t, memory.data<u64>([0x2a522455b974f6b0, 0xfc6cc9ef0d9acab3, 0x7a08fb94c27628d1, 0x57f8f6a8fe0e262e]), t + 32);
  fieldSum(t + 32, fieldOne(), t + 32);
  fieldDifference(t, fieldOne(), t);
  fieldMultiply(t, fieldInvert(t + 32), t);
  if (!root(t, point)) return 0;
  if (sameEncoding(point, compressed)) return point;
  const zero = __alloc(32);
  memory.fill(zero, 0, 32);
  fieldDifference(zero, point, point);
  return sameEncoding(point, compressed) ? point : 0;
}

/** u ‖ v ‖ 1 ‖ u ‖ v of a compressed point, or 0. */
export function extendedFrom(compressed: usize): usize {
  const point = affineFrom(compressed);
  if (!point) return 0;
  const out = __alloc(160);
  memory.copy(out, point, 64);
  memory.copy(out + 64, fieldOne(), 32);
  memory.copy(out + 96, point, 64);
  return out;
}

function sameEncoding(point: usize, compressed: usize): bool {
  const again = __alloc(32);
  compress(point, again);
  return memory.compare(again, compressed, 32) == 0;
}

/** d = √a by Tonelli and Shanks, 2-adicity 32; false if there is none. */
function root(a: usize, d: usize): bool {
  const exponent = memory.data<u64>([0x7fff2dff7fffffff, 0x04d0ec02a9ded201, 0x94cebea4199cec04, 0x0000000039f6d3a9]);
  const w = fieldOne(), x = __alloc(32), b = __alloc(32), z = __alloc(32), t = __alloc(32);
  for (let bit: isize = 255; bit >= 0; bit--) {
    fieldMultiply(w, w, w);
    if ((load<u64>(exponent + ((bit >> 6) << 3)) >> (<u64>bit & 63)) & 1) fieldMultiply(w, a, w);
  }
  fieldMultiply(a, w, x);
  fieldMultiply(x, w, b);
  memory.copy(z, memory.data<u64>([0xb9b58d8c5f0e466a, 0x5b1b4c801819d7ec, 0x0af53ae352a31e64, 0x5bf3adda19e9b27b]), 32);
  let v = 32;
  while (!fieldIsOne(b)) {
    if (isZero(b)) break;
    let k = 0;
    memory.copy(t, b, 32);
    while (!fieldIsOne(t) && k < v) {
      fieldMultiply(t, t, t);
      k++;
    }
    if (k == v) return false;
    for (let i = 0; i < v - k - 1; i++) fieldMultiply(z, z, z);
    fieldMultiply(x, z, x);
    fieldMultiply(z, z, z);
    fieldMultiply(b, z, b);
    v = k;
  }
  memory.copy(d, x, 32);
  fieldMultiply(x, x, t);
  return memory.compare(t, a, 32) == 0;
}

function isZero(p: usize): bool { return (load<u64>(p) | load<u64>(p, 8) | load<u64>(p, 16) | load<u64>(p, 24)) == 0; }
