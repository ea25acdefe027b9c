import { toHex } from '@eventide/base';
import { type PublicKeyBytes, type SignatureBytes, type StepVotes, type Vote, voteKey } from '@eventide/ledger';
import { bitOf, creditsOf, membersOf } from './bitset.ts';
import { quorumOf } from './committee.ts';
import type { Signatures } from './signatures.ts';
import type { Committee } from './sortition.ts';

export type CollectResult =
  | {
      readonly kind: 'refused';
      readonly reason: 'NOT_MEMBER' | 'ALREADY_VOTED' | 'CONTRADICTING_VOTE' | 'VOTE_IGNORED';
    }
  | { readonly kind: 'collected'; readonly votes: StepVotes; readonly quorum: boolean };

type Tally = { bitset: bigint; readonly signatures: SignatureBytes[] };

/**
 * Gathers the votes of one step. Signatures are verified before they come here; they are summed when asked for, so the result
 * describes all votes seen, beyond the quorum too. Spec: 06 §9.6
 */
export class Aggregator {
  readonly #committee: Committee;
  readonly #emergency: boolean;
  readonly #signatures: Signatures;
  readonly #tallies = new Map<string, Tally>();
  readonly #votes = new Map<string, string>();

  /** In emergency iterations only Valid votes count, and a member may have voted otherwise before. */
  constructor(committee: Committee, options: { readonly emergency: boolean; readonly signatures: Signatures }) {
    this.#committee = committee;
    this.#emergency = options.emergency;
    this.#signatures = options.signatures;
  }

  /** True if this member's vote is already counted. */
  has(key: PublicKeyBytes, vote: Vote): boolean {
    const bit = bitOf(this.#committee, key);
    return bit !== undefined && ((this.#tallies.get(voteKey(vote))?.bitset ?? 0n) & bit) !== 0n;
  }

  collect(key: PublicKeyBytes, vote: Vote, signature: SignatureBytes): CollectResult {
    const bit = bitOf(this.#committee, key);
    if (bit === undefined) return { kind: 'refused', reason: 'NOT_MEMBER' };
    if (this.#emergency && vote.kind !== 'Valid') return { kind: 'refused', reason: 'VOTE_IGNORED' };
    const id = voteKey(vote);
    const before = this.#votes.get(toHex(key));
    if (before !== undefined && before !== id && !this.#emergency)
      return { kind: 'refused', reason: 'CONTRADICTING_VOTE' };
    const tally = this.#tallies.get(id) ?? { bitset: 0n, signatures: [] };
    if ((tally.bitset & bit) !== 0n) return { kind: 'refused', reason: 'ALREADY_VOTED' };
    tally.bitset |= bit;
    tally.signatures.push(signature);
    this.#tallies.set(id, tally);
    this.#votes.set(toHex(key), id);
    const quorum = creditsOf(membersOf(this.#committee, tally.bitset)) >= quorumOf(vote);
    return { kind: 'collected', votes: this.#sum(tally), quorum };
  }

  #sum(tally: Tally): StepVotes {
    const signature =
      tally.signatures.length === 1
        ? (tally.signatures[0] as SignatureBytes)
        : this.#signatures.aggregate(tally.signatures);
    tally.signatures.splice(0, tally.signatures.length, signature);
    return { bitset: tally.bitset, signature };
  }
}
