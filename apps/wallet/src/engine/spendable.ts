import type { Lux } from '@eventide/base';
import type { Balance } from '@eventide/sdk';

/** What a side can pay with now. `publicPending`: what running payments will take from the public side. */
export function spendable(
  side: 'shielded' | 'public',
  { balance, publicPending }: { readonly balance: Balance; readonly publicPending: Lux },
): Lux {
  if (side === 'shielded') return balance.shielded.spendable;
  return balance.public > publicPending ? balance.public - publicPending : 0n;
}
