import {
  type Attestation,
  emptyStepVotes,
  type PublicKeyBytes,
  resultOfVote,
  type StepVotes,
  type Vote,
  voteKey,
} from '@eventide/ledger';

type Entry = {
  readonly vote: Vote;
  validation: StepVotes;
  ratification: StepVotes;
  validationQuorum: boolean;
  ratificationQuorum: boolean;
};
type Iteration = {
  readonly generator: PublicKeyBytes | undefined;
  readonly entries: Map<string, Entry>;
  failed: Attestation | undefined;
};

/** What one round has seen of each iteration's votes; late votes go on extending an entry. Spec: 06 §9.7 */
export class AttestationRegistry {
  readonly #iterations = new Map<number, Iteration>();

  /** Names the generator of an iteration before its votes come. */
  open(iteration: number, generator: PublicKeyBytes | undefined): void {
    if (!this.#iterations.has(iteration))
      this.#iterations.set(iteration, { generator, entries: new Map(), failed: undefined });
  }

  /** Records the votes of a step; returns the attestation once it is ready. Empty votes are never stored. */
  update(
    iteration: number,
    step: 'validation' | 'ratification',
    vote: Vote,
    votes: StepVotes,
    quorum: boolean,
  ): Attestation | undefined {
    const found = this.#iterations.get(iteration);
    if (found === undefined || votes.bitset === 0n) return undefined;
    const entry = found.entries.get(voteKey(vote)) ?? {
      vote,
      validation: emptyStepVotes(),
      ratification: emptyStepVotes(),
      validationQuorum: false,
      ratificationQuorum: false,
    };
    found.entries.set(voteKey(vote), entry);
    if (step === 'validation') {
      entry.validation = votes;
      entry.validationQuorum ||= quorum;
    } else {
      entry.ratification = votes;
      entry.ratificationQuorum ||= quorum;
    }
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
    const own = [...found.entries.values()]
      .map(attestationOf)
      .find((attestation) => attestation?.result.kind === 'Fail');
    const attestation = own ?? found.failed;
    return attestation === undefined ? undefined : { attestation, generator: found.generator };
  }
}

/** Ready: the ratification has its quorum, and so has the validation unless the vote is NoQuorum. Spec: 06 §9.5 */
function attestationOf(entry: Entry): Attestation | undefined {
  const ready = entry.ratificationQuorum && (entry.validationQuorum || entry.vote.kind === 'NoQuorum');
  if (!ready) return undefined;
  return { result: resultOfVote(entry.vote), validation: entry.validation, ratification: entry.ratification };
}
