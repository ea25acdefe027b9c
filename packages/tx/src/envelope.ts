import { equalBytes } from '@eventide/base';
import { CodecError, Reader, Writer } from '@eventide/codec';
import type { Rules } from '@eventide/params';
import { TxError } from './errors.ts';
import { readMoonlight, writeMoonlight } from './moonlight/payload.ts';
import { readPhoenix, writePhoenix } from './phoenix/payload.ts';
import type { Transaction } from './transaction.ts';

const TAGS = { phoenix: 0, moonlight: 1 } as const;

/** Protocol bytes: a tag, then the transaction. Canonical. Spec: 03 §8 */
export function encodeTx(tx: Transaction): Uint8Array {
  const w = new Writer();
  w.u8(TAGS[tx.kind]);
  if (tx.kind === 'phoenix') writePhoenix(w, tx);
  else writeMoonlight(w, tx);
  return w.finish();
}

/**
 * The transaction of protocol bytes. Where `rules.strict` is off, accepts exactly what the reference accepts, odd lengths
 * and ignored tails included (03 §9); where it is on, only what `encodeTx` writes (14 §4).
 * Ids and digests are made of the canonical encoding, never of received bytes.
 * @throws CodecError, TxError TX_NOT_CANONICAL
 * Spec: 03 §8, §9, 14 §4
 */
export function decodeTx(bytes: Uint8Array, rules: Pick<Rules, 'strict'>): Transaction {
  const tx = readTx(new Reader(bytes));
  if (rules.strict && !equalBytes(encodeTx(tx), bytes)) throw new TxError('TX_NOT_CANONICAL', { kind: tx.kind });
  return tx;
}

function readTx(r: Reader): Transaction {
  const tag = r.u8();
  if (tag === TAGS.phoenix) return readPhoenix(r);
  if (tag === TAGS.moonlight) return readMoonlight(r);
  throw new CodecError('CODEC_BAD_TAG', { tag, type: 'Transaction' });
}
