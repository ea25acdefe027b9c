// Archives to JSON. Whoever made the bytes: pointers, tags and text are checked before they are followed. Spec: 05 §3.1, §9
import { enterField, enterItem, fail, failed, leave } from "./failure";
import { isForm, writeForm, writeHexText } from "./forms";
import { isUtf8, writeText } from "./text";
import { BOOL, BYTES, BYTE_VECTOR, OPTION, SIGNED, STRUCT, TEXT, Type, UNSIGNED, VECTOR, VOID } from "./table";
import { overflowed, putByte, putBytes } from "./writer";

const QUOTE: u8 = 34;
/** Where the archive lies, and the part of it that data behind pointers has not claimed: no byte belongs to two values. */
let base: usize = 0;
let claimStart: usize = 0;
let claimEnd: usize = 0;

/** The archive of `length` bytes as JSON in the output. */
export function decodeValue(type: Type, bytes: usize, length: usize): void {
  if (type.kind == VOID) {
    if (length) fail(1, utf8("no bytes expected"));
    else putBytes(utf8("null"));
    return;
  }
  if (length < type.size || (length - type.size) % type.align) return fail(1, utf8("bytes of another length expected"));
  // a copy at an aligned address
  base = __alloc(length);
  memory.copy(base, bytes, length);
  claimStart = base;
  claimEnd = base + length - type.size;
  show(type, claimEnd);
}

function show(type: Type, p: usize): void {
  const kind = type.kind;
  if (kind == UNSIGNED || kind == SIGNED) showInteger(type, p);
  else if (kind == BOOL) {
    if (load<u8>(p) > 1) fail(1, utf8("true or false expected"));
    else if (load<u8>(p)) putBytes(utf8("true"));
    else putBytes(utf8("false"));
  } else if (kind == TEXT) showText(p);
  else if (kind == BYTE_VECTOR) {
    const before = claimEnd, at = follow(p, load<i32>(p), load<u32>(p, 4), 1, 1);
    if (failed()) return;
    writeHexText(at, load<u32>(p, 4));
    unfollow(at + load<u32>(p, 4), before);
  } else if (kind == VECTOR) showVector(type.inner, p);
  else if (kind == OPTION) {
    const tag = load<u8>(p);
    if (tag > 1) fail(1, utf8("no such variant"));
    else if (tag) show(type.inner, p + type.inner.align);
    else putBytes(utf8("null"));
  } else if (kind == BYTES) {
    if (!isForm(type.detail, p, type.size)) return fail(1, utf8("a flag of infinity expected"));
    const mark = __top;
    writeForm(type.detail, p, type.size);
    __top = mark;
  } else if (kind == STRUCT) showStruct(type, p);
  else showEnum(type, p);
}

/** Where `count` items lie that hang on a pointer at p: in the part that is left, before whatever points to them. */
function follow(p: usize, distance: i32, count: u32, size: u32, align: u32): usize {
  const at = <i64>p + distance, end = at + <i64>count * size;
  if (at < <i64>claimStart || end > <i64>claimEnd || (at - <i64>base) % align) {
    fail(1, utf8("a pointer into the bytes before it expected"));
    return 0;
  }
  claimEnd = <usize>at;
  return <usize>at;
}

/** What was followed is told: what comes next lies behind it. */
function unfollow(end: usize, before: usize): void {
  claimStart = end;
  claimEnd = before;
}

function showInteger(type: Type, p: usize): void {
  const size = type.size;
  let value: u64 = size == 1 ? load<u8>(p) : size == 2 ? load<u16>(p) : size == 4 ? load<u32>(p) : load<u64>(p);
  let negative = false;
  if (type.kind == SIGNED) {
    const unused = <u64>(64 - (size << 3)), wide = <i64>(value << unused) >> unused;
    negative = wide < 0;
    value = negative ? 0 - <u64>wide : <u64>wide;
  }
  if (size == 8) putByte(QUOTE);
  if (negative) putByte(45);
  const mark = __top, digits = __alloc(24);
  let at: usize = 24;
  do {
    store<u8>(digits + --at, <u8>(48 + value % 10));
    value /= 10;
  } while (value);
  putBytes(digits + at, 24 - at);
  __top = mark;
  if (size == 8) putByte(QUOTE);
}

function showText(p: usize): void {
  const before = claimEnd;
  let length: u32 = load<u8>(p, 7), at = p;
  if (length & 0x80) {
    length = load<u32>(p);
    at = follow(p, load<i32>(p, 4), length, 1, 1);
    if (!failed()) unfollow(at + length, before);
  } else if (length > 7) fail(1, utf8("text expected"));
  if (!failed() && !isUtf8(at, length)) fail(1, utf8("text expected"));
  if (!failed()) writeText(at, length);
}

function showVector(inner: Type, p: usize): void {
  const before = claimEnd, count = load<u32>(p, 4), at = follow(p, load<i32>(p), count, inner.size, inner.align);
  if (failed()) return;
  putByte(91);
  for (let i: u32 = 0; i < count && !overflowed(); i++) {
    if (i) putByte(44);
    const before = enterItem(i);
    show(inner, at + i * inner.size);
    if (failed()) return;
    leave(before);
  }
  unfollow(at + count * inner.size, before);
  putByte(93);
}

function showStruct(type: Type, p: usize): void {
  const tuple = type.detail != 0;
  putByte(tuple ? 91 : 123);
  for (let i: u32 = 0; i < type.count; i++) {
    const entry = type.entry(i), before = enterField(entry.name, entry.nameLength);
    if (i) putByte(44);
    if (!tuple) {
      writeText(entry.name, entry.nameLength);
      putByte(58);
    }
    show(entry.type, p + entry.offset);
    if (failed()) return;
    leave(before);
  }
  putByte(tuple ? 93 : 125);
}

function showEnum(type: Type, p: usize): void {
  const tag = load<u8>(p);
  if (tag >= type.count) return fail(1, utf8("no such variant"));
  const entry = type.entry(tag), before = enterField(entry.name, entry.nameLength);
  const bare = entry.type.kind == VOID;
  if (!bare) putByte(123);
  writeText(entry.name, entry.nameLength);
  if (!bare) {
    putByte(58);
    show(entry.type, p + entry.offset);
    putByte(125);
  }
  leave(before);
}
