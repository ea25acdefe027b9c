import type { Bound } from '../bounds/bound.ts';
import { type Code, i32, i32c } from '../emit/code.ts';

/**
 * A pair slot: two field elements (lane 0, lane 1) at `at + offset`. The bound travels with the slot: writing sets it,
 * reading is checked against it. A slot is a fact about one program point; loops and functions declare bounds at their
 * edges with `Field.slot` and `Field.ensure`. Spec: 11 §1.2, §3
 */
export type Slot = { readonly at: Code; readonly offset: number; bound: Bound | undefined };

/** Address of a slot as an i32. */
export const address = (slot: Slot): Code => (slot.offset === 0 ? slot.at : i32.add(slot.at, i32c(slot.offset)));

/** Which lanes of the operand reach lanes (0, 1) of the result. */
export type Lanes = 'same' | 'swap' | 'low' | 'high';

/** One addend of a linear combination: `k` times the (rearranged) slot, per lane if a pair is given. */
export type Term = {
  readonly slot: Slot;
  readonly k: readonly [number, number];
  readonly lanes: Lanes;
};

/** One operand of a product. The signs are ±1 per lane. */
export type Operand = {
  readonly slot: Slot;
  readonly lanes: Lanes;
  readonly sign: readonly [1 | -1, 1 | -1];
};

export const plus = (slot: Slot, lanes: Lanes = 'same'): Term => ({ slot, k: [1, 1], lanes });
export const minus = (slot: Slot, lanes: Lanes = 'same'): Term => ({ slot, k: [-1, -1], lanes });
export const times = (k: number | readonly [number, number], slot: Slot, lanes: Lanes = 'same'): Term => ({
  slot,
  k: typeof k === 'number' ? [k, k] : k,
  lanes,
});
export const operand = (slot: Slot, lanes: Lanes = 'same', sign: readonly [1 | -1, 1 | -1] = [1, 1]): Operand => ({
  slot,
  lanes,
  sign,
});

/** What follows a linear combination: nothing, a carry pass, or a carry pass after subtracting the nearest multiple of p. */
export type Finish = 'raw' | 'carry' | 'reduce';
