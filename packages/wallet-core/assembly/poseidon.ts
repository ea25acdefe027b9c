// The Hades permutation and Poseidon's hash of the domain "other". Spec: 01 §5, §6
import { fieldMultiply, fieldSum } from "~lib/eventide/curve/scalarField";
import { hadesMatrix, hadesRounds } from "./constants";
import { hashToField } from "./scalars";

const WIDTH: usize = 5;
const FULL: i32 = 4;
const PARTIAL: i32 = 60;

function permute(state: usize): void {
  const mark = __top;
  const next = __alloc(32 * WIDTH), t = __alloc(32);
  let constants = hadesRounds();
  for (let round = 0; round < 2 * FULL + PARTIAL; round++) {
    const full = round < FULL || round >= FULL + PARTIAL;
    for (let i: usize = 0; i < 32 * WIDTH; i += 32) {
      fieldSum(state + i, constants + i, state + i);
      if (full || i == 128) {
        fieldMultiply(state + i, state + i, t);
        fieldMultiply(t, t, t);
        fieldMultiply(state + i, t, state + i);
      }
    }
    constants += 32 * WIDTH;
    for (let k: usize = 0; k < WIDTH; k++) {
      const row = hadesMatrix() + 160 * k, sum = next + 32 * k;
      fieldMultiply(row, state, sum);
      for (let j: usize = 32; j < 32 * WIDTH; j += 32) {
        fieldMultiply(row + j, state + j, t);
        fieldSum(sum, t, sum);
      }
    }
    memory.copy(state, next, 32 * WIDTH);
  }
  __top = mark;
}

/** d = the hash of `count` elements of the field, one after another, all in Montgomery form. */
export function poseidon(from: usize, count: u32, d: usize): void {
  const mark = __top;
  const state = __alloc(32 * WIDTH), pattern = __alloc(16);
  store<u32>(pattern, bswap<u32>(0x80000000 + count));
  store<u32>(pattern, bswap<u32>(1), 4);
  store<u64>(pattern, 0, 8);
  memory.fill(state, 0, 32 * WIDTH);
  hashToField(pattern, 16, state);
  let at: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    if (at == 4) {
      permute(state);
      at = 0;
    }
    at++;
    fieldSum(state + 32 * at, from + 32 * i, state + 32 * at);
  }
  permute(state);
  memory.copy(d, state + 32, 32);
  __top = mark;
}
