// Scalars of both orders as canonical little-endian bytes, and what turns digests into them. Spec: 01 §3
import { fieldMultiply, fieldSum, fieldToCanonical } from "~lib/eventide/curve/scalarField";
import { blake2b } from "./blake2b";
import { fieldCube, fieldSquare, groupCube, groupModulus, groupSquare } from "./constants";
import { modularDifference, modularSum, montgomeryMultiply } from "./montgomery";

/** −1 / order of the JubJub group, mod 2^32. */
const GROUP_INVERSE: u32 = 0xef788ef9;

/** d = 64 little-endian bytes as an element of the field, in Montgomery form. */
export function wideToField(wide: usize, d: usize): void {
  const mark = __top;
  const low = __alloc(32);
  fieldMultiply(wide, fieldSquare(), low);
  fieldMultiply(wide + 32, fieldCube(), d);
  fieldSum(low, d, d);
  __top = mark;
}

/** d = 64 little-endian bytes as a canonical scalar of the JubJub group. */
export function wideToGroup(wide: usize, d: usize): void {
  const mark = __top;
  const low = __alloc(32), high = __alloc(32), unit = __alloc(32);
  groupProduct(wide, groupSquare(), low);
  groupProduct(wide + 32, groupCube(), high);
  groupSum(low, high, low);
  memory.fill(unit, 0, 32);
  store<u8>(unit, 1);
  groupProduct(low, unit, d);
  __top = mark;
}

/** d = the digest of the bytes as an element of the field, in Montgomery form. */
export function hashToField(from: usize, length: usize, d: usize): void {
  const mark = __top;
  const digest = __alloc(64);
  blake2b(from, length, digest);
  wideToField(digest, d);
  __top = mark;
}

/** d = the digest of the bytes as a canonical scalar of the JubJub group. */
export function hashToGroup(from: usize, length: usize, d: usize): void {
  const mark = __top;
  const digest = __alloc(64);
  blake2b(from, length, digest);
  wideToGroup(digest, d);
  __top = mark;
}

/** a · b / 2^256. */
function groupProduct(a: usize, b: usize, d: usize): void { montgomeryMultiply(a, b, groupModulus(), GROUP_INVERSE, 8, d); }

/** d = a + b of canonical scalars. */
export function groupSum(a: usize, b: usize, d: usize): void { modularSum(a, b, groupModulus(), 8, d); }

/** d = a − b of canonical scalars. */
export function groupDifference(a: usize, b: usize, d: usize): void { modularDifference(a, b, groupModulus(), 8, d); }

/** d = a · b of canonical scalars. */
export function groupMultiply(a: usize, b: usize, d: usize): void {
  const mark = __top;
  const t = __alloc(32);
  groupProduct(a, groupSquare(), t);
  groupProduct(t, b, d);
  __top = mark;
}

/** d = a canonical scalar of the group in Montgomery form. */
export function groupToMontgomery(a: usize, d: usize): void { groupProduct(a, groupSquare(), d); }

/** d = a canonical scalar of the group as an element of the field, in Montgomery form; below 2^256 in any case. */
export function integerToField(a: usize, d: usize): void { fieldMultiply(a, fieldSquare(), d); }

/** d = the low 250 bits of an element of the field, always a canonical scalar of the group. */
export function truncate(field: usize, d: usize): void {
  const mark = __top;
  const canonical = __alloc(32);
  fieldToCanonical(field, canonical);
  memory.copy(d, canonical, 32);
  store<u8>(d, load<u8>(d, 31) & 3, 31);
  __top = mark;
}
