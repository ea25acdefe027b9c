import type { Stake, StakeKeys, StakeWithdraw } from '@eventide/tx/contracts/stake';
import { fromWithdraw, toWithdraw } from '../transfer/convert.ts';
import type { ArchivedStake, ArchivedStakeKeys, ArchivedStakeWithdraw } from './types.ts';

/** Argument of `stake`. Spec: 03 §14.2 */
export function fromStake({ chainId, keys, value, signature }: Stake): ArchivedStake {
  return { chainId, keys: fromStakeKeys(keys), value, signature };
}

export function toStake({ chainId, keys, value, signature }: ArchivedStake): Stake {
  return { chainId, keys: toStakeKeys(keys), value, signature };
}

/** Argument of `unstake` and, for rewards, of `withdraw`. Spec: 03 §14.2 */
export function fromStakeWithdraw({ account, withdraw, signature }: StakeWithdraw): ArchivedStakeWithdraw {
  return { account, withdraw: fromWithdraw(withdraw), signature };
}

/** @throws AbiError ABI_BAD_VALUE */
export function toStakeWithdraw({ account, withdraw, signature }: ArchivedStakeWithdraw): StakeWithdraw {
  return { account, withdraw: toWithdraw(withdraw), signature };
}

export function fromStakeKeys({ account, owner }: StakeKeys): ArchivedStakeKeys {
  return {
    account,
    owner:
      owner.kind === 'account'
        ? { kind: 'Account', value: owner.account }
        : { kind: 'Contract', value: owner.contract },
  };
}

export function toStakeKeys({ account, owner }: ArchivedStakeKeys): StakeKeys {
  return {
    account,
    owner:
      owner.kind === 'Account'
        ? { kind: 'account', account: owner.value }
        : { kind: 'contract', contract: owner.value },
  };
}
