import { FaultError } from '@eventide/base';
import type { Assembly } from '../gen/assembly.ts';
import type { Arena } from './arena.ts';
import type { Executor, Phase } from './job.ts';

/** What the doors of a pool stand on: generated kernels, memory, and one line of operations. */
export type Engine = {
  readonly assembly: Assembly;
  readonly memory: WebAssembly.Memory;
  readonly arena: Arena;
  readonly threads: number;
  /**
   * Runs an operation after all earlier ones. It may call `phases` several times and touch memory between them; `signal` is
   * looked at before it starts and between jobs.
   */
  operate<T>(operation: (phases: (...list: Phase[]) => Promise<void>) => Promise<T>, signal?: AbortSignal): Promise<T>;
  addModule(name: string, module: WebAssembly.Module): void;
  close(): Promise<void>;
};

export function createEngine(assembly: Assembly, memory: WebAssembly.Memory, arena: Arena, executor: Executor): Engine {
  let line: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    assembly,
    memory,
    arena,
    threads: executor.threads,
    operate(operation, signal) {
      const turn = line.then(() => {
        if (closed) throw new FaultError('FAULT_WORKER', { worker: 'closed' });
        signal?.throwIfAborted();
        return operation((...list) => executor.run(list, signal));
      });
      line = turn.catch(() => {});
      return turn;
    },
    addModule: (name, module) => executor.add(name, module),
    async close() {
      closed = true;
      await executor.close();
    },
  };
}
