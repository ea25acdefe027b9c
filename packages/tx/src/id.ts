import { concatBytes, intToBytesLe, toHex } from '@eventide/base';
import { encodeG2 } from '@eventide/crypto/bls12-381/encoding';
import { fr } from '@eventide/crypto/fields/fr';
import { sha3_256 } from '@eventide/crypto/hash';
import { blobsToMemo } from './data.ts';
import { encodeTx } from './envelope.ts';
import { moonlightTxHash } from './moonlight/payload.ts';
import { phoenixTxHash } from './phoenix/payload.ts';
import { type Transaction, withData } from './transaction.ts';

/** The transaction id, 32 bytes. Not a key for spends: others can change it, see 03 §19 item 2. Spec: 03 §8 */
export function txId(tx: Transaction): Uint8Array {
  return fr.encode(tx.kind === 'phoenix' ? phoenixTxHash(tx) : moonlightTxHash(tx));
}

/** The id as everybody writes it: hex of its bytes. Spec: 03 §8 */
export function formatTxId(tx: Transaction): string {
  return toHex(txId(tx));
}

/** The leaf of a block's transaction tree: SHA3-256 of the protocol bytes, blobs turned into their memo. Spec: 03 §8 */
export function txDigest(tx: Transaction): Uint8Array {
  return sha3_256(encodeTx(withData(tx, blobsToMemo(tx.payload.data))));
}

/**
 * What can be spent once: the nullifiers (32 bytes each), or sender and nonce (104 bytes). Two transactions that share
 * one exclude each other. Spec: 03 §8
 */
export function spendIds(tx: Transaction): Uint8Array[] {
  if (tx.kind === 'phoenix') return tx.payload.skeleton.nullifiers.map((nullifier) => fr.encode(nullifier));
  return [concatBytes(encodeG2(tx.payload.sender), intToBytesLe(tx.payload.nonce, 8))];
}
