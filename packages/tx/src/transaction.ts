import type { Lux } from '@eventide/base';
import type { TransactionData } from './data.ts';
import type { MoonlightTransaction } from './moonlight/payload.ts';
import type { PhoenixTransaction } from './phoenix/payload.ts';

/** A transaction of either model. Spec: 03 §8 */
export type Transaction = PhoenixTransaction | MoonlightTransaction;

/** What the sender pays for execution at most. */
export type GasTerms = { readonly gasLimit: bigint; readonly gasPrice: Lux };

/** Gas terms of either model. */
export function gasTerms(tx: Transaction): GasTerms {
  const { gasLimit, gasPrice } = tx.kind === 'phoenix' ? tx.payload.fee : tx.payload;
  return { gasLimit, gasPrice };
}

/** What the called contract may take. */
export function depositOf(tx: Transaction): Lux {
  return tx.kind === 'phoenix' ? tx.payload.skeleton.deposit : tx.payload.deposit;
}

/** The same transaction with other data; its signature or proof stays as it is. */
export function withData(tx: Transaction, data: TransactionData | null): Transaction {
  if (tx.kind === 'phoenix') return { ...tx, payload: { ...tx.payload, data } };
  return { ...tx, payload: { ...tx.payload, data } };
}
