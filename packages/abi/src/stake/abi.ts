import { type Method, method } from '../contract.ts';
import { receiveFromContract } from '../transfer/types.ts';
import type { AbiType } from '../type/abiType.ts';
import { list, option, tuple } from '../type/composite.ts';
import { blsPublicKey, u8, u64, unit } from '../type/primitive.ts';
import {
  reward,
  slashEvent,
  stake,
  stakeConfig,
  stakeData,
  stakeEvent,
  stakeKeys,
  stakeWithdraw,
  withdrawToContract,
} from './types.ts';

function feeder<F>(feeds: AbiType<F>): Method<null, null, F> {
  return { argument: unit, returns: unit, feeds };
}

/** The stake contract. Spec: 05 §5.2, §5.12 */
export const stakeAbi = {
  name: 'stake',
  methods: {
    stake: method(stake, unit),
    unstake: method(stakeWithdraw, unit),
    withdraw: method(stakeWithdraw, unit),
    stake_from_contract: method(receiveFromContract, unit),
    unstake_from_contract: method(withdrawToContract, unit),
    withdraw_from_contract: method(withdrawToContract, unit),
    get_stake: method(blsPublicKey, option(stakeData)),
    get_stake_keys: method(blsPublicKey, option(stakeKeys)),
    burnt_amount: method(unit, u64),
    get_version: method(unit, u64),
    get_config: method(unit, stakeConfig),
    stakes: feeder(tuple(stakeKeys, stakeData)),
    prev_state_changes: feeder(tuple(blsPublicKey, option(stakeData))),
    before_state_transition: method(unit, unit),
    set_config: method(stakeConfig, unit),
    insert_stake: method(tuple(stakeKeys, stakeData), unit),
    reward: method(list(reward), unit),
    slash: method(tuple(blsPublicKey, option(u64)), unit),
    hard_slash: method(tuple(blsPublicKey, option(u64), option(u8)), unit),
    set_burnt_amount: method(u64, unit),
  },
  events: {
    stake: stakeEvent,
    unstake: stakeEvent,
    withdraw: stakeEvent,
    reward: list(reward),
    slash: slashEvent,
    hard_slash: slashEvent,
  },
} as const;
