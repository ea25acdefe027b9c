// Base58 by long division: inputs have at most 96 bytes.
import { putByte } from "./writer";

function alphabet(): usize { return memory.data<u8>([49, 50, 51, 52, 53, 54, 55, 56, 57, 65, 66, 67, 68, 69, 70, 71, 72, 74, 75, 76, 77, 78, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122]); }

export function writeBase58(bytes: usize, size: usize): void {
  const rest = __alloc(size), digits = __alloc(size * 2);
  memory.copy(rest, bytes, size);
  let zeros: usize = 0, count: usize = 0;
  while (zeros < size && load<u8>(rest + zeros) == 0) zeros++;
  for (let from = zeros; from < size;) {
    let remainder: u32 = 0;
    for (let i = from; i < size; i++) {
      const value = (remainder << 8) | load<u8>(rest + i);
      store<u8>(rest + i, <u8>(value / 58));
      remainder = value % 58;
    }
    store<u8>(digits + count++, load<u8>(alphabet() + remainder));
    while (from < size && load<u8>(rest + from) == 0) from++;
  }
  for (; zeros; zeros--) putByte(49);
  while (count) putByte(load<u8>(digits + --count));
}

/** Exactly `size` bytes in the arena, or 0 if the text stands for anything else. */
export function readBase58(text: usize, length: usize, size: usize): usize {
  if (length > size * 2) return 0;
  const out = __alloc(size);
  memory.fill(out, 0, size);
  let zeros: usize = 0;
  while (zeros < length && load<u8>(text + zeros) == 49) zeros++;
  for (let i: usize = 0; i < length; i++) {
    let carry = digitOf(load<u8>(text + i));
    if (carry < 0) return 0;
    for (let k = size; k > 0; k--) {
      carry += <i32>load<u8>(out + k - 1) * 58;
      store<u8>(out + k - 1, <u8>carry);
      carry >>= 8;
    }
    if (carry) return 0;
  }
  let leading: usize = 0;
  while (leading < size && load<u8>(out + leading) == 0) leading++;
  return leading == zeros ? out : 0;
}

function digitOf(c: u8): i32 {
  for (let i = 0; i < 58; i++) if (load<u8>(alphabet() + i) == c) return i;
  return -1;
}
