import type { Lux } from '@eventide/base';
import { WalletError } from '../errors.ts';

/** Notes one transaction can spend. Spec: 03 §6.3 */
export const MAX_INPUTS = 4;

export type Selectable = { readonly value: Lux; readonly pos: bigint };

/**
 * 1 to 4 notes that cover `cost`: as few as possible, because each costs proving time, and of those the first combination of the
 * reference's order (by value ascending, indexes lexicographically), which uses small notes up. Deterministic.
 * Cost: sorting.
 * @param locked notes that wait for a transaction to end; they only decide which error it is
 * @throws WalletError WALLET_FUNDS_SHORT, WALLET_FUNDS_PENDING, WALLET_TOO_FRAGMENTED
 * Spec: 03 §18.1
 */
export function selectNotes<N extends Selectable>(
  notes: readonly N[],
  cost: Lux,
  locked: readonly Selectable[] = [],
): N[] {
  const sorted = [...notes].sort((a, b) => compare(a.value, b.value) || compare(a.pos, b.pos));
  for (let count = 1; count <= Math.min(MAX_INPUTS, sorted.length); count++) {
    if (sumOf(sorted.slice(-count)) >= cost) return firstCombination(sorted, count, cost);
  }
  const have = sumOf(notes);
  const details = { need: cost, have };
  if (have >= cost) {
    throw new WalletError('WALLET_TOO_FRAGMENTED', {
      ...details,
      atOnce: sumOf(sorted.slice(-MAX_INPUTS)),
      notes: notes.length,
    });
  }
  const pending = sumOf(locked);
  if (have + pending >= cost) throw new WalletError('WALLET_FUNDS_PENDING', { ...details, pending });
  throw new WalletError('WALLET_FUNDS_SHORT', details);
}

/** What can be spent in one transaction: the four largest. Spec: 03 §18.1 */
export function spendableAtOnce(notes: readonly Selectable[]): Lux {
  return sumOf([...notes].sort((a, b) => compare(b.value, a.value)).slice(0, MAX_INPUTS));
}

export function sumOf(notes: readonly { readonly value: Lux }[]): Lux {
  return notes.reduce((sum, { value }) => sum + value, 0n);
}

/** Of `sorted`, ascending: the lexicographically first `count` indexes whose sum reaches `cost`; the largest reach it. */
function firstCombination<N extends Selectable>(sorted: readonly N[], count: number, cost: Lux): N[] {
  const chosen: N[] = [];
  let from = 0;
  let missing = cost;
  for (let left = count; left > 0; left--) {
    // The best that the others can add: the largest ones, which all lie behind.
    const best = sumOf(sorted.slice(sorted.length - (left - 1), sorted.length));
    while ((sorted[from] as N).value + best < missing) from++;
    const note = sorted[from++] as N;
    chosen.push(note);
    missing -= note.value;
  }
  return chosen;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
