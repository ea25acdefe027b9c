// A cursor over JSON text. Values are read by the type that is expected; what is not looked at is stepped over.
import { fail, failed } from "./failure";

export let cursor: usize = 0;
let end: usize = 0;

export const QUOTE: u8 = 34;
const BACKSLASH: u8 = 92;

export function openText(from: usize, length: usize): void {
  cursor = from;
  end = from + length;
}

export function seek(to: usize): void { cursor = to; }

function isSpace(c: u8): bool { return c == 32 || c == 10 || c == 13 || c == 9; }

/** The byte at the cursor, 0 at the end. */
export function current(): u8 { return cursor < end ? load<u8>(cursor) : 0; }

/** The next byte that is no space, 0 at the end. */
export function peek(): u8 {
  while (cursor < end && isSpace(load<u8>(cursor))) cursor++;
  return cursor < end ? load<u8>(cursor) : 0;
}

/** Steps over this byte if it is next. */
export function take(c: u8): bool {
  if (peek() != c) return false;
  cursor++;
  return true;
}

/** Steps over a word such as `null` if it is next. */
export function takeWord(word: usize, length: usize): bool {
  peek();
  if (end - cursor < length || memory.compare(cursor, word, length) != 0) return false;
  cursor += length;
  return true;
}

export function expectEnd(): void {
  if (peek() != 0 || cursor < end) fail(1, utf8("nothing more expected"));
}

/** Length of the raw text between quotes, the cursor behind the opening one; −1 if it does not end. */
export function rawLength(): isize {
  let at = cursor;
  while (at < end) {
    const c = load<u8>(at);
    if (c == QUOTE) return at - cursor;
    at += c == BACKSLASH ? 2 : 1;
  }
  return -1;
}

/** Steps over one value of any kind. */
export function skipValue(): void {
  let depth = 0;
  do {
    const c = peek();
    if (c == QUOTE) {
      cursor++;
      const length = rawLength();
      if (length < 0) return fail(1, utf8("text does not end"));
      cursor += length + 1;
    } else if (c == 123 || c == 91) {
      depth++;
      cursor++;
      continue;
    } else if (c == 125 || c == 93) {
      if (--depth < 0) return fail(1, utf8("a value expected"));
      cursor++;
    } else if (c == 44 || c == 58) {
      if (!depth) return fail(1, utf8("a value expected"));
      cursor++;
      continue;
    } else {
      const from = cursor;
      while (cursor < end && !isSpace(load<u8>(cursor)) && !isMark(load<u8>(cursor))) cursor++;
      if (cursor == from) return fail(1, utf8("a value expected"));
    }
  } while (depth > 0);
}

function isMark(c: u8): bool { return c == 44 || c == 58 || c == 93 || c == 125 || c == 91 || c == 123 || c == QUOTE; }

/** Items of the list whose opening bracket was taken; the cursor stays. */
export function countItems(): u32 {
  const from = cursor;
  let count: u32 = 0;
  if (peek() != 93) {
    do {
      skipValue();
      if (failed()) return 0;
      count++;
    } while (take(44));
    if (peek() != 93) fail(1, utf8("a list that ends expected"));
  }
  cursor = from;
  return count;
}

/** Next key of an object behind `{` or `,`: its raw text at the cursor, of the returned length; −1 on failure. */
export function keyLength(): isize {
  if (!take(QUOTE)) {
    fail(1, utf8("a name expected"));
    return -1;
  }
  const length = rawLength();
  if (length < 0) fail(1, utf8("text does not end"));
  return length;
}
