import { concatBytes, intToBytesLe, type Lux } from '@eventide/base';
import { encode } from '@eventide/codec';
import {
  type BlsPublicKey,
  type BlsSecretKey,
  type BlsSignature,
  type BlsVersion,
  blsPublicKey,
  blsPublicKeyCodec,
} from '@eventide/crypto/bls/keys';
import { blsSign, blsVerify } from '@eventide/crypto/bls/sign';
import { encodeWithdrawSignature, type Withdraw, withdrawMessage } from './withdraw.ts';

/** Who may take the stake back. Spec: 03 §14.1 */
export type StakeOwner =
  | { readonly kind: 'account'; readonly account: BlsPublicKey }
  | { readonly kind: 'contract'; readonly contract: Uint8Array };

/** The consensus key of a stake and its owner. */
export type StakeKeys = { readonly account: BlsPublicKey; readonly owner: StakeOwner };

/** By both keys; a contract-owned stake is signed twice with the account key. Spec: 03 §14.1 */
export type DoubleSignature = { readonly account: BlsSignature; readonly owner: BlsSignature };

/** Argument of `stake`. Spec: 03 §14.2 */
export type Stake = {
  readonly chainId: number;
  readonly keys: StakeKeys;
  readonly value: Lux;
  readonly signature: DoubleSignature;
};

/** Argument of `unstake` and, for rewards, of `withdraw`. Spec: 03 §14.2 */
export type StakeWithdraw = {
  readonly account: BlsPublicKey;
  readonly withdraw: Withdraw;
  readonly signature: DoubleSignature;
};

/** Secret keys of account and owner; the owner's is the account's own for a contract-owned stake. */
export type StakeSecrets = { readonly account: BlsSecretKey; readonly owner: BlsSecretKey };

const OWNER_SIZE = 96;

/** `chain_id ‖ account ‖ owner ‖ value`, 201 bytes. Spec: 03 §14.1 */
export function stakeMessage({ chainId, keys, value }: Omit<Stake, 'signature'>): Uint8Array {
  return concatBytes(
    Uint8Array.of(chainId),
    encode(blsPublicKeyCodec, keys.account),
    encodeOwner(keys.owner),
    intToBytesLe(value, 8),
  );
}

/** `account ‖ withdraw message ‖ withdraw signature`. Spec: 03 §14.1 */
export function stakeWithdrawMessage({ account, withdraw }: Omit<StakeWithdraw, 'signature'>): Uint8Array {
  return concatBytes(
    encode(blsPublicKeyCodec, account),
    withdrawMessage(withdraw),
    encodeWithdrawSignature(withdraw.signature),
  );
}

/** A stake of `value` that account and owner have signed; without `ownerContract` the owner is an account. Spec: 03 §14.1 */
export function signStake(
  request: { readonly chainId: number; readonly value: Lux; readonly ownerContract?: Uint8Array | undefined },
  secrets: StakeSecrets,
): Stake {
  const { chainId, value, ownerContract } = request;
  const owner: StakeOwner = ownerContract
    ? { kind: 'contract', contract: ownerContract }
    : { kind: 'account', account: blsPublicKey(secrets.owner) };
  const terms = { chainId, value, keys: { account: blsPublicKey(secrets.account), owner } };
  return { ...terms, signature: signDouble(secrets, stakeMessage(terms)) };
}

/** The permission to take stake or reward out. Spec: 03 §14.1 */
export function signStakeWithdraw(withdraw: Withdraw, secrets: StakeSecrets): StakeWithdraw {
  const terms = { account: blsPublicKey(secrets.account), withdraw };
  return { ...terms, signature: signDouble(secrets, stakeWithdrawMessage(terms)) };
}

/** True if both signatures hold; of a contract-owned stake, both are the account's. Spec: 03 §14.1 */
export function verifyStake(stake: Stake, bls: BlsVersion): boolean {
  const { account, owner } = stake.keys;
  return verifyDouble(account, owner.kind === 'account' ? owner.account : account, stake, stakeMessage(stake), bls);
}

/** True if account and owner signed; `owner` is that of the stake's entry. Spec: 03 §14.2 */
export function verifyStakeWithdraw(withdraw: StakeWithdraw, owner: BlsPublicKey, bls: BlsVersion): boolean {
  return verifyDouble(withdraw.account, owner, withdraw, stakeWithdrawMessage(withdraw), bls);
}

function encodeOwner(owner: StakeOwner): Uint8Array {
  if (owner.kind === 'account') return encode(blsPublicKeyCodec, owner.account);
  return concatBytes(owner.contract, new Uint8Array(OWNER_SIZE - owner.contract.length));
}

function signDouble(secrets: StakeSecrets, message: Uint8Array): DoubleSignature {
  return { account: blsSign('V2', secrets.account, message), owner: blsSign('V2', secrets.owner, message) };
}

function verifyDouble(
  account: BlsPublicKey,
  owner: BlsPublicKey,
  { signature }: { readonly signature: DoubleSignature },
  message: Uint8Array,
  bls: BlsVersion,
): boolean {
  return blsVerify(bls, account, signature.account, message).ok && blsVerify(bls, owner, signature.owner, message).ok;
}
