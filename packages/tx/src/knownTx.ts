import { createLru, type Lru, toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import type { Rules } from '@eventide/params';
import { decodeTx } from './envelope.ts';
import type { Transaction } from './transaction.ts';

type Known = { readonly tx: Transaction; readonly bytes: number };

/** Some blocks and a mempool of ordinary transactions; large ones are few. */
const known: Lru<string, Known> = createLru({
  maxEntries: 8_192,
  maxWeight: 8 * 1024 * 1024,
  weigh: ({ bytes }) => bytes,
});

/**
 * As `decodeTx`, for bytes that a node meets again and again: in the mempool, in a candidate, in its block, on disk. What decoded once is not
 * decoded again, because its points are dear. The value is shared. Cost the next time: a hash of the bytes.
 * @throws as `decodeTx`
 * Spec: 03 §8
 */
export function decodeKnownTx(bytes: Uint8Array, rules: Pick<Rules, 'strict'>): Transaction {
  const name = `${rules.strict ? 's' : 'l'}${toHex(sha256(bytes))}`;
  const found = known.get(name);
  if (found !== undefined) return found.tx;
  const tx = decodeTx(bytes, rules);
  known.set(name, { tx, bytes: bytes.length });
  return tx;
}
