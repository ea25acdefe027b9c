import type { Block, Hash, ValidationResult } from '@eventide/ledger';
import { emptyStepVotes, NO_QUORUM } from '@eventide/ledger';
import type { Place, Step } from './committee.ts';
import type { ConsensusMessage, Effect } from './effects.ts';
import type { FutureMessages } from './futureMessages.ts';
import { createIteration, type Iteration } from './iteration.ts';
import type { Provisioners } from './provisioners.ts';
import { AttestationRegistry } from './registry.ts';
import type { Signatures, Signer } from './signatures.ts';
import { baseTimeoutMs, type StepSamples, type TimeoutBounds } from './timeouts.ts';
import type { VoteContext } from './verify/attestation.ts';

/** What a round stands on; a new tip means a new round. Spec: 06 §9 */
export type RoundContext = {
  readonly round: bigint;
  readonly prevHash: Hash;
  readonly prevSeed: Uint8Array;
  readonly prevTimestampSec: bigint;
  readonly provisioners: Provisioners;
  readonly samples: StepSamples;
  readonly bounds: TimeoutBounds;
  readonly minBlockTimeSec: number;
  readonly signatures: Signatures;
  readonly strict: boolean;
  /** Size, counts and roots of a candidate fit its header: the signature covers neither transactions nor faults. Spec: 06 §9.3 */
  readonly bodyMatches: (block: Block) => boolean;
  /** The own provisioner key; undefined for an observer. */
  readonly own: Signer | undefined;
  /** Shared by all rounds of a node. */
  readonly future: FutureMessages;
};

/** `open`: iteration 49 is over and only a block ends the round. `slot`: the candidate waits for the earliest block time. */
export type Phase = Step | 'slot' | 'open';

/** Mutable state of a round; only `Round` and the steps touch it. */
export type RoundState = {
  readonly context: RoundContext;
  readonly iterations: Map<number, Iteration>;
  readonly registry: AttestationRegistry;
  readonly timeoutsMs: { [S in Step]: number };
  iteration: number;
  phase: Phase;
  stepStartMs: number;
  deadlineMs: number;
  validationResult: ValidationResult;
  effects: Effect[];
  /** Own votes not collected yet. */
  readonly ownVotes: ConsensusMessage[];
  /** Messages whose step ended while they were being collected. */
  readonly late: ConsensusMessage[];
  /** Iterations whose success has been handed out. */
  readonly announced: Set<number>;
};

/** Fresh state; `Round.start` sets it going. */
export function createRoundState(context: RoundContext): RoundState {
  const { samples, bounds } = context;
  return {
    context,
    iterations: new Map(),
    registry: new AttestationRegistry(),
    timeoutsMs: {
      proposal: baseTimeoutMs(samples.proposal, bounds),
      validation: baseTimeoutMs(samples.validation, bounds),
      ratification: baseTimeoutMs(samples.ratification, bounds),
    },
    iteration: 0,
    phase: 'proposal',
    stepStartMs: 0,
    deadlineMs: 0,
    validationResult: noQuorumResult(),
    effects: [],
    ownVotes: [],
    late: [],
    announced: new Set(),
  };
}

/** What ratification starts from when validation brought nothing. Spec: 06 §9.4 */
export function noQuorumResult(): ValidationResult {
  return { stepVotes: emptyStepVotes(), vote: NO_QUORUM, quorum: 'NoQuorum' };
}

/** Committees and votes of an iteration, drawn when first needed. */
export function iterationOf(state: RoundState, number: number): Iteration {
  const known = state.iterations.get(number);
  if (known !== undefined) return known;
  const made = createIteration(state.context.provisioners, placeIn(state, number), state.context.signatures);
  state.iterations.set(number, made);
  state.registry.open(number, made.generator);
  return made;
}

/** The step the phase belongs to, for comparing with messages. */
export function stepOf(phase: Phase): Step {
  if (phase === 'slot') return 'proposal';
  return phase === 'open' ? 'ratification' : phase;
}

/** Where attestations of this round are verified. */
export function voteContext(state: RoundState): VoteContext {
  const { prevSeed: seed, provisioners, signatures, strict } = state.context;
  return { seed, provisioners, signatures, strict };
}

function placeIn(state: RoundState, iteration: number): Place {
  return { seed: state.context.prevSeed, round: state.context.round, iteration };
}
