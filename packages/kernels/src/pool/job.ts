/**
 * One call of an exported kernel: its name and i32 arguments. The executor puts the scratch address of the thread in front.
 * `<module>/<export>` names an export of an added module. Jobs return nothing; results are written to given addresses.
 */
export type Job = readonly [name: string, ...args: number[]];

/** Jobs of one phase run in any order on any thread; the next phase starts when all are done. Spec: 11 §7 */
export type Phase = readonly Job[];

/** Runs phases. One batch at a time; the caller waits for the promise before the next. */
export type Executor = {
  readonly threads: number;
  /** Rejects with FaultError when a job trapped or a thread died, with the reason of the signal when aborted. */
  run(phases: readonly Phase[], signal?: AbortSignal): Promise<void>;
  add(name: string, module: WebAssembly.Module): void;
  close(): Promise<void>;
};

/** What a worker needs at its start. The scratch of thread i begins at scratch + i·scratchBytes. */
export type WorkerStart = {
  readonly kind: 'start';
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly scratch: number;
  readonly threads: number;
};
export type WorkerAdd = { readonly kind: 'add'; readonly name: string; readonly module: WebAssembly.Module };
export type WorkerRun = { readonly kind: 'run'; readonly phases: readonly Phase[] };
export type WorkerMessage = WorkerStart | WorkerAdd | WorkerRun;
/** `failed` is the text of a trap, or undefined. */
export type WorkerReply = { readonly failed: string | undefined };

/** Words of the control block at the bottom of kernel memory. */
export const control = { abort: 0, arrived: 1, counters: 2, words: 256 } as const;
/** A batch has at most this many phases. */
export const MAX_PHASES: number = control.words - control.counters;

/** Scratch of one thread in bytes: temporaries of programs, tables of powers. Thread i's begins at i times this. */
export const SCRATCH_BYTES = 65_536;

/** Rows one job of a column-wide operation takes at least; a job should last half a millisecond. Spec: 11 §7 */
const ROWS_PER_JOB = 4096;

/** Splits `rows` into ranges for at most 2 jobs per thread. */
export function rowRanges(
  rows: number,
  threads: number,
  least: number = ROWS_PER_JOB,
): { from: number; count: number }[] {
  const count = Math.max(Math.min(least, rows), Math.ceil(rows / (2 * threads)));
  const ranges: { from: number; count: number }[] = [];
  for (let from = 0; from < rows; from += count) ranges.push({ from, count: Math.min(count, rows - from) });
  return ranges;
}
