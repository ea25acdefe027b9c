import { decodeReturn, transferAbi } from '@eventide/abi';
import { isEventideError } from '@eventide/base';
import { formatAccount } from '@eventide/crypto/bls/keys';
import { type Engine, provisionersAt, queryContract } from '@eventide/execution';
import { TRANSFER_CONTRACT } from '@eventide/tx';

/** A stake that differs, in Lux; zeros where there is none. */
export type StakeChange = {
  readonly account: string;
  readonly amountBefore: bigint;
  readonly amountAfter: bigint;
  readonly lockedBefore: bigint;
  readonly lockedAfter: bigint;
  readonly rewardBefore: bigint;
  readonly rewardAfter: bigint;
};

/** What the pages of the genesis contracts mean: stakes that differ, and how many notes there are. Spec: 13 §2.2 */
export function decodedChanges(engine: Engine, before: Uint8Array, after: Uint8Array) {
  return {
    stakes: stakeChanges(stakes(engine, before), stakes(engine, after)),
    notes: { before: noteCount(engine, before), after: noteCount(engine, after) },
  };
}

type Stake = { readonly amount: bigint; readonly locked: bigint; readonly reward: bigint };

const NO_STAKE: Stake = { amount: 0n, locked: 0n, reward: 0n };

function stakeChanges(old: ReadonlyMap<string, Stake>, now: ReadonlyMap<string, Stake>): StakeChange[] {
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((account) => {
    const [from, to] = [old.get(account) ?? NO_STAKE, now.get(account) ?? NO_STAKE];
    if (from.amount === to.amount && from.locked === to.locked && from.reward === to.reward) return [];
    return [
      {
        account,
        amountBefore: from.amount,
        amountAfter: to.amount,
        lockedBefore: from.locked,
        lockedAfter: to.locked,
        rewardBefore: from.reward,
        rewardAfter: to.reward,
      },
    ];
  });
}

function stakes(engine: Engine, root: Uint8Array): ReadonlyMap<string, Stake> {
  const all = whereDeployed(() => provisionersAt(engine, root)) ?? [];
  return new Map(
    all.map(({ keys, data: { amount, reward } }) => [
      formatAccount(keys.account),
      { amount: amount?.value ?? 0n, locked: amount?.locked ?? 0n, reward },
    ]),
  );
}

function noteCount(engine: Engine, root: Uint8Array): bigint {
  const query = { root, contract: TRANSFER_CONTRACT, method: 'num_notes', argument: new Uint8Array() };
  return whereDeployed(() => decodeReturn(transferAbi, 'num_notes', queryContract(engine, query).data)) ?? 0n;
}

/** Nothing in states before the contract was deployed. */
export function whereDeployed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isEventideError(error, 'EXEC_CONTRACT_UNKNOWN')) return undefined;
    throw error;
  }
}
