import { withdraw } from '../transfer/types.ts';
import type { ValueOf } from '../type/abiType.ts';
import { choice, option, record } from '../type/composite.ts';
import { blsPublicKey, blsSignature, bytes, contractId, text, u8, u64 } from '../type/primitive.ts';

// Fields stand in declaration order, which is the order of out-of-line data; the layout rule places them. Spec: 05 §3.4

export const stakeConfig = record('StakeConfig', { warnings: u8, minimumStake: u64 });
export const stakeFundOwner = choice('StakeFundOwner', { Account: blsPublicKey, Contract: contractId });
export const stakeKeys = record('StakeKeys', { account: blsPublicKey, owner: stakeFundOwner });
export const doubleSignature = record('DoubleSignature', { account: blsSignature, owner: blsSignature });
export const stake = record('Stake', { chainId: u8, keys: stakeKeys, value: u64, signature: doubleSignature });
export const stakeWithdraw = record('stake::Withdraw', { account: blsPublicKey, withdraw, signature: doubleSignature });
export const withdrawToContract = record('WithdrawToContract', {
  account: blsPublicKey,
  value: u64,
  fnName: text,
  data: bytes,
});
export const stakeAmount = record('StakeAmount', { value: u64, locked: u64, eligibility: u64 });
export const stakeData = record('StakeData', {
  amount: option(stakeAmount),
  reward: u64,
  faults: u8,
  hardFaults: u8,
});
export const rewardReason = choice('RewardReason', {
  GeneratorFixed: null,
  GeneratorExtra: null,
  Voter: null,
  Other: null,
});
export const reward = record('Reward', { account: blsPublicKey, value: u64, reason: rewardReason });
export const stakeEvent = record('StakeEvent', { keys: stakeKeys, value: u64, locked: u64 });
export const slashEvent = record('SlashEvent', { account: blsPublicKey, value: u64, nextEligibility: u64 });

export type ArchivedStake = ValueOf<typeof stake>;
export type ArchivedStakeWithdraw = ValueOf<typeof stakeWithdraw>;
export type StakeData = ValueOf<typeof stakeData>;
export type ArchivedStakeKeys = ValueOf<typeof stakeKeys>;
export type Reward = ValueOf<typeof reward>;
