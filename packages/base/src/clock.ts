/** Time as an argument, so that a whole network replays from a seed. */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `fire` once after `ms`; the result cancels it. */
  setTimer(ms: number, fire: () => void): () => void;
};

/** What `setTimeout` can wait at most; longer ones fire at once. */
const MAX_TIMEOUT_MS = 0x7fff_ffff;

/** The clock of the machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) => sleepWith(setSystemTimer, ms, signal),
  setTimer: setSystemTimer,
};

/** Time that passes only when told to; timers fire in order of due time, then of creation. */
export type SimulatedClock = Clock & {
  /** Timers not fired yet. */
  readonly pending: number;
  /** When the next timer is due; null without timers. */
  nextDueMs(): number | null;
  /** Lets `ms` pass. After each timer everything it set off runs to its end, before the next one fires. */
  advance(ms: number): Promise<void>;
};

type Timer = { readonly dueMs: number; readonly fire: () => void };

/** @throws RangeError from `advance` for a negative or unbounded `ms` */
export function createSimulatedClock(startMs = 0): SimulatedClock {
  let nowMs = startMs;
  /** Sorted by due time; equal ones in order of creation. */
  const timers: Timer[] = [];
  const setTimer = (ms: number, fire: () => void): (() => void) => {
    const timer = { dueMs: nowMs + Math.max(0, ms), fire };
    timers.splice(positionOf(timers, timer.dueMs), 0, timer);
    return () => {
      const at = timers.indexOf(timer);
      if (at >= 0) timers.splice(at, 1);
    };
  };
  return {
    get pending() {
      return timers.length;
    },
    nowMs: () => nowMs,
    sleep: (ms, signal) => sleepWith(setTimer, ms, signal),
    setTimer,
    nextDueMs: () => timers[0]?.dueMs ?? null,
    async advance(ms) {
      if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) throw new RangeError('time advances by a finite span');
      const endMs = nowMs + ms;
      await settle();
      for (let next = timers[0]; next !== undefined && next.dueMs <= endMs; next = timers[0]) {
        timers.shift();
        nowMs = next.dueMs;
        next.fire();
        await settle();
      }
      nowMs = endMs;
    },
  };
}

function setSystemTimer(ms: number, fire: () => void): () => void {
  let handle: ReturnType<typeof setTimeout>;
  const wait = (restMs: number): void => {
    const stepMs = Math.min(restMs, MAX_TIMEOUT_MS);
    handle = setTimeout(() => (restMs > stepMs ? wait(restMs - stepMs) : fire()), stepMs);
  };
  wait(Math.max(0, ms));
  return () => clearTimeout(handle);
}

function sleepWith(setTimer: Clock['setTimer'], ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = setTimer(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** First index whose timer is due later. */
function positionOf(timers: readonly Timer[], dueMs: number): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timers[middle] as Timer).dueMs <= dueMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A macrotask later, all chains of promises have run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
