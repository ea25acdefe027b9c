// Archives that the host hands over, checked where they lie: tags, pointers, texts. Every byte is claimed at most once, in the order
// in which it was written, so the work is bounded by the size. Spec: 03 §17, 05 §3.1
import { isInside } from "./memory";

export const LEAF: usize = 736;
export const SCALAR: usize = 32;
/** An element of a list of owned notes: nullifier, leaf. */
export const ENTRY: usize = 768;
export const MAYBE_OPENING: usize = 2288;
export const MAYBE_DATA: usize = 88;
export const DATA: usize = 80;
export const PHOENIX: usize = 2216;

const NOTE_TYPE: usize = 724;

/** What is left for data behind pointers. */
let start: usize = 0;
let end: usize = 0;
let good: bool = true;

/** Begins with an archive whose root has `size` bytes; gives the root, or 0 if it does not fit. */
export function openArchive(from: usize, length: usize, size: usize, align: usize): usize {
  if (length < size || ((length - size) & (align - 1))) return 0;
  start = 0;
  end = length - size;
  base = from;
  good = true;
  return from + end;
}

let base: usize = 0;

export function isGood(): bool { return good; }

export function tag(at: usize, count: u32): u32 {
  const value = <u32>load<u8>(at);
  if (value >= count) good = false;
  return value;
}

let claimedEnd: usize = 0;

/** The first of `count` elements behind the list at `at`; what they point to lies before them. `leave` comes next. */
export function enter(at: usize, size: usize, align: usize): usize {
  return claim(at + <isize>load<i32>(at), <u64>load<u32>(at, 4) * <u64>size, align);
}

function claim(target: usize, bytes: u64, align: usize): usize {
  const offset = <i64>target - <i64>base;
  if (!good || offset < <i64>start || offset + <i64>bytes > <i64>end || (<usize>offset & (align - 1))) {
    good = false;
    return 0;
  }
  claimedEnd = end;
  end = <usize>offset;
  return target;
}

/** The elements are checked; `bytes` of them from `at`. */
export function leave(at: usize, bytes: usize, before: usize): void {
  if (!good) return;
  start = at - base + bytes;
  end = before;
}

/** End of the claim that `enter` made room in. */
export function outer(): usize { return claimedEnd; }

export function listLength(at: usize): u32 { return load<u32>(at, 4); }
export function listStart(at: usize): usize { return at + <isize>load<i32>(at); }

/** Checks a list of elements without pointers. */
export function checkFlat(at: usize, size: usize, align: usize): usize {
  const first = enter(at, size, align), before = outer();
  leave(first, <usize>listLength(at) * size, before);
  return first;
}

export function checkNote(note: usize): void {
  tag(note, 2);
  tag(note + NOTE_TYPE, 2);
}

/** Checks a text of eight bytes. */
export function checkText(at: usize): void {
  const out = textIsOutside(at), length: usize = out ? load<u32>(at) : load<u8>(at, 7);
  let from = at;
  if (out) {
    from = claim(at + <isize>load<i32>(at, 4), length, 1);
    if (!good) return;
    leave(from, length, claimedEnd);
  } else if (length > 7) good = false;
  if (good && !isUtf8(from, length)) good = false;
}

@inline
function textIsOutside(at: usize): bool { return (load<u8>(at, 7) & 0x80) != 0; }

export function textStart(at: usize): usize { return textIsOutside(at) ? at + <isize>load<i32>(at, 4) : at; }
export function textLength(at: usize): usize { return textIsOutside(at) ? load<u32>(at) : load<u8>(at, 7); }

/** Well-formed UTF-8, without surrogates and without forms that are too long. */
export function isUtf8(from: usize, length: usize): bool {
  let i: usize = 0;
  while (i < length) {
    const lead = <u32>load<u8>(from + i);
    i++;
    if (lead < 0x80) continue;
    const more: usize = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || i + more > length) return false;
    const second = <u32>load<u8>(from + i);
    if (lead == 0xe0 && second < 0xa0) return false;
    if (lead == 0xed && second > 0x9f) return false;
    if (lead == 0xf0 && second < 0x90) return false;
    if (lead == 0xf4 && second > 0x8f) return false;
    for (let k: usize = 0; k < more; k++) if ((load<u8>(from + i + k) & 0xc0) != 0x80) return false;
    i += more;
  }
  return true;
}

/** Length of a buffer `u32 length ‖ bytes` of the host, or −1 if it does not lie in memory. */
export function bufferLength(at: usize): i64 {
  if (!isInside(at, 4)) return -1;
  const length = load<u32>(at);
  return isInside(at + 4, length) ? <i64>length : -1;
}

/** The root of a buffer that is a list of elements without pointers, or 0. */
export function openFlat(at: usize, size: usize, align: usize): usize {
  const length = bufferLength(at);
  if (length < 0) return 0;
  const root = openArchive(at + 4, <usize>length, 8, 4);
  if (!root) return 0;
  checkFlat(root, size, align);
  return good ? root : 0;
}

/** The root of a buffer that is a list of leaves, or 0. */
export function openLeaves(at: usize): usize { return openNotes(at, LEAF, 0); }

/** The root of a buffer that is a list of owned notes, or 0. */
export function openEntries(at: usize): usize { return openNotes(at, ENTRY, SCALAR); }

function openNotes(at: usize, size: usize, note: usize): usize {
  const root = openFlat(at, size, 8);
  if (!root) return 0;
  const first = listStart(root);
  for (let i: u32 = 0; i < listLength(root); i++) checkNote(first + <usize>i * size + note);
  return good ? root : 0;
}

/** The root of a buffer that is a list of openings, any of which may be missing, or 0. */
export function openOpenings(at: usize): usize {
  const root = openFlat(at, MAYBE_OPENING, 8);
  if (!root) return 0;
  const first = listStart(root);
  for (let i: u32 = 0; i < listLength(root); i++) tag(first + <usize>i * MAYBE_OPENING, 2);
  return good ? root : 0;
}
