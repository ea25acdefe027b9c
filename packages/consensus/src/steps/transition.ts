import { LAST_ITERATION, type Step } from '../committee.ts';
import { noQuorumResult, type RoundState, stepOf } from '../roundState.ts';
import { increasedTimeoutMs } from '../timeouts.ts';

/** Starts the timer of a step; `extraMs` is added for the earliest block time. Spec: 06 §9.2, §9.3 */
export function beginStep(state: RoundState, step: Step, nowMs: number, extraMs = 0): void {
  state.phase = step;
  state.stepStartMs = nowMs;
  state.deadlineMs = nowMs + state.timeoutsMs[step] + extraMs;
  state.effects.push({ kind: 'timer', atMs: state.deadlineMs });
}

/** The step ended by a message: its duration counts for later rounds. Spec: 06 §9.1 */
export function recordStep(state: RoundState, nowMs: number): void {
  state.effects.push({ kind: 'stepDuration', step: stepOf(state.phase), durationMs: nowMs - state.stepStartMs });
}

/** The step ran out of time: it gets longer for the rest of the round. Spec: 06 §9.1 */
export function growTimeout(state: RoundState): void {
  const step = stepOf(state.phase);
  state.timeoutsMs[step] = increasedTimeoutMs(state.timeoutsMs[step], state.context.bounds);
}

/** The next iteration's number; the last one is sticky. Spec: 06 §9 */
export function nextIteration(state: RoundState): number {
  return Math.min(LAST_ITERATION, state.iteration + 1);
}

/** A fresh iteration knows nothing of the last one's validation. */
export function resetIteration(state: RoundState, iteration: number): void {
  state.iteration = iteration;
  state.validationResult = noQuorumResult();
}
