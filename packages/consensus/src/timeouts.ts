import type { Step } from './committee.ts';

/** Bounds of the step timeouts. Spec: 06 §9.1; 14 §2, row 12 */
export type TimeoutBounds = { readonly minMs: number; readonly maxMs: number; readonly increaseMs: number };

/** Durations kept per step. Spec: 06 §1 */
const SAMPLES = 5;

/** The last durations of each step, oldest first, in ms. */
export type StepSamples = { readonly [S in Step]: readonly number[] };

export const noSamples: StepSamples = { proposal: [], validation: [], ratification: [] };

/** Adds the duration of a step that ended by a message processed here. Spec: 06 §9.1 */
export function recordDuration(samples: StepSamples, step: Step, durationMs: number): StepSamples {
  return { ...samples, [step]: [...samples[step], Math.max(0, Math.round(durationMs))].slice(-SAMPLES) };
}

/** Timeout of a step at the start of a round: the mean, rounded up to a second, within the bounds; the maximum without a sample. */
export function baseTimeoutMs(samples: readonly number[], bounds: TimeoutBounds): number {
  if (samples.length === 0) return bounds.maxMs;
  const mean = Math.floor(samples.reduce((sum, sample) => sum + sample, 0) / samples.length);
  return Math.min(bounds.maxMs, Math.max(bounds.minMs, Math.ceil(mean / 1_000) * 1_000));
}

/** After a timeout, for later iterations of the same round. Spec: 06 §9.1 */
export function increasedTimeoutMs(timeoutMs: number, bounds: TimeoutBounds): number {
  return Math.min(bounds.maxMs, timeoutMs + bounds.increaseMs);
}
