// JubJub inside a contract: affine coordinates, compressed bytes, small multiples of the generator. Spec: 01 §4
import { compareBytes, zeroed } from "../archive";
import { fieldDifference, fieldInvert, fieldIsOne, fieldMultiply, fieldOne, fieldSum, fieldToCanonical } from "./scalarField";

/** −1 / order of the group, mod 2^32. */
const JUBJUB_INVERSE: u32 = 0xef788ef9;

/** A point as u ‖ v in Montgomery limbs. */
@unmanaged
export class JubJubAffine {
  @inline __size(): usize { return 64; }
  @inline __align(): usize { return 8; }
  @inline __refs(): bool { return false; }
  @inline __check(base: usize): void {}
  @inline __deps(): void {}
  @inline __assign(d: usize): void {}
  @inline __put(d: usize): void { memory.copy(d, changetype<usize>(this), 64); }
  @inline __compare(o: usize): i32 { return compareBytes(changetype<usize>(this), o, 64); }
}

/** A point as u ‖ v ‖ z ‖ t1 ‖ t2 in Montgomery limbs. */
@unmanaged
export class JubJubExtended {
  @inline __size(): usize { return 160; }
  @inline __align(): usize { return 8; }
  @inline __refs(): bool { return false; }
  @inline __check(base: usize): void {}
  @inline __deps(): void {}
  @inline __assign(d: usize): void {}
  @inline __put(d: usize): void { memory.copy(d, changetype<usize>(this), 160); }
  @inline __compare(o: usize): i32 { return compareBytes(changetype<usize>(this), o, 160); }
}

/** A scalar of the group in Montgomery limbs. */
@unmanaged
export class JubJubScalar {
  @inline __size(): usize { return 32; }
  @inline __align(): usize { return 8; }
  @inline __refs(): bool { return false; }
  @inline __check(base: usize): void {}
  @inline __deps(): void {}
  @inline __assign(d: usize): void {}
  @inline __put(d: usize): void { memory.copy(d, changetype<usize>(this), 32); }
  @inline __compare(o: usize): i32 { return compareBytes(changetype<usize>(this), o, 32); }
}

/** u ‖ v of an extended point (u ‖ v ‖ z ‖ t1 ‖ t2, 160 bytes), in the arena. */
export function affine(extended: usize): usize {
  const out = __alloc(64);
  if (fieldIsOne(extended + 64)) memory.copy(out, extended, 64);
  else {
    const inverse = fieldInvert(extended + 64);
    fieldMultiply(extended, inverse, out);
    fieldMultiply(extended + 32, inverse, out + 32);
  }
  return out;
}

/** 32 bytes: v in canonical form, the lowest bit of u on top. */
export function compress(point: usize, d: usize): void {
  const u = __alloc(32);
  fieldToCanonical(point, u);
  fieldToCanonical(point + 32, d);
  store<u8>(d, load<u8>(d, 31) | ((load<u8>(u) & 1) << 7), 31);
}

/** G as u ‖ v, 64 bytes in the arena. */
function generator(): usize {
  const g = __alloc(64);
  store<u64>(g, 0xc8cd898c547c71aa, 0);
  store<u64>(g, 0x1e77bad0b3564650, 8);
  store<u64>(g, 0x0b5183a649031ebe, 16);
  store<u64>(g, 0x4f54a483a3031a2c, 24);
  store<u64>(g, 0x00000026ffffffd9, 32);
  store<u64>(g, 0x3e1c038b003ffc27, 40);
  store<u64>(g, 0x323016c688581730, 48);
  store<u64>(g, 0x56cb8254a901ea00, 56);
  return g;
}

/** 2d. */
function twiceD(): usize {
  const d = __alloc(32);
  store<u64>(d, 0x54a448ac72e9ed5f, 0);
  store<u64>(d, 0xa51befdb1b373967, 8);
  store<u64>(d, 0xc0d81f217b4a799e, 16);
  store<u64>(d, 0x3c0445fed27ecf14, 24);
  return d;
}

/** value · G as u ‖ v, 64 bytes in the arena: doublings and additions of extended points from the highest bit down. */
export function multipleOfGenerator(value: u64): usize {
  const g = generator();
  const point = zeroed(160), t = __alloc(256);
  memory.copy(point + 32, fieldOne(), 32);
  memory.copy(point + 64, point + 32, 32);
  // (v + u, v − u, 2duv) of G
  const niels = __alloc(96);
  fieldSum(g + 32, g, niels);
  fieldDifference(g + 32, g, niels + 32);
  fieldMultiply(g, g + 32, niels + 64);
  fieldMultiply(niels + 64, twiceD(), niels + 64);
  for (let bit = 63 - <i32>clz<u64>(value | 1); bit >= 0; bit--) {
    double(point, t);
    if ((value >> bit) & 1) addNiels(point, niels, t);
  }
  return affine(point);
}

/** p = 2p; t is room for 256 bytes. */
function double(p: usize, t: usize): void {
  const uu = t, vv = t + 32, zz = t + 64, s = t + 96, plus = t + 128, minus = t + 160;
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
  complete(s, plus, minus, zz, p);
}

/** p = p + n for an affine niels point. */
function addNiels(p: usize, n: usize, t: usize): void {
  const a = t, b = t + 32, c = t + 64, d = t + 96, e = t + 128, f = t + 160;
  fieldDifference(p + 32, p, a);
  fieldMultiply(a, n + 32, a);
  fieldSum(p + 32, p, b);
  fieldMultiply(b, n, b);
  fieldMultiply(p + 96, p + 128, c);
  fieldMultiply(c, n + 64, c);
  fieldSum(p + 64, p + 64, d);
  fieldDifference(b, a, e);
  fieldSum(b, a, f);
  fieldSum(d, c, a);
  fieldDifference(d, c, b);
  complete(e, f, a, b, p);
}

/** (U/Z, V/T) as an extended point. */
function complete(u: usize, v: usize, z: usize, t: usize, p: usize): void {
  fieldMultiply(u, t, p);
  fieldMultiply(v, z, p + 32);
  fieldMultiply(z, t, p + 64);
  memory.copy(p + 96, u, 32);
  memory.copy(p + 128, v, 32);
}

/** 32 canonical bytes of a scalar of the JubJub group that lies in Montgomery form at `from`; in the arena. */
export function jubjubScalarBytes(from: usize): usize {
  const t = __alloc(32), modulus = memory.data<u32>([0xd6f72cb7, 0xd0970e5e, 0xccc81082, 0xa6682093, 0x01343b00, 0x06673b01, 0x6533afa9, 0x0e7db4ea]);
  memory.copy(t, from, 32);
  for (let i = 0; i < 8; i++) {
    const m: u64 = <u32>(load<u32>(t) * JUBJUB_INVERSE);
    let carry: u64 = (<u64>load<u32>(t) + m * <u64>load<u32>(modulus)) >> 32;
    for (let j: usize = 4; j < 32; j += 4) {
      const s = <u64>load<u32>(t + j) + m * <u64>load<u32>(modulus + j) + carry;
      store<u32>(t + j - 4, <u32>s);
      carry = s >> 32;
    }
    store<u32>(t, <u32>carry, 28);
  }
  return t;
}
