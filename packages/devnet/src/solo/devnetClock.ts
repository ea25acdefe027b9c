import { type Clock, systemClock } from '@eventide/base';

/** How a local network's time passes. */
export type ClockMode =
  /** With the machine's clock, so many milliseconds apart. */
  | { readonly kind: 'follow'; readonly offsetMs: number }
  /** Only when told to, and by `stepMs` with every block. */
  | { readonly kind: 'simulated'; readonly nowMs: number; readonly stepMs: number };

/** Time of blocks that can be set. Timers run by the machine's clock in any case. Spec: 13 §3.2 */
export type DevnetClock = Clock & {
  readonly mode: ClockMode;
  set(mode: ClockMode): void;
  /** A block was made. */
  step(): void;
};

export function createDevnetClock(first: ClockMode, machine: Clock = systemClock): DevnetClock {
  let mode = first;
  return {
    get mode() {
      return mode;
    },
    set(next) {
      mode = next;
    },
    step() {
      if (mode.kind === 'simulated') mode = { ...mode, nowMs: mode.nowMs + mode.stepMs };
    },
    nowMs: () => (mode.kind === 'follow' ? machine.nowMs() + mode.offsetMs : mode.nowMs),
    sleep: machine.sleep,
    setTimer: machine.setTimer,
  };
}
