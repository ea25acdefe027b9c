import { concatBytes } from '@eventide/base';
import { encode, Reader, Writer } from '@eventide/codec';
import type { Fr } from '@eventide/crypto/fields/fr';
import { hashToFr } from '@eventide/crypto/fields/hashToScalar';
import { consensusConstants } from '@eventide/params';
import { dataHashBytes, readData, type TransactionData, withoutSidecars, writeData } from '../data.ts';
import { type PhoenixFee, phoenixFeeCodec } from './fee.ts';
import { type TxSkeleton, txSkeletonCodec, writeSkeletonHashBytes } from './skeleton.ts';

/** Everything of a Phoenix transaction but its proof. Spec: 03 §6.2 */
export type PhoenixPayload = {
  readonly chainId: number;
  readonly skeleton: TxSkeleton;
  readonly fee: PhoenixFee;
  readonly data: TransactionData | null;
};

/** A transaction that spends notes. Spec: 03 §6 */
export type PhoenixTransaction = {
  readonly kind: 'phoenix';
  readonly payload: PhoenixPayload;
  /** The 1008 proof bytes (`aegis`), or set byte, authorisation and proof (`sound-1`). Spec: 03 §6.2, 14 §4 */
  readonly proofField: Uint8Array;
};

/** `bytes64 payload ‖ bytes64 proof field`. Spec: 03 §6.2 */
export function writePhoenix(w: Writer, tx: PhoenixTransaction): void {
  w.bytes64(encodePhoenixPayload(tx.payload));
  w.bytes64(tx.proofField);
}

/** As the reference, leaves bytes after the proof field unread. Spec: 03 §9 @throws CodecError */
export function readPhoenix(r: Reader): PhoenixTransaction {
  const payload = readPayload(new Reader(r.view(r.length64(consensusConstants.maxTransactionBytes))));
  return { kind: 'phoenix', payload, proofField: r.bytes64(consensusConstants.maxTransactionBytes) };
}

/** `chain_id ‖ u64 skeleton length ‖ skeleton ‖ fee ‖ data`. Spec: 03 §6.2 */
export function encodePhoenixPayload({ chainId, skeleton, fee, data }: PhoenixPayload): Uint8Array {
  const w = new Writer();
  w.u8(chainId);
  w.bytes64(encode(txSkeletonCodec, skeleton));
  phoenixFeeCodec.write(w, fee);
  writeData(w, data);
  return w.finish();
}

/**
 * The bytes that identify the payload for the authorisation of `sound-1`: complete, but without blob sidecars.
 * Spec: 10 §6
 */
export function phoenixPayloadWithoutSidecars(payload: PhoenixPayload): Uint8Array {
  return encodePhoenixPayload({ ...payload, data: withoutSidecars(payload.data) });
}

/** `chain_id ‖ skeleton ‖ data`, without lengths and without the fee. Spec: 03 §6.2 */
export function phoenixHashInput({ chainId, skeleton, data }: PhoenixPayload): Uint8Array {
  const w = new Writer();
  w.u8(chainId);
  writeSkeletonHashBytes(w, skeleton);
  w.bytes(dataHashBytes(data));
  return w.finish();
}

/** Public input 0 of the circuit and message of the signatures in it. Spec: 03 §6.2 */
export function phoenixPayloadHash(payload: PhoenixPayload): Fr {
  return hashToFr(phoenixHashInput(payload));
}

/** The hash whose bytes are the transaction id. Spec: 03 §6.2 */
export function phoenixTxHash({ payload, proofField }: PhoenixTransaction): Fr {
  return hashToFr(concatBytes(phoenixHashInput(payload), proofField));
}

/**
 * The reference parses the skeleton without regard to its declared length and then goes on where that length points.
 * Spec: 03 §9
 */
function readPayload(r: Reader): PhoenixPayload {
  const chainId = r.u8();
  const skeletonLength = r.length64(consensusConstants.maxTransactionBytes);
  const body = r.view(r.remaining);
  const skeleton = txSkeletonCodec.read(new Reader(body));
  const tail = new Reader(body.subarray(skeletonLength));
  return { chainId, skeleton, fee: phoenixFeeCodec.read(tail), data: readData(tail) };
}
