import { createWorkerScanner, type Scanner } from '@eventide/sdk';
import type { MakeProver } from './lazyProver.ts';

/** Workers of this worker that scan notes; they hold view keys only while a page of notes is tried. */
export function startScanner(count: number): Scanner {
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL('./scanWorker.ts', import.meta.url), { type: 'module', name: 'scan' }),
  );
  const scanner = createWorkerScanner(
    workers.map((worker) => ({ channel: worker as never, terminate: () => worker.terminate() })),
  );
  for (const worker of workers) worker.onerror = (event) => scanner.fail(event.message);
  return scanner;
}

/** The prover of a choice, with its code, loaded when it is needed. */
export const makeProver: MakeProver = async (choice) => {
  const { browserProver, mockProver, remoteProver } = await import('@eventide/sdk/prover/provers');
  if (choice.kind === 'mock') return mockProver();
  if (choice.kind === 'remote') return remoteProver(choice.url, { iUnderstandTheServerSeesAmountsAndNotes: true });
  const name = `prove-${choice.threads}-${choice.srs}`;
  return browserProver(new Worker(new URL('./proverWorker.ts', import.meta.url), { type: 'module', name }));
};
