import { encodeArgument, fromStake, fromStakeWithdraw, stakeAbi } from '@eventide/abi';
import type { Lux } from '@eventide/base';
import { STAKE_CONTRACT, signStake, signStakeWithdraw, signWithdraw, type TransactionData } from '@eventide/tx';
import type { Client } from '../../client.ts';
import { WalletError } from '../../errors.ts';
import { getStake } from '../account.ts';
import { notesOf, ownerOf, type PayFrom, prepareCall } from './actions.ts';
import { type PreparedTx, type SendParams, type Sent, submitTx } from './prepared.ts';

export type StakeParams = SendParams & {
  readonly value: Lux;
  /** Profile that may take the stake back; default the staking one. */
  readonly owner?: number | undefined;
  /** Default `public`. */
  readonly payFrom?: PayFrom | undefined;
};

export type UnstakeParams = SendParams & {
  /** Default everything, locked part included. */
  readonly value?: Lux | undefined;
  /** Profile that owns the stake; default the staking one. */
  readonly owner?: number | undefined;
  /** Default `public`. */
  readonly payFrom?: PayFrom | undefined;
  /** Where the money goes; default the side that pays. */
  readonly to?: PayFrom | undefined;
};

/** @throws as `stake` */
export async function prepareStake(client: Client, params: StakeParams): Promise<PreparedTx> {
  const { from, value, owner = from.index } = params;
  const { chainId } = await client.chain(params.signal);
  const secrets = { account: from.wallet.secretsOf(from.index).bls, owner: from.wallet.secretsOf(owner).bls };
  const argument = encodeArgument(stakeAbi, 'stake', fromStake(signStake({ chainId, value }, secrets)));
  const data: TransactionData = { kind: 'call', contract: STAKE_CONTRACT, fnName: 'stake', fnArgs: argument };
  return prepareCall(client, params, { kind: 'stake', deposit: value, value, data: () => ({ data }) });
}

/**
 * Stakes `value` with the key of the profile; the first time at least 1,000 DUSK. Takes part 2,161 to 4,320 blocks later.
 * @throws ContractError CONTRACT_CALL_FAILED with the contract's reason; WalletError; NetworkError
 * Spec: 03 §14.2, 05 §5
 */
export async function stake(client: Client, params: StakeParams): Promise<Sent> {
  return submitTx(client, await prepareStake(client, params), params);
}

/** Adds to a stake that is there; a tenth of it is locked once the stake is eligible. Spec: 05 §5 */
export async function topUp(client: Client, params: StakeParams): Promise<Sent> {
  const before = await getStake(client, { account: params.from.account, signal: params.signal });
  if (before === null || before.active + before.locked === 0n) {
    throw new WalletError('WALLET_BAD_REQUEST', { rule: 'there is a stake to add to' });
  }
  return stake(client, params);
}

/** @throws as `unstake` */
export async function prepareUnstake(client: Client, params: UnstakeParams): Promise<PreparedTx> {
  const { from } = params;
  const now = await getStake(client, { account: from.account, signal: params.signal });
  const value = params.value ?? (now === null ? 0n : now.active + now.locked);
  if (value === 0n) throw new WalletError('WALLET_BAD_REQUEST', { rule: 'there is a stake' });
  return prepareTakeOut(client, params, 'unstake', value);
}

/** Takes stake back, all of it or down to the minimum. @throws as `stake`. Spec: 03 §14.2 */
export async function unstake(client: Client, params: UnstakeParams): Promise<Sent> {
  return submitTx(client, await prepareUnstake(client, params), params);
}

/** @throws as `claimReward` */
export async function prepareClaimReward(client: Client, params: UnstakeParams): Promise<PreparedTx> {
  const { from } = params;
  const now = await getStake(client, { account: from.account, signal: params.signal });
  const value = params.value ?? now?.reward ?? 0n;
  if (value === 0n) throw new WalletError('WALLET_BAD_REQUEST', { rule: 'there is a reward' });
  return prepareTakeOut(client, params, 'claimReward', value);
}

/** Takes rewards out, all of them by default. @throws as `stake`. Spec: 03 §14.2 */
export async function claimReward(client: Client, params: UnstakeParams): Promise<Sent> {
  return submitTx(client, await prepareClaimReward(client, params), params);
}

function prepareTakeOut(
  client: Client,
  params: UnstakeParams,
  kind: 'unstake' | 'claimReward',
  value: Lux,
): Promise<PreparedTx> {
  const { from, payFrom = 'public', to = payFrom, owner = from.index } = params;
  const secrets = from.wallet.secretsOf(from.index);
  const stakeSecrets = { account: secrets.bls, owner: from.wallet.secretsOf(owner).bls };
  const fnName = kind === 'unstake' ? 'unstake' : 'withdraw';
  return prepareCall(client, params, {
    kind,
    deposit: 0n,
    value,
    data: (token) => {
      const withdraw = signWithdraw(
        { contract: STAKE_CONTRACT, value, token, owner: ownerOf(params, to) },
        client.random,
      );
      const argument = encodeArgument(stakeAbi, fnName, fromStakeWithdraw(signStakeWithdraw(withdraw, stakeSecrets)));
      return {
        data: { kind: 'call', contract: STAKE_CONTRACT, fnName, fnArgs: argument },
        ownNotes: notesOf(withdraw),
      };
    },
  });
}
