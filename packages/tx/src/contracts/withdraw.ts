import { concatBytes, intToBytesLe, type Lux } from '@eventide/base';
import { encode } from '@eventide/codec';
import {
  type BlsPublicKey,
  type BlsSecretKey,
  type BlsSignature,
  type BlsVersion,
  blsPublicKey,
  blsPublicKeyCodec,
  blsSignatureCodec,
} from '@eventide/crypto/bls/keys';
import { blsSign, blsVerify } from '@eventide/crypto/bls/sign';
import { fl } from '@eventide/crypto/fields/fl';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { hashToFr } from '@eventide/crypto/fields/hashToScalar';
import {
  noteSecretKey,
  type PhoenixSecretKey,
  phoenixPublicKey,
  type StealthAddress,
  stealthAddress,
  stealthAddressCodec,
} from '@eventide/crypto/keys/phoenix';
import type { RandomBytes } from '@eventide/crypto/random';
import {
  type SchnorrSignature,
  schnorrSign,
  schnorrSignatureCodec,
  schnorrVerify,
} from '@eventide/crypto/schnorr/single';

/** Where money leaving a contract goes. Spec: 03 §14.1 */
export type WithdrawReceiver =
  | { readonly kind: 'phoenix'; readonly address: StealthAddress }
  | { readonly kind: 'moonlight'; readonly account: BlsPublicKey };

/** What ties a withdrawal to the one transaction that pays for it. Spec: 03 §14.2 */
export type ReplayToken =
  | { readonly kind: 'phoenix'; readonly nullifiers: readonly Fr[] }
  | { readonly kind: 'moonlight'; readonly nonce: bigint };

/** By the receiver; its kind is that of the receiver. Spec: 03 §14.1 */
export type WithdrawSignature =
  | { readonly kind: 'phoenix'; readonly signature: SchnorrSignature }
  | { readonly kind: 'moonlight'; readonly signature: BlsSignature };

/** The permission to pay `value` out of a contract: argument of `convert`, part of unstake and claim. Spec: 03 §14.1 */
export type Withdraw = {
  /** 32 bytes: the transfer contract for a conversion, the stake contract for stake operations. */
  readonly contract: Uint8Array;
  readonly value: Lux;
  readonly receiver: WithdrawReceiver;
  readonly token: ReplayToken;
  readonly signature: WithdrawSignature;
};

/** Who receives, by the secret key that signs for it. */
export type WithdrawOwner =
  | { readonly kind: 'phoenix'; readonly secret: PhoenixSecretKey }
  | { readonly kind: 'moonlight'; readonly secret: BlsSecretKey };

/** `contract ‖ value ‖ receiver ‖ token`, without flags or lengths. Spec: 03 §14.1 */
export function withdrawMessage({ contract, value, receiver, token }: Omit<Withdraw, 'signature'>): Uint8Array {
  return concatBytes(
    contract,
    intToBytesLe(value, 8),
    receiver.kind === 'phoenix'
      ? encode(stealthAddressCodec, receiver.address)
      : encode(blsPublicKeyCodec, receiver.account),
    token.kind === 'phoenix'
      ? concatBytes(...token.nullifiers.map((nullifier) => fr.encode(nullifier)))
      : intToBytesLe(token.nonce, 8),
  );
}

/**
 * A signed withdrawal to a fresh stealth address or to the account of `owner`. Draws the address, then the nonce of the
 * signature. Spec: 03 §14.1, §18.2
 */
export function signWithdraw(
  request: Pick<Withdraw, 'contract' | 'value' | 'token'> & { readonly owner: WithdrawOwner },
  random: RandomBytes,
): Withdraw {
  const { owner, ...terms } = request;
  if (owner.kind === 'moonlight') {
    const receiver = { kind: 'moonlight', account: blsPublicKey(owner.secret) } as const;
    const message = withdrawMessage({ ...terms, receiver });
    return { ...terms, receiver, signature: { kind: 'moonlight', signature: blsSign('V2', owner.secret, message) } };
  }
  const address = stealthAddress(phoenixPublicKey(owner.secret), fl.random(random));
  const receiver = { kind: 'phoenix', address } as const;
  const message = hashToFr(withdrawMessage({ ...terms, receiver }));
  const signature = schnorrSign(noteSecretKey(owner.secret, address), message, random);
  return { ...terms, receiver, signature: { kind: 'phoenix', signature } };
}

/** True if the signature is the receiver's and of the receiver's kind. Spec: 03 §13.5, §14.1 */
export function verifyWithdraw(withdraw: Withdraw, bls: BlsVersion): boolean {
  const { receiver, signature } = withdraw;
  const message = withdrawMessage(withdraw);
  if (receiver.kind === 'phoenix') {
    if (signature.kind !== 'phoenix') return false;
    return schnorrVerify(receiver.address.notePk, signature.signature, hashToFr(message)).ok;
  }
  return signature.kind === 'moonlight' && blsVerify(bls, receiver.account, signature.signature, message).ok;
}

/** The 64 bytes of a Schnorr or the 48 of a BLS signature. Spec: 03 §14.1 */
export function encodeWithdrawSignature(signature: WithdrawSignature): Uint8Array {
  return signature.kind === 'phoenix'
    ? encode(schnorrSignatureCodec, signature.signature)
    : encode(blsSignatureCodec, signature.signature);
}
