import type { Lux } from '@eventide/base';
import { TxError } from './errors.ts';

/** The largest amount, gas quantity or nonce. */
export const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** The amount itself. @throws TxError TX_AMOUNT_RANGE below 0 or above 2^64 − 1 */
export function checkAmount(what: string, amount: Lux): Lux {
  if (amount < 0n || amount > U64_MAX) throw new TxError('TX_AMOUNT_RANGE', { what, amount });
  return amount;
}
