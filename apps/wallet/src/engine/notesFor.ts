import { MAX_INPUTS, type Profile, selectNotes, type Wallet } from '@eventide/sdk';
import { spendableNotes } from '@eventide/sdk/wallet/balance';
import { movedBy, usualLimit } from './plans.ts';
import type { GasChoice, Plan } from './protocol.ts';

/** How many notes a plan will spend, as far as it can be told before its review. */
export function notesFor(wallet: Wallet, profile: Pick<Profile, 'index'>, plan: Plan, gas: GasChoice): number {
  const notes = spendableNotes(wallet, profile.index);
  if (plan.kind === 'mergeNotes') return Math.min(MAX_INPUTS, Math.max(1, notes.length));
  try {
    return selectNotes(notes, movedBy(plan) + (gas.limit ?? usualLimit(plan)) * (gas.price ?? 1n)).length;
  } catch {
    return 1;
  }
}
