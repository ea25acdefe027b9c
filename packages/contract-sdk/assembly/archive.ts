// rkyv 0.7 archives (size_32) in place. A value *is* its archived bytes: classes are views, fields are loads and
// stores, out-of-line data hangs on relative pointers that work anywhere in memory. Spec: 05 §3
import { malformed } from "./errors";
import { BUFFER } from "./host";

/** Zero-filled arena memory. */
export function zeroed(size: usize): usize {
  const p = __alloc(size);
  memory.fill(p, 0, size);
  return p;
}

/** A copy of the bytes in the arena. */
export function copied(from: usize, size: usize): usize {
  const p = __alloc(size);
  memory.copy(p, from, size);
  return p;
}

@inline
export function sizeOf<T>(): usize {
  if (isInteger<T>() && !isReference<T>()) return sizeof<T>();
  return changetype<T>(0).__size();
}

@inline
export function alignOf<T>(): usize {
  if (isInteger<T>() && !isReference<T>()) return sizeof<T>();
  return changetype<T>(0).__align();
}

/** True if values of T hang on out-of-line data. Folds to a constant. */
@inline
export function hasRefs<T>(): bool {
  if (isInteger<T>() && !isReference<T>()) return false;
  return changetype<T>(0).__refs();
}

/** The value stored at p; for classes a view of it. */
@inline
export function read<T>(p: usize): T {
  if (isInteger<T>() && !isReference<T>()) return load<T>(p);
  return changetype<T>(p);
}

/** Stores v at p; relative pointers are re-aimed, not followed. */
@inline
export function write<T>(p: usize, v: T): void {
  if (isInteger<T>() && !isReference<T>()) store<T>(p, v);
  else if (changetype<T>(0).__refs()) v.__assign(p);
  else memory.copy(p, changetype<usize>(v), sizeOf<T>());
}

/** A copy of a value without pointers, in the arena: views of state change with the state. */
@inline
export function copyOf<T>(v: T): T {
  return changetype<T>(copied(changetype<usize>(v), sizeOf<T>()));
}

/** Checks the archived value at p; everything it points to must lie in [base, p). */
@inline
export function check<T>(p: usize, base: usize): void {
  if (isBoolean<T>()) {
    if (load<u8>(p) > 1) malformed();
  } else if (isReference<T>()) changetype<T>(p).__check(base);
}

/** Copies the argument out of the buffer (host calls overwrite it) and returns where its root object starts. */
export function takeArgument(len: i32, size: usize): usize {
  if (<usize>len < size || len > 65536) malformed();
  const p = __alloc(len);
  memory.copy(p, BUFFER, len);
  return p + len - size;
}

// ---- writing into the buffer: dependencies first, root last ----

let cursor: usize = 0;
let slots: usize = 0;
let slotRead: usize = 0;

/** Where out-of-line data goes next. */
@inline
export function position(): usize {
  return cursor;
}

export function alignCursor(align: usize): void {
  while (cursor & (align - 1)) {
    store<u8>(cursor, 0);
    cursor++;
  }
}

@inline
export function advance(bytes: usize): void {
  cursor += bytes;
}

/** Notes where out-of-line data was put; `takeSlot` gives the positions back in the same order. */
export function noteSlot(at: usize): void {
  store<u32>(slots, <u32>at);
  slots += 4;
}

export function takeSlot(): usize {
  const at = load<u32>(slotRead);
  slotRead += 4;
  return at;
}

/** Forgets the slots noted since `mark` and makes them the next to be taken. */
export function rewindSlots(mark: usize): void {
  slotRead = mark;
}

@inline
export function slotMark(): usize {
  return slots;
}

export function dropSlots(mark: usize): void {
  slots = mark;
}

@inline
export function deps<T>(p: usize): void {
  if (isReference<T>()) {
    if (changetype<T>(0).__refs()) changetype<T>(p).__deps();
  }
}

/** Writes the canonical image (padding zero) of the value at p to d. */
@inline
export function put<T>(d: usize, p: usize): void {
  if (isReference<T>()) changetype<T>(p).__put(d);
  else store<T>(d, load<T>(p));
}

/** Serialises a value into the argument buffer; returns its length. */
@inline
export function archive<T>(v: T): i32 {
  if (!isReference<T>()) {
    store<T>(BUFFER, v);
    return sizeof<T>();
  }
  return archiveAt<T>(changetype<usize>(v));
}

/** As `archive`, of the value at p. */
export function archiveAt<T>(p: usize): i32 {
  cursor = BUFFER;
  if (hasRefs<T>()) {
    slots = __alloc(8192);
    const first = slots;
    deps<T>(p);
    alignCursor(alignOf<T>());
    slotRead = first;
  }
  put<T>(cursor, p);
  return <i32>(cursor + sizeOf<T>() - BUFFER);
}

/** Byte-wise order of two equally long strings; the first differing word decides. */
export function compareBytes(p: usize, q: usize, len: usize): i32 {
  let i: usize = 0;
  for (; i + 8 <= len; i += 8) {
    const a = load<u64>(p + i), b = load<u64>(q + i);
    if (a != b) return bswap<u64>(a) < bswap<u64>(b) ? -1 : 1;
  }
  for (; i < len; i++) {
    const a = load<u8>(p + i), b = load<u8>(q + i);
    if (a != b) return a < b ? -1 : 1;
  }
  return 0;
}

@inline
export function compareAt<K>(p: usize, q: usize): i32 {
  if (isReference<K>()) return changetype<K>(p).__compare(q);
  const a = load<K>(p), b = load<K>(q);
  return a == b ? 0 : a < b ? -1 : 1;
}
