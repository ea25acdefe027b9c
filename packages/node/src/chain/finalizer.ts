import type { Application } from './effects.ts';
import type { Executor } from './ports.ts';

/** Lets states become final beside the chain's other work: nothing waits for it but the next time, and the end. */
export type Finalizer = {
  start(final: Application['final']): void;
  /** Resolves when nothing is under way. @throws FaultError of the last time */
  idle(): Promise<void>;
};

export function createFinalizer(executor: Pick<Executor, 'finalize'>): Finalizer {
  let running: Promise<{ readonly error: unknown } | undefined> = Promise.resolve(undefined);
  return {
    start(final) {
      if (final === undefined) return;
      running = executor.finalize(final.root, final.parentRoot).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
    },
    async idle() {
      const failed = await running;
      if (failed !== undefined) throw failed.error;
    },
  };
}
