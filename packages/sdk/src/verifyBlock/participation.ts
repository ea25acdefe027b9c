import { toBase58 } from '@eventide/base';
import { votingCommittee } from '@eventide/consensus';
import { type DrawnStake, provisionersOf } from './committee.ts';

/** The votes that made a block, as the next one carries them: bit n stands for the n-th member of the committee. */
export type RoundVotes = {
  readonly round: bigint;
  readonly iteration: number;
  /** Of the block before the round, 48 bytes. */
  readonly seed: Uint8Array;
  readonly validation: bigint;
  readonly ratification: bigint;
};

/** Credits with which a provisioner was drawn to vote, and those whose votes are in the certificates. */
export type Participation = { readonly account: string; readonly drawn: number; readonly signed: number };

/**
 * How much of what was due each provisioner voted, by the stakes at hand. Votes that came after a quorum are in no certificate. Cost: two
 * drawings a round.
 * Spec: 13 §6, 06 §7
 */
export function participationOf(stakes: readonly DrawnStake[], votes: readonly RoundVotes[]): readonly Participation[] {
  const provisioners = provisionersOf(stakes);
  const sums = new Map<string, { drawn: number; signed: number }>();
  for (const { round, iteration, seed, ...bits } of votes) {
    for (const step of ['validation', 'ratification'] as const) {
      votingCommittee(provisioners, { seed, round, iteration }, step).forEach(({ key, credits }, index) => {
        const account = toBase58(key);
        const sum = sums.get(account) ?? { drawn: 0, signed: 0 };
        sum.drawn += credits;
        if ((bits[step] >> BigInt(index)) & 1n) sum.signed += credits;
        sums.set(account, sum);
      });
    }
  }
  return [...sums].map(([account, sum]) => ({ account, ...sum }));
}
