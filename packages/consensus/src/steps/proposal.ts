import { equalBytes } from '@eventide/base';
import type { Block, FailedIteration } from '@eventide/ledger';
import { MAX_FAILED_ITERATIONS } from '@eventide/ledger';
import { isEmergency } from '../iteration.ts';
import { iterationOf, type RoundState } from '../roundState.ts';
import { beginStep, growTimeout, recordStep } from './transition.ts';

/** Opens the proposal step: the own generator builds, everybody else waits. Spec: 06 §9.3 */
export function enterProposal(state: RoundState, nowMs: number): void {
  const { own } = state.context;
  const { generator } = iterationOf(state, state.iteration);
  beginStep(state, 'proposal', nowMs, Math.max(0, slotMs(state) - nowMs));
  if (own === undefined || generator === undefined || !equalBytes(own.key, generator)) return;
  state.effects.push({ kind: 'build', iteration: state.iteration, failedIterations: failedIterations(state) });
}

/** A candidate is there; the step ends at the earliest block time. True if it ends now. Spec: 06 §9.3 */
export function takeCandidate(state: RoundState, block: Block, nowMs: number): boolean {
  const iteration = iterationOf(state, block.header.iteration);
  if (iteration.candidate !== undefined) return false;
  iteration.candidate = block;
  state.effects.push({ kind: 'storeCandidate', block });
  if (state.phase !== 'proposal' || block.header.iteration !== state.iteration) return false;
  recordStep(state, nowMs);
  if (nowMs >= slotMs(state)) return true;
  state.phase = 'slot';
  state.deadlineMs = slotMs(state);
  state.effects.push({ kind: 'timer', atMs: state.deadlineMs });
  return false;
}

/** No candidate came in time. Spec: 06 §9.3 */
export function proposalTimeout(state: RoundState): void {
  growTimeout(state);
  if (!isEmergency(state.iteration)) return;
  const { prevHash, round } = state.context;
  const header = { prevBlockHash: prevHash, round, iteration: state.iteration };
  state.effects.push({ kind: 'request', item: { kind: 'CandidateFromIteration', header } });
}

/** Failed attestations of the iterations before this one, as a candidate lists them. Spec: 06 §9.3 */
function failedIterations(state: RoundState): FailedIteration[] {
  const count = Math.min(MAX_FAILED_ITERATIONS, state.iteration);
  return Array.from({ length: count }, (_, iteration) => state.registry.failure(iteration));
}

function slotMs(state: RoundState): number {
  return (Number(state.context.prevTimestampSec) + state.context.minBlockTimeSec) * 1_000;
}
