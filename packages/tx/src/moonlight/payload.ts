import { concatBytes, type Lux } from '@eventide/base';
import { CodecError, decode, encode, Reader, Writer } from '@eventide/codec';
import {
  BLS_PUBLIC_KEY_SIZE,
  BLS_SIGNATURE_SIZE,
  type BlsPublicKey,
  type BlsSignature,
  blsPublicKeyCodec,
  blsSignatureCodec,
} from '@eventide/crypto/bls/keys';
import { knownBlsPublicKey } from '@eventide/crypto/bls/knownKeys';
import { encodeG2 } from '@eventide/crypto/bls12-381/encoding';
import { equalG2 } from '@eventide/crypto/bls12-381/points';
import type { Fr } from '@eventide/crypto/fields/fr';
import { hashToFr } from '@eventide/crypto/fields/hashToScalar';
import { consensusConstants } from '@eventide/params';
import { dataHashBytes, readData, type TransactionData, writeData } from '../data.ts';

/** Everything of a Moonlight transaction but its signature. Spec: 03 §7 */
export type MoonlightPayload = {
  readonly chainId: number;
  readonly sender: BlsPublicKey;
  /** The sender, if nobody else. */
  readonly receiver: BlsPublicKey;
  readonly value: Lux;
  readonly deposit: Lux;
  /** Gas units, u64. */
  readonly gasLimit: bigint;
  /** Lux per gas unit, u64. */
  readonly gasPrice: Lux;
  /** The sender, if nobody else. */
  readonly refundTo: BlsPublicKey;
  /** The account's nonce + 1. */
  readonly nonce: bigint;
  readonly data: TransactionData | null;
};

/** A transaction between public accounts. Spec: 03 §7 */
export type MoonlightTransaction = {
  readonly kind: 'moonlight';
  readonly payload: MoonlightPayload;
  readonly signature: BlsSignature;
};

/** `bytes64 payload ‖ signature`. Spec: 03 §7 */
export function writeMoonlight(w: Writer, { payload, signature }: MoonlightTransaction): void {
  w.bytes64(encodeMoonlightPayload(payload));
  blsSignatureCodec.write(w, signature);
}

/** Exactly the signature must follow the payload; bytes the payload leaves over are ignored. Spec: 03 §9 @throws CodecError */
export function readMoonlight(r: Reader): MoonlightTransaction {
  const payload = readPayload(new Reader(r.view(r.length64(consensusConstants.maxTransactionBytes))));
  const signature = r.view(r.remaining);
  if (signature.length !== BLS_SIGNATURE_SIZE) {
    throw new CodecError('CODEC_INVALID', { rule: '48 bytes of signature', found: signature.length });
  }
  return { kind: 'moonlight', payload, signature: decode(blsSignatureCodec, signature) };
}

/** Spec: 03 §7 */
export function encodeMoonlightPayload(payload: MoonlightPayload): Uint8Array {
  const w = new Writer();
  w.u8(payload.chainId);
  blsPublicKeyCodec.write(w, payload.sender);
  writeOther(w, payload.receiver, payload.sender);
  w.u64(payload.value);
  w.u64(payload.deposit);
  w.u64(payload.gasLimit);
  w.u64(payload.gasPrice);
  writeOther(w, payload.refundTo, payload.sender);
  w.u64(payload.nonce);
  writeData(w, payload.data);
  return w.finish();
}

/** The signed message: keys equal to the sender's are left out, and so are all flags. Spec: 03 §7 */
export function moonlightMessage(payload: MoonlightPayload): Uint8Array {
  const { sender, receiver, refundTo } = payload;
  const w = new Writer();
  w.u8(payload.chainId);
  w.bytes(encodeG2(sender));
  if (!equalG2(receiver, sender)) w.bytes(encodeG2(receiver));
  w.u64(payload.value);
  w.u64(payload.deposit);
  w.u64(payload.gasLimit);
  w.u64(payload.gasPrice);
  if (!equalG2(refundTo, sender)) w.bytes(encodeG2(refundTo));
  w.u64(payload.nonce);
  w.bytes(dataHashBytes(payload.data));
  return w.finish();
}

/** The hash whose bytes are the transaction id. Spec: 03 §7 */
export function moonlightTxHash({ payload, signature }: MoonlightTransaction): Fr {
  return hashToFr(concatBytes(moonlightMessage(payload), encode(blsSignatureCodec, signature)));
}

function readPayload(r: Reader): MoonlightPayload {
  const chainId = r.u8();
  const sender = knownBlsPublicKey(r.view(BLS_PUBLIC_KEY_SIZE));
  return {
    chainId,
    sender,
    receiver: readOther(r, sender),
    value: r.u64(),
    deposit: r.u64(),
    gasLimit: r.u64(),
    gasPrice: r.u64(),
    refundTo: readOther(r, sender),
    nonce: r.u64(),
    data: readData(r),
  };
}

/** Flag 0 stands for the sender; the reader also takes flag 1 before the sender's own key. Spec: 03 §7 */
function writeOther(w: Writer, key: BlsPublicKey, sender: BlsPublicKey): void {
  const other = !equalG2(key, sender);
  w.bool(other);
  if (other) blsPublicKeyCodec.write(w, key);
}

function readOther(r: Reader, sender: BlsPublicKey): BlsPublicKey {
  return r.bool() ? knownBlsPublicKey(r.view(BLS_PUBLIC_KEY_SIZE)) : sender;
}
