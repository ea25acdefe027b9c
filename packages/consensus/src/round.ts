import { equalBytes } from '@eventide/base';
import type { Block, FailedIteration, QuorumMessage } from '@eventide/ledger';
import { LAST_ITERATION } from './committee.ts';
import type { CandidateVerdict, ConsensusMessage, Effect } from './effects.ts';
import { EMERGENCY_ITERATION, isEmergency } from './iteration.ts';
import { eligibleIn } from './provisioners.ts';
import { tallyOf } from './registry.ts';
import { placeOf, relevanceOf, signerOf } from './relevance.ts';
import { createRoundState, iterationOf, type RoundContext, type RoundState, stepOf } from './roundState.ts';
import { enterProposal, proposalTimeout, takeCandidate } from './steps/proposal.ts';
import { castRatification, collectRatification, enterRatification } from './steps/ratification.ts';
import { growTimeout, nextIteration, recordStep, resetIteration } from './steps/transition.ts';
import {
  collectValidation,
  enterValidation,
  judgeCandidate,
  validationTimeout,
  voteOnVerdict,
} from './steps/validation.ts';
import { verifyMessage } from './verify/message.ts';

/**
 * One round: from a tip to the quorum on its successor. A state machine without effects of its own: every call tells what
 * happened and when, and returns what has to be done, in order. It ends when its owner starts the next one. Spec: 06 §9
 */
export class Round {
  readonly #state: RoundState;

  constructor(context: RoundContext) {
    this.#state = createRoundState(context);
  }

  get round(): bigint {
    return this.#state.context.round;
  }

  get iteration(): number {
    return this.#state.iteration;
  }

  get phase(): string {
    return this.#state.phase;
  }

  /** Begins. `begunIteration`: the last iteration begun on this tip before a restart; it is not run again. Spec: 06 §9 */
  start(nowMs: number, begunIteration?: number): Effect[] {
    let first = 0;
    if (begunIteration !== undefined) {
      const known = Math.min(EMERGENCY_ITERATION, begunIteration);
      for (let iteration = 0; iteration <= known; iteration++) iterationOf(this.#state, iteration);
      first = known + 1;
    }
    this.#enterIteration(first, nowMs);
    return this.#flush(nowMs);
  }

  /** Time has come for the running step. Early or late calls do nothing. */
  tick(nowMs: number): Effect[] {
    const state = this.#state;
    if (state.phase === 'open' || nowMs < state.deadlineMs) return [];
    if (state.phase === 'slot') this.#enterStep('validation', nowMs);
    else if (state.phase === 'proposal') {
      proposalTimeout(state);
      this.#enterStep('validation', nowMs);
    } else if (state.phase === 'validation') {
      validationTimeout(state);
      this.#enterStep('ratification', nowMs);
    } else this.#ratificationTimeout(nowMs);
    return this.#flush(nowMs);
  }

  /** A message from the network, decoded. Spec: 06 §10 */
  receive(message: ConsensusMessage, nowMs: number): Effect[] {
    this.#receive(message, nowMs);
    return this.#flush(nowMs);
  }

  /** The own candidate is built and signed. */
  built(block: Block, nowMs: number): Effect[] {
    const state = this.#state;
    if (block.header.height !== state.context.round) return [];
    state.effects.push({ kind: 'broadcast', message: { topic: 'Candidate', payload: block } });
    if (takeCandidate(state, block, nowMs)) this.#enterStep('validation', nowMs);
    return this.#flush(nowMs);
  }

  /** A candidate is judged. A judgement that comes after its iteration counts in emergency iterations only. Spec: 06 §9.4 */
  validated(iteration: number, verdict: CandidateVerdict, nowMs: number): Effect[] {
    if (iteration === this.#state.iteration || isEmergency(iteration)) voteOnVerdict(this.#state, iteration, verdict);
    return this.#flush(nowMs);
  }

  /** The failed attestation known of an iteration of this round. */
  failure(iteration: number): FailedIteration {
    return this.#state.registry.failure(iteration);
  }

  #enterIteration(iteration: number, nowMs: number): void {
    const state = this.#state;
    resetIteration(state, iteration);
    state.effects.push({ kind: 'iterationBegun', iteration });
    iterationOf(state, iteration);
    this.#enterStep('proposal', nowMs);
  }

  #enterStep(step: 'proposal' | 'validation' | 'ratification', nowMs: number): void {
    const state = this.#state;
    if (step === 'proposal') enterProposal(state, nowMs);
    else if (step === 'validation') enterValidation(state, nowMs);
    else enterRatification(state, nowMs);
    const { iteration } = state;
    for (const { message, verified } of state.context.future.take(state.context.round, iteration, step)) {
      if (!verified && !verifyMessage(state, message).ok) continue;
      if (state.iteration !== iteration || stepOf(state.phase) !== step) state.late.push(message);
      else this.#collect(message, nowMs, false);
    }
  }

