import type { QuorumMessage, RatificationMessage, ValidationResult } from '@eventide/ledger';
import { equalVotes, voteMessage } from '@eventide/ledger';
import { isEmergency } from '../iteration.ts';
import { tallyOf } from '../registry.ts';
import { iterationOf, type RoundState, voteContext } from '../roundState.ts';
import { verifyStepVotes } from '../verify/attestation.ts';
import { beginStep } from './transition.ts';
import { isMember } from './validation.ts';

/** Opens the ratification step; a member confirms the validation's outcome. Spec: 06 §9.5 */
export function enterRatification(state: RoundState, nowMs: number): void {
  beginStep(state, 'ratification', nowMs);
  castRatification(state, state.iteration, state.validationResult, nowMs);
}

/** Sends the own vote once; in emergency iterations only for Valid. Spec: 06 §9.5 */
export function castRatification(state: RoundState, iteration: number, result: ValidationResult, nowMs: number): void {
  const { own, prevHash: prevBlockHash, round } = state.context;
  const { voted } = iterationOf(state, iteration);
  if (own === undefined || voted.has('ratification') || !isMember(state, iteration, 'ratification')) return;
  if (isEmergency(iteration) && result.quorum !== 'Valid') return;
  voted.add('ratification');
  const header = { prevBlockHash, round, iteration };
  const signed = voteMessage(header, 'ratification', result.vote);
  if (own.mayVote?.(signed) === false) return;
  const signature = own.sign(round, signed);
  const payload: RatificationMessage = {
    header,
    vote: result.vote,
    timestampSec: BigInt(Math.floor(nowMs / 1_000)),
    validationResult: result,
    sign: { signer: own.key, signature },
  };
  state.effects.push({ kind: 'broadcast', message: { topic: 'Ratification', payload } });
  state.ownVotes.push({ topic: 'Ratification', payload });
}

/** Counts a verified vote; the iteration's Quorum once it is ready. Spec: 06 §9.5 */
export function collectRatification(state: RoundState, message: RatificationMessage): QuorumMessage | undefined {
  const { header, vote, sign } = message;
  if (!adoptValidationResult(state, message)) return undefined;
  const { aggregators } = iterationOf(state, header.iteration);
  const collected = aggregators.ratification.collect(sign.signer, vote, sign.signature);
  if (collected.kind === 'refused') return undefined;
  const attestation = state.registry.update(header.iteration, 'ratification', vote, collected.votes, collected.quorum);
  return attestation === undefined ? undefined : { header, attestation };
}

/** A vote brings the validation result it rests on; it must fit the own one or teach us. Spec: 06 §9.5, rules 1 and 2 */
function adoptValidationResult(state: RoundState, message: RatificationMessage): boolean {
  const { header, vote, validationResult } = message;
  if (!equalVotes(validationResult.vote, vote)) return false;
  if (state.context.strict && validationResult.quorum !== validationResult.vote.kind) return false;
  const { stepVotes } = validationResult;
  if (vote.kind === 'NoQuorum') return stepVotes.bitset === 0n && stepVotes.signature.every((byte) => byte === 0);
  const current = header.iteration === state.iteration;
  const local = state.validationResult;
  if (current && equalVotes(local.vote, vote)) return true;
  if (current && local.vote.kind !== 'NoQuorum' && !isEmergency(header.iteration)) return false;
  const { verdict } = verifyStepVotes(stepVotes, header, 'validation', vote, voteContext(state));
  if (!verdict.ok) return false;
  if (current) state.validationResult = validationResult;
  state.registry.update(header.iteration, 'validation', vote, tallyOf(stepVotes), true);
  return true;
}
