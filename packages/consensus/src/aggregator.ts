import { equalVotes, type PublicKeyBytes, type SignatureBytes, type StepVotes, type Vote } from '@eventide/ledger';
import { memberIndex } from './bitset.ts';
import { quorumOf } from './committee.ts';
import type { Signatures } from './signatures.ts';
import type { Committee } from './sortition.ts';

/** Votes for one outcome, at least one. Summing the signatures up costs, so it is done when somebody asks. */
export type Tally = { sum(): StepVotes };

export type CollectResult =
  | {
      readonly kind: 'refused';
      readonly reason: 'NOT_MEMBER' | 'ALREADY_VOTED' | 'CONTRADICTING_VOTE' | 'VOTE_IGNORED';
    }
  | { readonly kind: 'collected'; readonly votes: Tally; readonly quorum: boolean };

/** Different votes of one member that are kept where it may have several: honest ones have one. */
const MAX_VOTES_OF_MEMBER = 4;

/**
 * Gathers the votes of one step. Signatures are verified before they come here; they are summed when asked for, so the result
 * describes all votes seen, beyond the quorum too. Spec: 06 §9.6
 */
export class Aggregator {
  readonly #committee: Committee;
  readonly #emergency: boolean;
  readonly #signatures: Signatures;
  readonly #tallies: VoteTally[] = [];
  /** Number of different votes by member. */
  readonly #voted: Uint8Array;

  /** In emergency iterations only Valid votes count, and a member may have voted otherwise before. */
  constructor(committee: Committee, options: { readonly emergency: boolean; readonly signatures: Signatures }) {
    this.#committee = committee;
    this.#emergency = options.emergency;
    this.#signatures = options.signatures;
    this.#voted = new Uint8Array(committee.length);
  }

  /** True if this member's vote is already counted. */
  has(key: PublicKeyBytes, vote: Vote): boolean {
    const member = memberIndex(this.#committee, key);
    return member !== undefined && this.#tallyOf(vote)?.has(member) === true;
  }

  collect(key: PublicKeyBytes, vote: Vote, signature: SignatureBytes): CollectResult {
    const member = memberIndex(this.#committee, key);
    if (member === undefined) return { kind: 'refused', reason: 'NOT_MEMBER' };
    if (this.#emergency && vote.kind !== 'Valid') return { kind: 'refused', reason: 'VOTE_IGNORED' };
    const known = this.#tallyOf(vote);
    if (known?.has(member)) return { kind: 'refused', reason: 'ALREADY_VOTED' };
    const voted = this.#voted[member] as number;
    if (voted > 0 && !this.#emergency) return { kind: 'refused', reason: 'CONTRADICTING_VOTE' };
    if (voted >= MAX_VOTES_OF_MEMBER) return { kind: 'refused', reason: 'VOTE_IGNORED' };
    const tally = known ?? new VoteTally(vote, this.#signatures);
    if (known === undefined) this.#tallies.push(tally);
    this.#voted[member] = voted + 1;
    tally.add(member, this.#committee[member]?.credits ?? 0, signature);
    return { kind: 'collected', votes: tally, quorum: tally.credits >= quorumOf(vote) };
  }

  #tallyOf(vote: Vote): VoteTally | undefined {
    return this.#tallies.find((tally) => equalVotes(tally.vote, vote));
  }
}

class VoteTally implements Tally {
  readonly vote: Vote;
  readonly #signatures: Signatures;
  readonly #members = new Set<number>();
  /** Not summed yet; the first one is the sum of those that were. */
  #parts: SignatureBytes[] = [];
  #credits = 0;

  constructor(vote: Vote, signatures: Signatures) {
    this.vote = vote;
    this.#signatures = signatures;
  }

  get credits(): number {
    return this.#credits;
  }

  has(member: number): boolean {
    return this.#members.has(member);
  }

  add(member: number, credits: number, signature: SignatureBytes): void {
    this.#members.add(member);
    this.#credits += credits;
    this.#parts.push(signature);
  }

  sum(): StepVotes {
    if (this.#parts.length > 1) this.#parts = [this.#signatures.aggregate(this.#parts)];
    let bitset = 0n;
    for (const member of this.#members) bitset |= 1n << BigInt(member);
    return { bitset, signature: this.#parts[0] as SignatureBytes };
  }
}
