// The same multiples by windows of four bits, for what only asks which point it is: the scan of notes. Spec: 01 §4
import { generator } from "./constants";
import { addAddend, addPoints, doublePoint, identity, POINT, toAddend } from "./point";

const ADDEND: usize = 128;
/** Digits of −8 … 8 that make up a scalar. */
const DIGITS: usize = 64;
/** Multiples 0 … 8 of one base. */
const ROW: usize = 9 * ADDEND;

/** Signed digits of a canonical scalar, lowest first, one byte each. */
function digitsOf(scalar: usize): usize {
  const digits = __alloc(DIGITS);
  let carry = 0;
  for (let i: usize = 0; i < DIGITS; i++) {
    const byte = load<u8>(scalar + (i >> 1)), nibble = <i32>((i & 1) ? byte >> 4 : byte & 15) + carry;
    carry = (nibble + 7) >> 4;
    store<i8>(digits + i, <i8>(nibble - (carry << 4)));
  }
  return digits;
}

/** Addends of 0 … 8 times p at d. */
function row(p: usize, d: usize): void {
  const mark = __top;
  const multiple = __alloc(POINT);
  identity(multiple);
  for (let i: usize = 0; i < 9; i++) {
    toAddend(multiple, d + i * ADDEND);
    if (i < 8) addPoints(multiple, p, multiple);
  }
  __top = mark;
}

@inline
function addDigit(acc: usize, table: usize, digit: i32): void {
  addAddend(acc, table + <usize>abs<i32>(digit) * ADDEND, acc, digit < 0);
}

/** d = scalar · p. */
export function multiplyFast(p: usize, digits: usize, d: usize): void {
  const mark = __top;
  const table = __alloc(ROW), acc = __alloc(POINT);
  row(p, table);
  identity(acc);
  for (let i: isize = DIGITS - 1; i >= 0; i--) {
    doublePoint(acc, acc);
    doublePoint(acc, acc);
    doublePoint(acc, acc);
    doublePoint(acc, acc);
    addDigit(acc, table, load<i8>(digits + i));
  }
  memory.copy(d, acc, POINT);
  __top = mark;
}

export function signedDigits(scalar: usize): usize { return digitsOf(scalar); }

let comb: usize = 0;

/** A row for each digit of a multiple of G; public, and kept for the life of the module. 0 if there is no room. */
function combTable(): usize {
  if (comb) return comb;
  const table = __block(DIGITS * ROW);
  if (!table) return 0;
  const mark = __top;
  const base = __alloc(POINT);
  memory.copy(base, generator(), POINT);
  for (let i: usize = 0; i < DIGITS; i++) {
    row(base, table + i * ROW);
    for (let k = 0; k < 4; k++) doublePoint(base, base);
  }
  __top = mark;
  comb = table;
  return table;
}

/** d = d + scalar · G for a canonical scalar; false if there is no room for the table. */
export function addMultipleOfGenerator(scalar: usize, d: usize): bool {
  const table = combTable();
  if (!table) return false;
  const mark = __top;
  const digits = digitsOf(scalar);
  for (let i: usize = 0; i < DIGITS; i++) addDigit(d, table + i * ROW, load<i8>(digits + i));
  __top = mark;
  return true;
}
