import {
  type Attestation,
  emptyStepVotes,
  equalVotes,
  type PublicKeyBytes,
  resultOfVote,
  type StepVotes,
  type Vote,
} from '@eventide/ledger';
import type { Tally } from './aggregator.ts';

type StepEntry = { readonly votes: Tally; readonly quorum: boolean };

type Entry = { readonly vote: Vote } & { [S in 'validation' | 'ratification']: StepEntry };

type Iteration = {
  readonly generator: PublicKeyBytes | undefined;
  readonly entries: Entry[];
  failed: Attestation | undefined;
};

/** What one round has seen of each iteration's votes; late votes go on extending an entry. Spec: 06 §9.7 */
export class AttestationRegistry {
  readonly #iterations = new Map<number, Iteration>();

  /** Names the generator of an iteration before its votes come. */
  open(iteration: number, generator: PublicKeyBytes | undefined): void {
    if (!this.#iterations.has(iteration))
      this.#iterations.set(iteration, { generator, entries: [], failed: undefined });
  }

  /**
   * Records the votes of a step; returns the attestation once it is ready. Votes without a quorum do not take the place of a
   * quorum learnt from a peer.
   */
  update(
    iteration: number,
    step: 'validation' | 'ratification',
    vote: Vote,
    votes: Tally,
    quorum: boolean,
  ): Attestation | undefined {
    const found = this.#iterations.get(iteration);
    if (found === undefined) return undefined;
    const entry = entryOf(found, vote);
    if (quorum || !entry[step].quorum) entry[step] = { votes, quorum };
    return attestationOf(entry);
  }

  /** Keeps a failed attestation that came ready from a peer, if none is known. */
  recordFailure(iteration: number, attestation: Attestation): void {
    const found = this.#iterations.get(iteration);
    if (found !== undefined && this.failure(iteration) === undefined) found.failed = attestation;
  }

  /** The failed attestation of an iteration, with who should have proposed. */
  failure(iteration: number): { readonly attestation: Attestation; readonly generator: PublicKeyBytes } | undefined {
    const found = this.#iterations.get(iteration);
    if (found?.generator === undefined) return undefined;
    const own = found.entries.find((entry) => entry.vote.kind !== 'Valid' && isReady(entry));
    const attestation = (own && attestationOf(own)) ?? found.failed;
    return attestation === undefined ? undefined : { attestation, generator: found.generator };
  }
}

/** Votes summed up by somebody else. */
export function tallyOf(votes: StepVotes): Tally {
  return { sum: () => votes };
}

function entryOf(iteration: Iteration, vote: Vote): Entry {
  const known = iteration.entries.find((entry) => equalVotes(entry.vote, vote));
  if (known !== undefined) return known;
  const none = { votes: tallyOf(emptyStepVotes()), quorum: false };
  const made: Entry = { vote, validation: none, ratification: none };
  iteration.entries.push(made);
  return made;
}

/** The ratification has its quorum, and so has the validation unless the vote is NoQuorum. Spec: 06 §9.5 */
function isReady({ vote, validation, ratification }: Entry): boolean {
  return ratification.quorum && (validation.quorum || vote.kind === 'NoQuorum');
}

function attestationOf(entry: Entry): Attestation | undefined {
  if (!isReady(entry)) return undefined;
  const { vote, validation, ratification } = entry;
  return { result: resultOfVote(vote), validation: validation.votes.sum(), ratification: ratification.votes.sum() };
}
