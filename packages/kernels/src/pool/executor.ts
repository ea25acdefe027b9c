import { FaultError } from '@eventide/base';
import {
  control,
  type Executor,
  type Job,
  MAX_PHASES,
  type Phase,
  type WorkerMessage,
  type WorkerReply,
} from './job.ts';
import { spawnWorker, type WorkerHandle } from './spawn.ts';

export type ExecutorParts = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly scratch: number;
  readonly scratchBytes: number;
};

/** Runs every job on the calling thread, giving way to other tasks about every 8 ms. Fallback (c) of 11 §7. */
export function createLocalExecutor(parts: ExecutorParts): Executor {
  const instances = new Map<string, WebAssembly.Exports>();
  const add = (name: string, module: WebAssembly.Module): void => {
    instances.set(name, new WebAssembly.Instance(module, { e: { m: parts.memory } }).exports);
  };
  add('', parts.module);
  const call = ([name, ...args]: Job): void => {
    const slash = name.indexOf('/');
    const target = instances.get(slash < 0 ? '' : name.slice(0, slash))?.[name.slice(slash + 1)];
    if (typeof target !== 'function') throw new FaultError('FAULT_INTERNAL', { kernel: name });
    target(parts.scratch, ...args);
  };
  selfTest(instances.get('') as WebAssembly.Exports, parts.scratch);
  return {
    threads: 1,
    add,
    async run(phases, signal) {
      let slice = performance.now();
      for (const job of phases.flat()) {
        signal?.throwIfAborted();
        try {
          call(job);
        } catch (cause) {
          throw new FaultError('FAULT_INTERNAL', { kernel: job[0] }, { cause });
        }
        if (performance.now() - slice > 8) {
          await new Promise((resolve) => setTimeout(resolve, 0));
          slice = performance.now();
        }
      }
    },
    close: () => Promise.resolve(),
  };
}

/** One multiplication per lane and field against the value bigint gave at generation. Spec: 11 §1.3 */
export function selfTest(exports: WebAssembly.Exports, scratch: number): void {
  if ((exports.selftest as (scratch: number) => number)(scratch) !== 1) {
    throw new FaultError('FAULT_INTERNAL', { what: 'kernel self-test' });
  }
}

/**
 * Workers over one shared memory. The calling thread posts a batch and never waits on memory, so a page may be the caller;
 * the workers share out the jobs by a counter and meet at a barrier after each phase. Spec: 11 §7
 */
export async function createSharedExecutor(
  parts: ExecutorParts,
  threads: number,
  spawn: typeof spawnWorker = spawnWorker,
): Promise<Executor> {
  const words = new Int32Array(parts.memory.buffer, 0, control.words);
  const workers: WorkerHandle[] = [];
  let pending:
    | { resolve: () => void; reject: (error: unknown) => void; left: number; failed: string | undefined }
    | undefined;
  let broken: FaultError | undefined;

  const fail = (error: FaultError): void => {
    broken ??= error;
    for (const worker of workers) void worker.terminate();
    pending?.reject(broken);
    pending = undefined;
  };
  const answered = ({ failed }: WorkerReply): void => {
    if (pending === undefined) return;
    pending.failed ??= failed;
    pending.left--;
    if (pending.left > 0) return;
    const done = pending;
    pending = undefined;
    if (done.failed === undefined) done.resolve();
    else done.reject(new FaultError('FAULT_INTERNAL', { kernel: done.failed }));
  };
  const batch = (messages: readonly WorkerMessage[]): Promise<void> =>
    new Promise((resolve, reject) => {
      if (broken !== undefined) {
        reject(broken);
        return;
      }
      pending = { resolve, reject, left: workers.length, failed: undefined };
      workers.forEach((worker, i) => {
        worker.post((messages[i] ?? messages[0]) as WorkerMessage);
      });
    });

  for (let i = 0; i < threads; i++) {
    workers.push(
      spawn({
        onReply: answered,
        onEnd: (cause) => fail(new FaultError('FAULT_WORKER', { worker: i }, { cause })),
      }),
    );
  }
  const { module, memory } = parts;
  try {
    await batch(
      workers.map((_, i) => ({
        kind: 'start',
        module,
        memory,
        scratch: parts.scratch + i * parts.scratchBytes,
        threads,
      })),
    );
  } catch (error) {
    for (const worker of workers) void worker.terminate();
    throw error;
  }

  return {
    threads,
    add(name, added) {
      for (const worker of workers) worker.post({ kind: 'add', name, module: added });
    },
    async run(phases: readonly Phase[], signal?: AbortSignal) {
      signal?.throwIfAborted();
      const stop = (): void => void Atomics.store(words, control.abort, 1);
      signal?.addEventListener('abort', stop, { once: true });
      try {
        for (let from = 0; from < phases.length; from += MAX_PHASES) {
          words.fill(0);
          if (signal?.aborted) stop();
          await batch([{ kind: 'run', phases: phases.slice(from, from + MAX_PHASES) }]);
          signal?.throwIfAborted();
        }
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    async close() {
      broken ??= new FaultError('FAULT_WORKER', { worker: 'closed' });
      pending?.reject(broken);
      pending = undefined;
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
