import { Worker } from 'node:worker_threads';
import { FaultError } from '@eventide/base';
import { VmError } from './errors.ts';

export type GuardOptions = {
  /** Module that calls `serveGuarded`. */
  readonly url: URL;
  readonly workerData?: unknown;
  /** Longest time of one request. */
  readonly timeoutMs: number;
  /** Native stack; contracts need far more than the default of a thread. Default 64. */
  readonly stackSizeMb?: number | undefined;
  /** Requests waiting at most; more are refused with VM_SESSION_BUSY. Default 64. */
  readonly queueLength?: number | undefined;
};

export type GuardedWorker = {
  /** Runs a request in the worker. @throws VmError VM_DEADLINE, VM_SESSION_BUSY; FaultError FAULT_WORKER */
  request(message: unknown): Promise<unknown>;
  close(): Promise<void>;
};

export type GuardedReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/**
 * A worker with a wall clock: unlimited calls (queries with 2^64 − 1 gas) run here, one at a time. One that takes too long ends
 * with the thread it runs in; the next request gets a new one. Spec: 04 §9.5
 */
export function createGuardedWorker(options: GuardOptions): GuardedWorker {
  const { queueLength = 64 } = options;
  let worker: Worker | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  const run = async (message: unknown): Promise<unknown> => {
    worker ??= spawn(options);
    const current = worker;
    try {
      return await exchange(current, message, options.timeoutMs);
    } catch (error) {
      worker = undefined;
      await current.terminate();
      throw error;
    }
  };
  return {
    request(message) {
      if (waiting >= queueLength) return Promise.reject(new VmError('VM_SESSION_BUSY', { waiting }));
      waiting++;
      const result = last.then(() => run(message));
      last = result.then(
        () => waiting--,
        () => waiting--,
      );
      return result;
    },
    async close() {
      await last;
      await worker?.terminate();
      worker = undefined;
    },
  };
}

function spawn({ url, workerData, stackSizeMb = 64 }: GuardOptions): Worker {
  const worker = new Worker(url, { workerData, resourceLimits: { stackSizeMb } });
  worker.unref();
  return worker;
}

function exchange(worker: Worker, message: unknown, timeoutMs: number): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const fault = (reason: string): void => reject(new FaultError('FAULT_WORKER', { reason }));
  const onMessage = (reply: GuardedReply): void => {
    if (reply.ok) resolve(reply.value);
    else fault(reply.reason);
  };
  const onError = (error: unknown): void => fault(String(error));
  const onExit = (): void => fault('worker ended');
  const timer = setTimeout(() => reject(new VmError('VM_DEADLINE', { timeoutMs })), timeoutMs);
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  worker.postMessage(message);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  });
}
