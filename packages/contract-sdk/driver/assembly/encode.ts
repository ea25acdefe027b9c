// JSON to archives: values are built in the arena in the archive's own shape, with addresses where archives have distances, then
// written as rkyv does: out-of-line data in declared order, root last. Spec: 05 §3.1, §9
import { enterField, enterItem, fail, failed, leave } from "./failure";
import { hexLength, readForm, readHexVector } from "./forms";
import { countItems, current, cursor, keyLength, peek, QUOTE, seek, skipValue, take, takeWord } from "./jsonReader";
import { readText, textAt, textLength } from "./text";
import { BOOL, BYTES, BYTE_VECTOR, ENUM, OPTION, SIGNED, STRUCT, TEXT, Type, UNSIGNED, VECTOR, VOID } from "./table";
import { alignOutput, position, putBytes, reserve } from "./writer";

/** More than any contract can take: what is larger is a mistake or an attack. */
const MAX_BYTES: usize = 0x100000;
const INLINE: usize = 7;

function cleared(size: usize): usize {
  const p = __alloc(size);
  memory.fill(p, 0, size);
  return p;
}

/** The value at the cursor as an archive in the output. */
export function encodeValue(type: Type): void {
  if (type.kind == VOID) {
    if (peek() != 0 && !takeWord(utf8("null"))) fail(1, utf8("null expected"));
    return;
  }
  const value = cleared(type.size);
  build(type, value);
  if (failed()) return;
  hang(type, value);
  alignOutput(type.align);
  const at = position(), p = reserve(type.size);
  if (p) place(type, p, at, value);
}

function build(type: Type, d: usize): void {
  const kind = type.kind;
  if (kind == UNSIGNED || kind == SIGNED) buildInteger(type, d);
  else if (kind == BOOL) {
    if (takeWord(utf8("true"))) store<u8>(d, 1);
    else if (!takeWord(utf8("false"))) fail(1, utf8("true or false expected"));
  } else if (kind == TEXT) {
    if (!readText()) return;
    store<u32>(d, <u32>textAt);
    store<u32>(d, <u32>textLength, 4);
  } else if (kind == BYTE_VECTOR) {
    const bytes = readHexVector();
    if (!bytes) return;
    store<u32>(d, <u32>bytes);
    store<u32>(d, <u32>hexLength, 4);
  } else if (kind == VECTOR) buildVector(type, d);
  else if (kind == OPTION) {
    if (takeWord(utf8("null"))) return;
    store<u8>(d, 1);
    build(type.inner, d + type.inner.align);
  } else if (kind == BYTES) readForm(type.detail, d, type.size);
  else if (kind == STRUCT) {
    if (type.detail && peek() == 91) buildTuple(type, d);
    else buildStruct(type, d);
  } else buildEnum(type, d);
}

/** Digits, as number or as text. */
function buildInteger(type: Type, d: usize): void {
  const quoted = take(QUOTE), negative = take(45), size = type.size;
  let value: u64 = 0, digits = 0;
  const from = cursor;
  for (; digits < 21; digits++) {
    const c = current();
    if (c < 48 || c > 57) break;
    const digit = <u64>(c - 48);
    if (value > (u64.MAX_VALUE - digit) / 10) return refuseInteger();
    value = value * 10 + digit;
    seek(cursor + 1);
  }
  if (cursor == from || digits > 20) return refuseInteger();
  const next = current();
  if (next == 46 || next == 101 || next == 69) return refuseInteger();
  if (quoted && !take(QUOTE)) return refuseInteger();
  const bits = <u64>size << 3;
  if (type.kind == UNSIGNED) {
    if ((negative && value) || (bits < 64 && value >> bits)) return refuseInteger();
  } else {
    const most = (<u64>1 << (bits - 1)) - (negative ? 0 : 1);
    if (value > most) return refuseInteger();
    if (negative) value = 0 - value;
  }
  memory.copy(d, wordAt(value), size);
}

function refuseInteger(): void { fail(1, utf8("an integer of the type's range expected")); }

function wordAt(value: u64): usize {
  const p = __alloc(8);
  store<u64>(p, value);
  return p;
}

function buildVector(type: Type, d: usize): void {
  if (!take(91)) {
    fail(1, utf8("a list expected"));
    return;
  }
  const inner = type.inner, count = countItems();
  if (failed()) return;
  if (<u64>count * inner.size > MAX_BYTES) {
    fail(1, utf8("a shorter list expected"));
    return;
  }
  const items = cleared(count * inner.size);
  for (let i: u32 = 0; i < count; i++) {
    const before = enterItem(i);
    build(inner, items + i * inner.size);
    if (failed()) return;
    leave(before);
    if (i + 1 < count && !take(44)) return fail(1, utf8("a comma expected"));
  }
  if (!take(93)) fail(1, utf8("a list that ends expected"));
  store<u32>(d, <u32>items);
  store<u32>(d, count, 4);
}

function buildTuple(type: Type, d: usize): void {
  take(91);
  for (let i: u32 = 0; i < type.count; i++) {
    const entry = type.entry(i), before = enterField(entry.name, entry.nameLength);
    if (i && !take(44)) return fail(1, utf8("a value expected"));
    build(entry.type, d + entry.offset);
    if (failed()) return;
    leave(before);
  }
  if (!take(93)) fail(1, utf8("no more values expected"));
}

