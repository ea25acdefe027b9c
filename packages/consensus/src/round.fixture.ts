import {
  type Block,
  type ConsensusHeader,
  emptyAttestation,
  emptyStepVotes,
  type Header,
  type ValidationResult,
  type Vote,
  voteMessage,
} from '@eventide/ledger';
import { votingCommittee } from './committee.ts';
import type { ConsensusMessage, Effect } from './effects.ts';
import { FutureMessages } from './futureMessages.ts';
import { Round } from './round.ts';
import type { RoundContext } from './roundState.ts';
import type { Committee } from './sortition.ts';
import { noSamples } from './timeouts.ts';
import { world } from './verify/world.fixture.ts';

/** A round on top of the world's parent, whose candidate may be proposed at once, and what its members say. */
const { parent, provisioners, signatures } = world;

export const ROUND: bigint = parent.height + 1n;
export const START_MS: number = (Number(parent.timestampSec) + 10) * 1_000;

export function openRound(over: Partial<RoundContext> = {}): Round {
  return new Round({
    round: ROUND,
    prevHash: parent.hash,
    prevSeed: parent.seed,
    prevTimestampSec: parent.timestampSec,
    provisioners,
    samples: noSamples,
    bounds: { minMs: 7_000, maxMs: 40_000, increaseMs: 2_000 },
    minBlockTimeSec: 10,
    signatures,
    strict: true,
    bodyMatches: () => true,
    own: undefined,
    future: new FutureMessages(),
    ...over,
  });
}

export const at = (over: Partial<ConsensusHeader> = {}): ConsensusHeader => ({
  prevBlockHash: parent.hash,
  round: ROUND,
  iteration: 0,
  ...over,
});

export function committeeOf(step: 'validation' | 'ratification', iteration = 0): Committee {
  return votingCommittee(provisioners, { seed: parent.seed, round: ROUND, iteration }, step);
}

export function candidateOf(iteration: number, over: Partial<Header> = {}): Block {
  const header = { ...world.child(parent, iteration, over), att: emptyAttestation() };
  return { header, txs: [], faults: [] };
}

export const valid = (block: Block): Vote => ({ kind: 'Valid', hash: block.header.hash });

type Change = {
  readonly header?: Partial<ConsensusHeader> | undefined;
  readonly key?: Uint8Array | undefined;
  readonly signature?: Uint8Array | undefined;
};

/** The vote of a member, by its place in the committee. */
export function validationOf(member: number, vote: Vote, change: Change = {}): ConsensusMessage {
  const header = at(change.header);
  const key = change.key ?? (committeeOf('validation', header.iteration)[member]?.key as Uint8Array);
  const signature =
    change.signature ?? signatures.signer(key).sign(header.round, voteMessage(header, 'validation', vote));
  return { topic: 'Validation', payload: { header, vote, sign: { signer: key, signature } } };
}

/** What the validation of an iteration came to if everybody voted so. */
export function resultOf(vote: Vote, iteration = 0): ValidationResult {
  const none = vote.kind === 'NoQuorum';
  const stepVotes = none ? emptyStepVotes() : world.votesOf(at({ iteration }), parent.seed, 'validation', vote);
  return { stepVotes, vote, quorum: vote.kind };
}

export function ratificationOf(
  member: number,
  vote: Vote,
  change: Change & { readonly result?: ValidationResult | undefined } = {},
): ConsensusMessage {
  const header = at(change.header);
  const key = change.key ?? (committeeOf('ratification', header.iteration)[member]?.key as Uint8Array);
  const signature =
    change.signature ?? signatures.signer(key).sign(header.round, voteMessage(header, 'ratification', vote));
  const validationResult = change.result ?? resultOf(vote, header.iteration);
  return {
    topic: 'Ratification',
    payload: { header, vote, timestampSec: 0n, validationResult, sign: { signer: key, signature } },
  };
}

/** Everything all members say in a step. */
export function everybody(
  step: 'validation' | 'ratification',
  make: (member: number) => ConsensusMessage,
  iteration = 0,
): ConsensusMessage[] {
  return committeeOf(step, iteration).map((_, member) => make(member));
}

export function kindsOf(effects: readonly Effect[]): string[] {
  return effects.map(({ kind }) => kind);
}
