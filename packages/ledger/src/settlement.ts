import { emissionAt } from '@eventide/params';
import type { FailedIteration } from './attestation.ts';
import type { PublicKeyBytes } from './bytes.ts';
import type { Fault } from './fault.ts';

/** A member that voted, with its credits. */
export type RewardedVoter = { readonly key: PublicKeyBytes; readonly credits: number };

export type Reward = {
  readonly key: PublicKeyBytes;
  readonly value: bigint;
  readonly reason: 'GeneratorFixed' | 'GeneratorExtra' | 'Voter' | 'Other';
};

/** A provisioner to punish. All kinds are executed the same way, as soft ones. Spec: 06 §11 */
export type Slash = { readonly key: PublicKeyBytes; readonly kind: 'soft' | 'hard' };

/** Credits of both voting steps together, and how many of them are beyond what a quorum needs. Spec: 06 §1 */
const ALL_CREDITS = 128;
const QUORUM_CREDITS = 86;
const EXTRA_CREDITS = 42n;

/**
 * Who is paid for a block, in the order of the call to the stake contract; undefined where the block is invalid because nobody
 * voted for its parent. `voters` ascending by key; what the divisions leave is not minted. Spec: 06 §13, step 4
 */
export function rewardsOf(block: {
  readonly height: bigint;
  readonly duskSpent: bigint;
  readonly generator: PublicKeyBytes;
  readonly voters: readonly RewardedVoter[];
  readonly rewardKey: PublicKeyBytes;
}): readonly Reward[] | undefined {
  const { height, duskSpent, generator, voters, rewardKey } = block;
  const credits = voters.reduce((sum, voter) => sum + voter.credits, 0);
  if (height > 1n && credits === 0) return undefined;
  const total = emissionAt(height) + duskSpent;
  const tenth = total / 10n;
  const extra =
    credits === ALL_CREDITS ? tenth : (tenth / EXTRA_CREDITS) * BigInt(Math.max(0, credits - QUORUM_CREDITS));
  const perCredit = tenth / BigInt(ALL_CREDITS);
  return [
    { key: generator, value: total - 3n * tenth, reason: 'GeneratorFixed' },
    { key: rewardKey, value: tenth, reason: 'Other' },
    ...(extra === 0n ? [] : [{ key: generator, value: extra, reason: 'GeneratorExtra' } as const]),
    ...voters.map((voter): Reward => ({ key: voter.key, value: BigInt(voter.credits) * perCredit, reason: 'Voter' })),
  ];
}

/** Who is punished by a block, in order: generators of failed iterations, then culprits of faults. Spec: 06 §11 */
export function slashesOf(failedIterations: readonly FailedIteration[], faults: readonly Fault[]): readonly Slash[] {
  const slashes: Slash[] = [];
  for (const entry of failedIterations) {
    const vote = entry?.attestation.result.kind === 'Fail' ? entry.attestation.result.vote.kind : undefined;
    if (entry === undefined || (vote !== 'NoCandidate' && vote !== 'Invalid')) continue;
    slashes.push({ key: entry.generator, kind: vote === 'Invalid' ? 'hard' : 'soft' });
  }
  for (const fault of faults) slashes.push({ key: fault.items[0].sign.signer, kind: 'hard' });
  return slashes;
}
