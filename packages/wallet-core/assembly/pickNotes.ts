// Which notes pay. Spec: 03 §18.1
import { ENTRY, listLength, listStart, openEntries, SCALAR } from "./archive";
import { phoenixSecret } from "./keys";
import { done, isInside, OK, SEED, UNARCHIVING } from "./memory";
import { copyLeaf, openValue } from "./note";
import { MAX_INPUTS } from "./phoenix";

/** Leaves of a list of owned notes what a payment of `value` takes; in place. Spec: 03 §18.1 */
export function pick_notes(seed: usize, index: u32, value: usize, notes: usize): u32 {
  if (!isInside(seed, SEED) || !isInside(value, 8)) return UNARCHIVING;
  const root = openEntries(notes);
  if (!root) return done(UNARCHIVING);
  const a = phoenixSecret(seed, index), cost = load<u64>(value), count: usize = listLength(root), entries = listStart(root);
  // Values with the numbers of their notes, smallest first; among equal ones the earlier.
  const values = __large(16 * count);
  let known: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const mark = __top, opened = __alloc(40);
    if (openValue(a, entries + i * ENTRY + SCALAR, opened)) {
      store<u64>(values + 16 * known, load<u64>(opened));
      store<u64>(values + 16 * known, i, 8);
      known++;
    }
    __top = mark;
  }
  sortPairs(values, known);
  const chosen = __alloc(4 * MAX_INPUTS);
  let picked: usize = 0, largest: u64 = 0;
  for (let i: usize = 0; i < min<usize>(known, MAX_INPUTS); i++) largest += load<u64>(values + 16 * (known - 1 - i));
  if (largest >= cost) {
    if (count <= MAX_INPUTS) {
      picked = count;
      for (let i: usize = 0; i < count; i++) store<u32>(chosen + 4 * i, <u32>i);
    } else if (known >= MAX_INPUTS) {
      picked = MAX_INPUTS;
      firstFour(values, known, cost, chosen);
    }
  }
  const copies = __alloc(ENTRY * MAX_INPUTS), size = picked * ENTRY + 8;
  for (let i: usize = 0; i < picked; i++) {
    const entry = entries + <usize>load<u32>(chosen + 4 * i) * ENTRY;
    memory.copy(copies + i * ENTRY, entry, SCALAR);
    copyLeaf(entry + SCALAR, copies + i * ENTRY + SCALAR);
  }
  memory.copy(notes + 4, copies, picked * ENTRY);
  store<u32>(notes, <u32>size);
  store<i32>(notes + 4 + picked * ENTRY, -<i32>(picked * ENTRY));
  store<u32>(notes + 4 + picked * ENTRY, <u32>picked, 4);
  return done(OK);
}

/** Sorts pairs of values and numbers by merging runs, which keeps the order of equal ones. */
function sortPairs(pairs: usize, count: usize): void {
  const spare = __large(16 * count);
  for (let run: usize = 1; run < count; run <<= 1) {
    for (let from: usize = 0; from < count; from += run << 1) {
      const middle = min(from + run, count), end = min(from + (run << 1), count);
      let i = from, j = middle;
      for (let k = from; k < end; k++) {
        const left = i < middle && (j >= end || load<u64>(pairs + 16 * i) <= load<u64>(pairs + 16 * j));
        memory.copy(spare + 16 * k, pairs + 16 * (left ? i++ : j++), 16);
      }
    }
    memory.copy(pairs, spare, 16 * count);
  }
}

/** The first four numbers, in lexicographic order, whose values make up the cost; the four largest do. */
function firstFour(values: usize, count: usize, cost: u64, chosen: usize): void {
  // What the four last of those from i on make up decides whether i may come first.
  let from: usize = 0, rest = cost;
  for (let k: usize = 0; k < MAX_INPUTS; k++) {
    const left = MAX_INPUTS - 1 - k;
    while (load<u64>(values + 16 * from) + lastOf(values, count, left) < rest) from++;
    const value = load<u64>(values + 16 * from);
    store<u32>(chosen + 4 * k, load<u32>(values + 16 * from, 8));
    rest = value < rest ? rest - value : 0;
    from++;
  }
}

function lastOf(values: usize, count: usize, many: usize): u64 {
  let sum: u64 = 0;
  for (let i: usize = 1; i <= many; i++) sum += load<u64>(values + 16 * (count - i));
  return sum;
}
