import type { Reward as ArchivedReward } from '@eventide/abi';
import { encodeArgument, stakeAbi } from '@eventide/abi';
import { compareBytes, fromHex } from '@eventide/base';
import { knownBlsPublicKey } from '@eventide/crypto/bls/knownKeys';
import { type Reward, type RewardedVoter, rewardsOf, type Slash } from '@eventide/ledger/settlement';
import { STAKE_CONTRACT } from '@eventide/tx/contracts/ids';
import type { ContractEvent } from '@eventide/vm/outcome';
import { callStake, callTransfer, failureText, UNLIMITED_GAS } from './contractCall.ts';
import { ExecutionError } from './errors.ts';
import type { OpenBlock } from './openBlock.ts';

/** Who earns and who is punished by a block. */
export type Settlement = {
  /** 96 bytes. */
  readonly generator: Uint8Array;
  /** Members that voted for the block before, with their credits of both steps; in any order. */
  readonly voters: readonly RewardedVoter[];
  readonly slashes: readonly Slash[];
};

/** Panics of slashing somebody without a stake, which change nothing. Spec: 04 §7.6 */
const NOTHING_TO_SLASH = ['The stake to slash should exist', 'The stake to hard slash should exist'];

/** The rewards of a block that spent `fees`; undefined where nobody voted for its parent. Spec: 05 §7.2 */
export function blockRewards(
  { height, rules }: Pick<OpenBlock, 'height' | 'rules'>,
  { generator, voters }: Settlement,
  fees: bigint,
): readonly Reward[] | undefined {
  const ordered = [...voters].sort((a, b) => compareBytes(a.key, b.key));
  return rewardsOf({ height, duskSpent: fees, generator, voters: ordered, rewardKey: fromHex(rules.rewardKey) });
}

/**
 * Pays rewards, slashes, and records the root of the tree of notes; the events of these calls in order.
 * @throws ExecutionError EXEC_SYSTEM_CALL; CodecError for a key that is none
 * Spec: 05 §6 step 4
 */
export function settleBlock(
  block: OpenBlock,
  rewards: readonly Reward[],
  slashes: readonly Slash[],
): readonly ContractEvent[] {
  const { session } = block;
  const events = [...callStake(session, 'reward', rewards.map(toArchived)).events];
  for (const { key } of slashes) events.push(...slash(block, key));
  events.push(...callTransfer(session, 'update_root', null).events);
  return events;
}

/** All kinds are executed as soft ones. Spec: 05 §6 */
function slash({ session }: OpenBlock, key: Uint8Array): readonly ContractEvent[] {
  const argument = encodeArgument(stakeAbi, 'slash', [knownBlsPublicKey(key), null]);
  const pending = session.pendingEvents;
  const result = session.call(STAKE_CONTRACT, 'slash', argument, UNLIMITED_GAS);
  if (result.ok) return result.receipt.events;
  const { failure } = result;
  if (failure.kind === 'panic' && NOTHING_TO_SLASH.some((text) => failure.message.includes(text))) {
    session.truncateEvents(pending);
    return [];
  }
  throw new ExecutionError('EXEC_SYSTEM_CALL', { method: 'slash', failure: failureText(failure) });
}

function toArchived({ key, value, reason }: Reward): ArchivedReward {
  return { account: knownBlsPublicKey(key), value, reason: { kind: reason } };
}