  #ratificationTimeout(nowMs: number): void {
    const state = this.#state;
    growTimeout(state);
    if (state.iteration < LAST_ITERATION) {
      this.#enterIteration(nextIteration(state), nowMs);
    } else {
      state.phase = 'open';
      state.effects.push({ kind: 'timer', atMs: undefined });
    }
  }

  /** Own votes go the way of received ones; those of others that a step change made past follow. */
  #flush(nowMs: number): Effect[] {
    const state = this.#state;
    for (
      let next = state.ownVotes.shift() ?? state.late.shift();
      next !== undefined;
      next = state.ownVotes.shift() ?? state.late.shift()
    ) {
      const place = placeOf(next);
      const relevance = relevanceOf(place, {
        round: state.context.round,
        iteration: state.iteration,
        step: stepOf(state.phase),
      });
      if (relevance === 'present') this.#collect(next, nowMs, true);
      else if (relevance === 'past') this.#collectPast(next, nowMs);
    }
    const effects = state.effects;
    state.effects = [];
    return effects;
  }

  #receive(message: ConsensusMessage, nowMs: number): void {
    const state = this.#state;
    const place = placeOf(message);
    if (place.iteration > LAST_ITERATION) return;
    const current = { round: state.context.round, iteration: state.iteration, step: stepOf(state.phase) };
    const relevance = relevanceOf(place, current);
    if (relevance === 'olderRound' || relevance === 'tooFar') return;
    if (message.topic === 'Quorum') {
      if (relevance !== 'futureRound') this.#receiveQuorum(message.payload, nowMs);
      return;
    }
    if (relevance === 'futureRound') {
      this.#keepForLaterRound(message);
      return;
    }
    // Its step is the proposal, which takes candidates only. Spec: 06 §10
    if (relevance === 'present' && message.topic === 'ValidationQuorum') return;
    if (relevance === 'present' && this.#isKnown(message)) return;
    if (!verifyMessage(state, message).ok) return;
    if (relevance === 'future') {
      if (state.context.future.add(message, true)) state.effects.push({ kind: 'relay', message });
    } else if (relevance === 'present') {
      state.effects.push({ kind: 'relay', message });
      this.#collect(message, nowMs, true);
    } else {
      if (message.topic !== 'ValidationQuorum') state.effects.push({ kind: 'relay', message });
      this.#collectPast(message, nowMs);
    }
  }

  /** The signature of a message of a later round is not looked at yet, its signer is. Spec: 06 §10 */
  #keepForLaterRound(message: ConsensusMessage): void {
    const { provisioners, future } = this.#state.context;
    const signer = signerOf(message);
    if (signer === undefined) return;
    const known = eligibleIn(provisioners, placeOf(message).round).some(({ key }) => equalBytes(key, signer));
    if (known && future.add(message, false)) this.#state.effects.push({ kind: 'relay', message });
  }

  #isKnown(message: ConsensusMessage): boolean {
    const iteration = iterationOf(this.#state, this.#state.iteration);
    if (message.topic === 'Candidate') return iteration.candidate !== undefined;
    if (message.topic === 'Validation')
      return iteration.aggregators.validation.has(message.payload.sign.signer, message.payload.vote);
    if (message.topic === 'Ratification')
      return iteration.aggregators.ratification.has(message.payload.sign.signer, message.payload.vote);
    return false;
  }

  /** A verified message of the running step. `timed`: it counts for the average duration. Spec: 06 §9.1 */
  #collect(message: ConsensusMessage, nowMs: number, timed: boolean): void {
    const state = this.#state;
    if (message.topic === 'Candidate') {
      if (takeCandidate(state, message.payload, nowMs)) this.#enterStep('validation', nowMs);
    } else if (message.topic === 'Validation') {
      const result = collectValidation(state, message.payload);
      if (result === undefined) return;
      state.validationResult = result;
      if (isEmergency(state.iteration))
        state.effects.push({ kind: 'storeValidationResult', header: message.payload.header, result });
      if (timed) recordStep(state, nowMs);
      this.#enterStep('ratification', nowMs);
    } else if (message.topic === 'Ratification') {
      const quorum = collectRatification(state, message.payload);
      if (quorum === undefined) return;
      if (timed && state.phase !== 'open') recordStep(state, nowMs);
      this.#finishIteration(quorum, nowMs);
    }
  }

  /** A verified message of a step that is over: of use in emergency iterations, for Valid outcomes only. Spec: 06 §10 */
  #collectPast(message: ConsensusMessage, nowMs: number): void {
    const state = this.#state;
    const { iteration } = placeOf(message);
    if (!isEmergency(iteration)) return;
    if (message.topic === 'Candidate') {
      takeCandidate(state, message.payload, nowMs);
      judgeCandidate(state, iteration);
    } else if (message.topic === 'Validation' || message.topic === 'ValidationQuorum') {
      const result =
        message.topic === 'Validation' ? collectValidation(state, message.payload) : message.payload.result;
      if (result?.vote.kind !== 'Valid') return;
      const { header } = message.payload;
      state.registry.update(iteration, 'validation', result.vote, tallyOf(result.stepVotes), true);
      state.effects.push({ kind: 'storeValidationResult', header, result });
      castRatification(state, iteration, result, nowMs);
    } else if (message.topic === 'Ratification') {
      const quorum = collectRatification(state, message.payload);
      if (quorum?.attestation.result.kind === 'Success') this.#finishIteration(quorum, nowMs);
    }
  }

  /** An outcome somebody else collected, of this or an earlier iteration. Spec: 06 §9.2 */
  #receiveQuorum(message: QuorumMessage, nowMs: number): void {
    const state = this.#state;
    const { iteration } = message.header;
    if (iteration > state.iteration || state.announced.has(iteration)) return;
    if (!verifyMessage(state, { topic: 'Quorum', payload: message }).ok) return;
    if (message.attestation.result.kind === 'Success') {
      this.#finishIteration(message, nowMs);
      return;
    }
    if (state.phase === 'open') return;
    iterationOf(state, iteration);
    state.registry.recordFailure(iteration, message.attestation);
    this.#finishIteration(message, nowMs);
  }

  /** An iteration came to its end. After a success the round goes on until its block is accepted. Spec: 06 §9 */
  #finishIteration(quorum: QuorumMessage, nowMs: number): void {
    const state = this.#state;
    const { iteration } = quorum.header;
    const success = quorum.attestation.result.kind === 'Success';
    if (state.announced.has(iteration) || (state.phase === 'open' && !success)) return;
    state.announced.add(iteration);
    state.effects.push({ kind: 'quorum', message: quorum });
    if (iteration === state.iteration && state.phase !== 'open') this.#enterIteration(nextIteration(state), nowMs);
  }
}
