// Functions about the notes of a wallet: whose they are, what they hold, where they lie. Spec: 03 §18.1
import { ENTRY, LEAF, listLength, listStart, openLeaves, SCALAR } from "./archive";
import { phoenixPublic, phoenixSecret } from "./keys";
import { ARCHIVING, done, isInside, OK, SEED, UNARCHIVING } from "./memory";
import { copyLeaf, nullifierOf, openValue, owns, POS } from "./note";
import { MAX_INPUTS } from "./phoenix";
import { POINT } from "./point";
import { signedDigits } from "./windows";

const HEIGHT: usize = 728;

/** The notes of each of some profiles with their nullifiers, and the greatest height and position of all notes. */
export function map_owned(seed: usize, indexes: usize, notes: usize, out: usize, info: usize): u32 {
  if (!isInside(seed, SEED) || !isInside(indexes, 1) || !isInside(out, 4) || !isInside(info, 16)) return UNARCHIVING;
  const keys: usize = load<u8>(indexes);
  if (!isInside(indexes + 1, keys)) return UNARCHIVING;
  const root = openLeaves(notes);
  if (!root) return done(UNARCHIVING);
  const count: usize = listLength(root), leaves = listStart(root);
  // For each key a and b, the digits of a, B.
  const row = 64 + 64 + POINT, secrets = __alloc(keys * row);
  for (let i: usize = 0; i < keys; i++) {
    const mark = __top, secret = phoenixSecret(seed, load<u8>(indexes + 1 + i)), at = secrets + i * row;
    memory.copy(at, secret, 64);
    memory.copy(at + 64, signedDigits(secret), 64);
    memory.copy(at + 128, phoenixPublic(secret) + POINT, POINT);
    __top = mark;
  }
  // 1 + the number of the key that owns the note.
  const owners = __large(count << 1), totals = __alloc(keys << 2);
  memory.fill(totals, 0, keys << 2);
  let height: u64 = 0, pos: u64 = 0, owned: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const leaf = leaves + i * LEAF;
    height = max(height, load<u64>(leaf, HEIGHT));
    pos = max(pos, load<u64>(leaf, POS));
    for (let k: usize = 0; k < keys; k++) {
      if (!owns(secrets + k * row + 64, secrets + k * row + 128, leaf)) continue;
      store<u16>(owners + (i << 1), <u16>(k + 1));
      store<u32>(totals + (k << 2), load<u32>(totals + (k << 2)) + 1);
      owned++;
      break;
    }
  }
  const size = owned * ENTRY + 8 * keys + 8, block = __block(size + 4);
  if (!block) return done(ARCHIVING);
  store<u32>(block, <u32>size);
  let w = block + 4, list = block + 4 + owned * ENTRY;
  for (let k: usize = 0; k < keys; k++, list += 8) {
    store<i32>(list, <i32>(w - list));
    store<u32>(list, load<u32>(totals + (k << 2)), 4);
    for (let i: usize = 0; i < count; i++) {
      if (load<u16>(owners + (i << 1)) != k + 1) continue;
      nullifierOf(secrets + k * row, leaves + i * LEAF, w);
      copyLeaf(leaves + i * LEAF, w + SCALAR);
      w += ENTRY;
    }
  }
  store<i32>(list, -<i32>(8 * keys));
  store<u32>(list, <u32>keys, 4);
  store<u32>(out, <u32>block);
  store<u64>(info, height);
  store<u64>(info, pos, 8);
  return done(OK);
}

/** Sum of the notes of a profile, and of its four largest. What cannot be opened does not count. */
export function balance(seed: usize, index: u32, notes: usize, info: usize): u32 {
  if (!isInside(seed, SEED) || !isInside(info, 16)) return UNARCHIVING;
  const root = openLeaves(notes);
  if (!root) return done(UNARCHIVING);
  const a = phoenixSecret(seed, index), opened = __alloc(40), largest = __alloc(8 * MAX_INPUTS), leaves = listStart(root);
  memory.fill(largest, 0, 8 * MAX_INPUTS);
  let total: u64 = 0;
  for (let i: u32 = 0; i < listLength(root); i++) {
    if (!openValue(a, leaves + <usize>i * LEAF, opened)) continue;
    let value = load<u64>(opened);
    total += value;
    for (let k: usize = 0; k < 8 * MAX_INPUTS; k += 8) {
      const other = load<u64>(largest + k);
      if (value > other) {
        store<u64>(largest + k, value);
        value = other;
      }
    }
  }
  let spendable: u64 = 0;
  for (let k: usize = 0; k < 8 * MAX_INPUTS; k += 8) spendable += load<u64>(largest + k);
  store<u64>(info, total);
  store<u64>(info, spendable, 8);
  return done(OK);
}

/** Positions of notes, eight bytes each, without a length in front. */
export function bookmarks(notes: usize, out: usize): u32 {
  const root = isInside(out, 4) ? openLeaves(notes) : 0;
  if (!root) return done(UNARCHIVING);
  const count: usize = listLength(root), leaves = listStart(root), block = __block(8 * count);
  if (!block) return done(ARCHIVING);
  for (let i: usize = 0; i < count; i++) store<u64>(block + 8 * i, load<u64>(leaves + i * LEAF, POS));
  store<u32>(out, <u32>block);
  return done(OK);
}
