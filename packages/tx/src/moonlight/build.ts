import type { Lux } from '@eventide/base';
import { type BlsPublicKey, type BlsSecretKey, blsPublicKey } from '@eventide/crypto/bls/keys';
import { blsSign } from '@eventide/crypto/bls/sign';
import { checkAmount } from '../amounts.ts';
import type { TransactionData } from '../data.ts';
import { TxError } from '../errors.ts';
import type { GasTerms } from '../transaction.ts';
import { type MoonlightPayload, type MoonlightTransaction, moonlightMessage } from './payload.ts';

/** A public payment, call or deployment to build. Spec: 03 §7 */
export type MoonlightRequest = {
  readonly chainId: number;
  readonly from: BlsSecretKey;
  /** The account that pays, if it is not that of `from`: only nodes that impersonate it take this. Spec: 13 §3.2 */
  readonly sender?: BlsPublicKey | undefined;
  /** The sender, if left out. */
  readonly to?: BlsPublicKey | undefined;
  /** Receives what the fee leaves; the sender, if left out. */
  readonly refundTo?: BlsPublicKey | undefined;
  readonly value?: Lux | undefined;
  /** What the called contract may take. */
  readonly deposit?: Lux | undefined;
  readonly gas: GasTerms;
  /** The account's nonce + 1. */
  readonly nonce: bigint;
  readonly data?: TransactionData | undefined;
};

/**
 * The signed transaction. Signatures are of version 2, as wallets make them since Aegis.
 * @throws TxError TX_AMOUNT_RANGE, TX_BAD_REQUEST (a deposit without a call)
 * Spec: 03 §7, §11.1
 */
export function buildMoonlight(request: MoonlightRequest): MoonlightTransaction {
  const { chainId, from, gas, value = 0n, deposit = 0n, nonce, data = null } = request;
  if (deposit > 0n && data?.kind !== 'call') throw new TxError('TX_BAD_REQUEST', { rule: 'a deposit needs a call' });
  checkAmount('total', value + deposit + gas.gasLimit * gas.gasPrice);
  const sender = request.sender ?? blsPublicKey(from);
  const payload: MoonlightPayload = {
    chainId,
    sender,
    receiver: request.to ?? sender,
    value: checkAmount('value', value),
    deposit: checkAmount('deposit', deposit),
    gasLimit: gas.gasLimit,
    gasPrice: gas.gasPrice,
    refundTo: request.refundTo ?? sender,
    nonce: checkAmount('nonce', nonce),
    data,
  };
  return { kind: 'moonlight', payload, signature: blsSign('V2', from, moonlightMessage(payload)) };
}
