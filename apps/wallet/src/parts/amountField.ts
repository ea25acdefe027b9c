import type { Lux } from '@eventide/base';
import { kitMessages } from '@eventide/kit';
import { spendable } from '../engine/spendable.ts';
import { view } from '../state/wallet.ts';
import { readAmount } from './readAmount.ts';

/** The amount in a field; null for anything that is none. */
export function amountOf(text: string): Lux | null {
  const read = readAmount(text, kitMessages.locale.value);
  return typeof read === 'bigint' ? read : null;
}

/** What a side can pay with; undefined while it is not known. */
export function haveOn(side: 'shielded' | 'public'): Lux | undefined {
  const { balance, publicPending } = view.value;
  return balance === null ? undefined : spendable(side, { balance, publicPending });
}
