import { decodeReturn, encodeArgument, stakeAbi, transferAbi } from '@eventide/abi';
import { isEventideError, type Lux } from '@eventide/base';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { readContract } from '../calls/contract.ts';
import { post } from '../calls/post.ts';
import type { Client } from '../client.ts';
import { asObject, asU64, parseExact } from '../json.ts';
import { parsePublic } from './recipient.ts';

/** A public account. */
export type AccountInfo = {
  readonly balance: Lux;
  /** Of its last executed transaction. */
  readonly nonce: bigint;
  /** For its next transaction, counting those in the mempool where the node tells. */
  readonly nextNonce: bigint;
};

export type AccountParams = { /** Base58. */ readonly account: string; readonly signal?: AbortSignal | undefined };

/** Balance and nonce of a public account; zeros if there is none. Spec: 08 §3 @throws WalletError WALLET_RECIPIENT_KIND; NetworkError */
export async function getAccount(client: Client, { account, signal }: AccountParams): Promise<AccountInfo> {
  const key = parsePublic(account);
  try {
    const response = await post(client.transport, `/on/account:${account}/status`, { signal });
    const json = asObject(parseExact(await response.text()), 'account');
    const nonce = asU64(json.nonce, 'nonce');
    const nextNonce = json.next_nonce === undefined ? nonce + 1n : asU64(json.next_nonce, 'next_nonce');
    return { balance: asU64(json.balance, 'balance'), nonce, nextNonce };
  } catch (error) {
    // The route is announced to go; the contract stays.
    if (!isEventideError(error, 'NETWORK_UNSUPPORTED')) throw error;
    const argument = encodeArgument(transferAbi, 'account', key);
    const bytes = await readContract(client.transport, TRANSFER_CONTRACT, 'account', argument, { signal });
    const { balance, nonce } = decodeReturn(transferAbi, 'account', bytes);
    return { balance, nonce, nextNonce: nonce + 1n };
  }
}

/** A stake as its contract has it. Spec: 05 §5.2 */
export type StakeInfo = {
  readonly active: Lux;
  /** Not counted by consensus; can be taken back. */
  readonly locked: Lux;
  /** First height at which it takes part. */
  readonly eligibility: bigint;
  readonly reward: Lux;
  readonly faults: number;
  readonly hardFaults: number;
};

/** The stake of an account; null if there is none, nor a reward. Spec: 05 §5.2 @throws WalletError WALLET_RECIPIENT_KIND; NetworkError */
export async function getStake(client: Client, { account, signal }: AccountParams): Promise<StakeInfo | null> {
  const argument = encodeArgument(stakeAbi, 'get_stake', parsePublic(account));
  const bytes = await readContract(client.transport, STAKE_CONTRACT, 'get_stake', argument, { signal });
  const data = decodeReturn(stakeAbi, 'get_stake', bytes);
  if (data === null) return null;
  return {
    active: data.amount?.value ?? 0n,
    locked: data.amount?.locked ?? 0n,
    eligibility: data.amount?.eligibility ?? 0n,
    reward: data.reward,
    faults: data.faults,
    hardFaults: data.hardFaults,
  };
}