function buildStruct(type: Type, d: usize): void {
  if (!take(123)) {
    fail(1, utf8("an object expected"));
    return;
  }
  const start = cursor;
  for (let i: u32 = 0; i < type.count; i++) {
    const entry = type.entry(i), before = enterField(entry.name, entry.nameLength);
    seek(start);
    const found = seekKey(entry.name, entry.nameLength);
    if (failed()) return;
    if (found) build(entry.type, d + entry.offset);
    else if (entry.type.kind != OPTION) fail(1, utf8("a value expected"));
    if (failed()) return;
    leave(before);
  }
  seek(start);
  walkKeys(type);
}

/** Moves behind the colon of this key; false if the object does not have it. */
function seekKey(name: usize, length: usize): bool {
  if (peek() == 125) return false;
  do {
    const have = keyLength();
    if (have < 0) return false;
    const same = <usize>have == length && memory.compare(cursor, name, length) == 0;
    seek(cursor + have + 1);
    if (!take(58)) {
      fail(1, utf8("a colon expected"));
      return false;
    }
    if (same) return true;
    skipValue();
    if (failed()) return false;
  } while (take(44));
  return false;
}

/** To the object's end; keys that are no fields are mistakes. */
function walkKeys(type: Type): void {
  if (take(125)) return;
  do {
    const length = keyLength();
    if (failed()) return;
    let known = false;
    for (let i: u32 = 0; i < type.count && !known; i++) {
      const entry = type.entry(i);
      known = entry.nameLength == <u32>length && memory.compare(cursor, entry.name, length) == 0;
    }
    if (!known) {
      enterField(cursor, <usize>length);
      return fail(1, utf8("no such field"));
    }
    seek(cursor + length + 1);
    take(58);
    skipValue();
    if (failed()) return;
  } while (take(44));
  if (!take(125)) fail(1, utf8("an object that ends expected"));
}

/** `"Kind"` or `{ "Kind": value }`. */
function buildEnum(type: Type, d: usize): void {
  const open = take(123), length = keyLength();
  if (failed()) return;
  let tag: u32 = 0;
  for (; tag < type.count; tag++) {
    const entry = type.entry(tag);
    if (entry.nameLength == <u32>length && memory.compare(cursor, entry.name, length) == 0) break;
  }
  if (tag == type.count) return fail(1, utf8("no such variant"));
  seek(cursor + length + 1);
  const entry = type.entry(tag), before = enterField(entry.name, entry.nameLength);
  store<u8>(d, <u8>tag);
  if (open) {
    if (!take(58)) return fail(1, utf8("a colon expected"));
    if (entry.type.kind != VOID) build(entry.type, d + entry.offset);
    else if (!takeWord(utf8("null"))) fail(1, utf8("null expected"));
    if (!failed() && !take(125)) fail(1, utf8("one variant expected"));
  } else if (entry.type.kind != VOID) fail(1, utf8("a value expected"));
  leave(before);
}

/** Writes what hangs on a value; pointers become positions in the output. */
function hang(type: Type, s: usize): void {
  const kind = type.kind;
  if (kind == TEXT || kind == BYTE_VECTOR) {
    const length = <usize>load<u32>(s, 4);
    if (kind == TEXT && length <= INLINE) return;
    const at = position();
    putBytes(load<u32>(s), length);
    store<u32>(s, <u32>at);
  } else if (kind == VECTOR) {
    const inner = type.inner, items = <usize>load<u32>(s), count = load<u32>(s, 4);
    for (let i: u32 = 0; i < count; i++) hang(inner, items + i * inner.size);
    alignOutput(inner.align);
    const at = position(), p = reserve(count * inner.size);
    if (p) for (let i: u32 = 0; i < count; i++) place(inner, p + i * inner.size, at + i * inner.size, items + i * inner.size);
    store<u32>(s, <u32>at);
  } else if (kind == OPTION) {
    if (load<u8>(s)) hang(type.inner, s + type.inner.align);
  } else if (kind == STRUCT) {
    for (let i: u32 = 0; i < type.count; i++) hang(type.entry(i).type, s + type.entry(i).offset);
  } else if (kind == ENUM) {
    const entry = type.entry(load<u8>(s));
    if (entry.type.kind != VOID) hang(entry.type, s + entry.offset);
  }
}

/** Writes a value itself to p, which is at `at` in the archive and zero. */
function place(type: Type, p: usize, at: usize, s: usize): void {
  const kind = type.kind;
  if (kind == TEXT) {
    const length = <usize>load<u32>(s, 4);
    if (length <= INLINE) {
      memory.copy(p, load<u32>(s), length);
      store<u8>(p, <u8>length, 7);
    } else {
      store<u32>(p, <u32>length);
      store<i32>(p, <i32>(<isize>load<u32>(s) - <isize>at), 4);
    }
  } else if (kind == BYTE_VECTOR || kind == VECTOR) {
    store<i32>(p, <i32>(<isize>load<u32>(s) - <isize>at));
    store<u32>(p, load<u32>(s, 4), 4);
  } else if (kind == OPTION) {
    store<u8>(p, load<u8>(s));
    if (load<u8>(s)) place(type.inner, p + type.inner.align, at + type.inner.align, s + type.inner.align);
  } else if (kind == STRUCT) {
    for (let i: u32 = 0; i < type.count; i++) {
      const entry = type.entry(i), offset = <usize>entry.offset;
      place(entry.type, p + offset, at + offset, s + offset);
    }
  } else if (kind == ENUM) {
    const entry = type.entry(load<u8>(s)), offset = <usize>entry.offset;
    store<u8>(p, load<u8>(s));
    if (entry.type.kind != VOID) place(entry.type, p + offset, at + offset, s + offset);
  } else memory.copy(p, s, type.size);
}
