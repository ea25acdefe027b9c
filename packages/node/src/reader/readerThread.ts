import { type Clock, threadModule } from '@eventide/base';
import { ExecutionError } from '@eventide/execution/errors';
import type { Network } from '@eventide/params';
import { NodeError } from '../errors.ts';
import { startThread, type Thread } from '../worker/thread.ts';
import type { Caller } from '../worker/wire.ts';
import type { ReaderCalls } from './calls.ts';

export type ReaderOptions = {
  /** Longest time of one call, feeds apart. */
  readonly timeoutMs: number;
  readonly feedTimeoutMs: number;
  /** A feed ends if nobody takes from it so long. */
  readonly stallMs: number;
  /** Calls that wait at most; more are refused with NODE_BUSY. */
  readonly queueLength: number;
};

export const defaultReaderOptions: ReaderOptions = {
  timeoutMs: 10_000,
  feedTimeoutMs: 120_000,
  stallMs: 10_000,
  queueLength: 1_024,
};

export type ReaderThread = Caller<ReaderCalls> & { close(): Promise<void> };

/** Contracts need far more than the default of a thread. */
const STACK_MB = 64;

/**
 * Reads in a thread of their own with a wall clock, one at a time: a call that takes too long ends with its thread, and the next
 * one gets a new thread. The thread starts with the first call. Spec: 04 §9.5
 */
export function createReaderThread(path: string, network: Network, options: ReaderOptions, clock: Clock): ReaderThread {
  let thread: Thread<ReaderCalls> | undefined;
  let waiting = 0;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const opened = async (): Promise<Thread<ReaderCalls>> => {
    if (closed) throw new NodeError('NODE_CLOSED');
    if (thread !== undefined) return thread;
    const url = threadModule('./readerMain', import.meta.url);
    const started = startThread<ReaderCalls>({ url, workerData: path, stackSizeMb: STACK_MB });
    thread = started;
    void started.failed.then(() => {
      if (thread === started) thread = undefined;
    });
    await started.call('open', { network });
    return started;
  };
  const end = async (): Promise<void> => {
    const ending = thread;
    thread = undefined;
    await ending?.close();
  };
  const run: Caller<ReaderCalls>['call'] = async (kind, ask, transfer) => {
    const current = await opened();
    const timeoutMs = kind === 'feed' ? options.feedTimeoutMs : options.timeoutMs;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = clock.setTimer(timeoutMs, () => reject(new ExecutionError('EXEC_QUERY_TIMEOUT', { timeoutMs })));
    try {
      return await Promise.race([current.call(kind, ask, transfer), late]);
    } catch (error) {
      if (error instanceof ExecutionError && error.details.timeoutMs === timeoutMs) await end();
      throw error;
    } finally {
      cancel();
    }
  };
  return {
    call(kind, ask, transfer) {
      if (waiting >= options.queueLength) return Promise.reject(new NodeError('NODE_BUSY', { waiting }));
      waiting++;
      const result = last.then(() => run(kind, ask, transfer));
      last = result.then(
        () => waiting--,
        () => waiting--,
      );
      return result;
    },
    async close() {
      closed = true;
      await end();
    },
  };
}
