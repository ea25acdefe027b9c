import type { ValidationMessage, ValidationResult, Vote } from '@eventide/ledger';
import { NO_CANDIDATE, voteMessage } from '@eventide/ledger';
import { memberIndex } from '../bitset.ts';
import type { CandidateVerdict } from '../effects.ts';
import { isEmergency } from '../iteration.ts';
import { iterationOf, type RoundState } from '../roundState.ts';
import { beginStep, growTimeout } from './transition.ts';

/** Opens the validation step; a member votes NoCandidate or has the candidate judged. Spec: 06 §9.4 */
export function enterValidation(state: RoundState, nowMs: number): void {
  beginStep(state, 'validation', nowMs);
  const { candidate } = iterationOf(state, state.iteration);
  if (candidate !== undefined) judgeCandidate(state, state.iteration);
  else if (!isEmergency(state.iteration)) castValidation(state, state.iteration, NO_CANDIDATE);
}

/** Asks for the judgement of an iteration's candidate if the own vote depends on it. Spec: 06 §9.4 */
export function judgeCandidate(state: RoundState, iteration: number): void {
  const { candidate, voted } = iterationOf(state, iteration);
  if (candidate === undefined || voted.has('validation') || !isMember(state, iteration, 'validation')) return;
  state.effects.push({ kind: 'validate', iteration, block: candidate });
}

/** The judgement is there: vote, or abstain. In emergency iterations only Valid votes are sent. Spec: 06 §9.4 */
export function voteOnVerdict(
  state: RoundState,
  iteration: number,
  verdict: CandidateVerdict,
): ValidationMessage | undefined {
  const { candidate } = iterationOf(state, iteration);
  if (candidate === undefined || verdict === 'abstain') return undefined;
  if (verdict === 'invalid' && isEmergency(iteration)) return undefined;
  const vote: Vote = { kind: verdict === 'valid' ? 'Valid' : 'Invalid', hash: candidate.header.hash };
  return castValidation(state, iteration, vote);
}

/** Sends the own vote once; collecting it is left to the caller's next event. */
function castValidation(state: RoundState, iteration: number, vote: Vote): ValidationMessage | undefined {
  const { own, prevHash: prevBlockHash, round } = state.context;
  const { voted } = iterationOf(state, iteration);
  if (own === undefined || voted.has('validation') || !isMember(state, iteration, 'validation')) return undefined;
  voted.add('validation');
  const header = { prevBlockHash, round, iteration };
  const signed = voteMessage(header, 'validation', vote);
  if (own.mayVote?.(signed) === false) return undefined;
  const signature = own.sign(round, signed);
  const payload: ValidationMessage = { header, vote, sign: { signer: own.key, signature } };
  state.effects.push({ kind: 'broadcast', message: { topic: 'Validation', payload } });
  state.ownVotes.push({ topic: 'Validation', payload });
  return payload;
}

/** Counts a verified vote; the result of the step once there is a quorum. NoQuorum cannot be voted here. Spec: 06 §9.4 */
export function collectValidation(state: RoundState, message: ValidationMessage): ValidationResult | undefined {
  const { header, vote, sign } = message;
  if (vote.kind === 'NoQuorum') return undefined;
  const { aggregators } = iterationOf(state, header.iteration);
  const collected = aggregators.validation.collect(sign.signer, vote, sign.signature);
  if (collected.kind === 'refused') return undefined;
  state.registry.update(header.iteration, 'validation', vote, collected.votes, collected.quorum);
  return collected.quorum ? { stepVotes: collected.votes.sum(), vote, quorum: vote.kind } : undefined;
}

/** No quorum in time: ratification starts from NoQuorum. Spec: 06 §9.4 */
export function validationTimeout(state: RoundState): void {
  growTimeout(state);
  if (!isEmergency(state.iteration)) return;
  const { prevHash: prevBlockHash, round } = state.context;
  state.effects.push({
    kind: 'request',
    item: { kind: 'ValidationResult', header: { prevBlockHash, round, iteration: state.iteration } },
  });
}

/** True if the own key sits in this committee. */
export function isMember(state: RoundState, iteration: number, step: 'validation' | 'ratification'): boolean {
  const { own } = state.context;
  return own !== undefined && memberIndex(iterationOf(state, iteration).committees[step], own.key) !== undefined;
}
