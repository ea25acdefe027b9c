import type { ProvePhase } from '@eventide/plonk/prover/prove';
import type { ProveProgress } from './prover.ts';

/** Milliseconds each phase took, by circuit; a moving mean over the runs of this machine. */
export type Durations = { readonly [phase in ProvePhase]?: number };

const PHASES: readonly ProvePhase[] = ['key', 'witness', 'commit', 'quotient', 'open', 'check'];

/** Share of a new run in the mean. */
const WEIGHT = 0.5;

/** Shares of the phases before anything was measured, so that the bar moves; no time is promised from them. */
const USUAL: Durations = { key: 45, witness: 8, commit: 14, quotient: 22, open: 9, check: 2 };

/** Follows one run: turns its phases into progress and, at the end, into better durations. */
export class ProgressMeter {
  readonly #known: Durations | undefined;
  readonly #onProgress: ((progress: ProveProgress) => void) | undefined;
  readonly #nowMs: () => number;
  readonly #measured: { [phase in ProvePhase]?: number } = {};
  #phase: ProvePhase | undefined;
  #startedMs: number;
  readonly #skipsKey: boolean;

  /** `known`: durations of earlier runs. `skipsKey`: the key is already there. */
  constructor(options: {
    readonly known: Durations | undefined;
    readonly skipsKey: boolean;
    readonly onProgress: ((progress: ProveProgress) => void) | undefined;
    readonly nowMs: () => number;
  }) {
    this.#known = options.known;
    this.#skipsKey = options.skipsKey;
    this.#onProgress = options.onProgress;
    this.#nowMs = options.nowMs;
    this.#startedMs = options.nowMs();
  }

  enter(phase: ProvePhase): void {
    this.#closePhase();
    this.#phase = phase;
    const left = this.#sum(PHASES.slice(PHASES.indexOf(phase)));
    const total = this.#sum(PHASES);
    this.#onProgress?.({
      phase,
      fraction: total === 0 ? 0 : Math.max(0, 1 - left / total),
      etaMs: this.#known === undefined || (phase === 'key' && this.#known.key === undefined) ? null : left,
    });
  }

  /** Ends the run; the durations to remember. */
  finish(): Durations {
    this.#closePhase();
    const durations: { [phase in ProvePhase]?: number } = { ...this.#known };
    for (const phase of PHASES) {
      const now = this.#measured[phase];
      const before = this.#known?.[phase];
      if (now !== undefined) durations[phase] = before === undefined ? now : before + WEIGHT * (now - before);
    }
    return durations;
  }

  #closePhase(): void {
    const nowMs = this.#nowMs();
    if (this.#phase !== undefined)
      this.#measured[this.#phase] = (this.#measured[this.#phase] ?? 0) + nowMs - this.#startedMs;
    this.#startedMs = nowMs;
  }

  #sum(phases: readonly ProvePhase[]): number {
    const durations = this.#known ?? USUAL;
    return phases
      .filter((phase) => phase !== 'key' || !this.#skipsKey)
      .reduce((sum, phase) => sum + (durations[phase] ?? USUAL[phase] ?? 0), 0);
  }
}
