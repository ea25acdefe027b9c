// Text between JSON's escapes and plain UTF-8.
import { fail } from "./failure";
import { cursor, QUOTE, rawLength, seek, take } from "./jsonReader";
import { putByte, putBytes } from "./writer";

/** Where the last read text lies and how long it is. */
export let textAt: usize = 0;
export let textLength: usize = 0;

/** Reads a JSON text into the arena, escapes undone. */
export function readText(): bool {
  if (!take(QUOTE)) {
    fail(1, utf8("text expected"));
    return false;
  }
  const length = rawLength();
  if (length < 0) {
    fail(1, utf8("text does not end"));
    return false;
  }
  const from = cursor, out = __alloc(<usize>length);
  let n: usize = 0, at = from;
  while (at < from + length) {
    const c = load<u8>(at++);
    if (c != 92) {
      store<u8>(out + n++, c);
      continue;
    }
    const escape = load<u8>(at++);
    if (escape == 117) {
      let point = hexWord(at);
      at += 4;
      if (point >= 0xd800 && point < 0xdc00 && load<u16>(at) == 0x755c) {
        const low = hexWord(at + 2);
        if (low >= 0xdc00 && low < 0xe000) {
          point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
          at += 6;
        }
      }
      if (point < 0 || (point >= 0xd800 && point < 0xe000) || at > from + length) {
        fail(1, utf8("text expected"));
        return false;
      }
      n += putPoint(out + n, <u32>point);
    } else {
      const plain = unescaped(escape);
      if (!plain) {
        fail(1, utf8("text expected"));
        return false;
      }
      store<u8>(out + n++, plain);
    }
  }
  seek(from + length + 1);
  if (!isUtf8(out, n)) {
    fail(1, utf8("text expected"));
    return false;
  }
  textAt = out;
  textLength = n;
  return true;
}

function unescaped(c: u8): u8 {
  if (c == 110) return 10;
  if (c == 116) return 9;
  if (c == 114) return 13;
  if (c == 98) return 8;
  if (c == 102) return 12;
  return c == 34 || c == 92 || c == 47 ? c : 0;
}

/** Four hex digits, or −1. */
function hexWord(p: usize): i32 {
  let value = 0;
  for (let i: usize = 0; i < 4; i++) {
    const digit = hexDigit(load<u8>(p + i));
    if (digit < 0) return -1;
    value = (value << 4) | digit;
  }
  return value;
}

export function hexDigit(c: u8): i32 {
  if (c >= 48 && c <= 57) return c - 48;
  if (c >= 97 && c <= 102) return c - 87;
  return c >= 65 && c <= 70 ? c - 55 : -1;
}

function putPoint(p: usize, point: u32): usize {
  if (point < 0x80) {
    store<u8>(p, <u8>point);
    return 1;
  }
  if (point < 0x800) {
    store<u8>(p, <u8>(0xc0 | (point >> 6)));
    store<u8>(p, <u8>(0x80 | (point & 63)), 1);
    return 2;
  }
  if (point < 0x10000) {
    store<u8>(p, <u8>(0xe0 | (point >> 12)));
    store<u8>(p, <u8>(0x80 | ((point >> 6) & 63)), 1);
    store<u8>(p, <u8>(0x80 | (point & 63)), 2);
    return 3;
  }
  store<u8>(p, <u8>(0xf0 | (point >> 18)));
  store<u8>(p, <u8>(0x80 | ((point >> 12) & 63)), 1);
  store<u8>(p, <u8>(0x80 | ((point >> 6) & 63)), 2);
  store<u8>(p, <u8>(0x80 | (point & 63)), 3);
  return 4;
}

/** True for well-formed UTF-8: shortest forms, no surrogates, nothing above U+10FFFF. */
export function isUtf8(p: usize, length: usize): bool {
  const end = p + length;
  while (p < end) {
    const c = load<u8>(p++);
    if (c < 0x80) continue;
    let more: usize = 0, least: u32 = 0, point: u32 = 0;
    if (c >= 0xc2 && c < 0xe0) { more = 1; least = 0x80; point = c & 31; }
    else if (c >= 0xe0 && c < 0xf0) { more = 2; least = 0x800; point = c & 15; }
    else if (c >= 0xf0 && c < 0xf5) { more = 3; least = 0x10000; point = c & 7; }
    else return false;
    if (p + more > end) return false;
    for (; more; more--, p++) {
      const next = load<u8>(p);
      if ((next & 0xc0) != 0x80) return false;
      point = (point << 6) | (next & 63);
    }
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return false;
  }
  return true;
}

/** Writes UTF-8 as a JSON text. */
export function writeText(p: usize, length: usize): void {
  putByte(QUOTE);
  for (let i: usize = 0; i < length; i++) {
    const c = load<u8>(p + i);
    if (c == 34 || c == 92) {
      putByte(92);
      putByte(c);
    } else if (c < 32) {
      putBytes(utf8("\\u00"));
      putByte(c < 16 ? 48 : 49);
      putByte(lowerHex(c & 15));
    } else putByte(c);
  }
  putByte(QUOTE);
}

export function lowerHex(digit: u8): u8 { return digit < 10 ? 48 + digit : 87 + digit; }
