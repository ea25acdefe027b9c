import type { Prover } from '@eventide/prover';
import { type ChainFacts, createWorkerScanner, type Scanner } from '@eventide/sdk';

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

/** A prover that loads its code and its worker with the first proof. */
export function lazyProver(facts: () => ChainFacts | null, threads: () => number | null): Prover {
  let made: Promise<Prover> | null = null;
  const get = (): Promise<Prover> => {
    made ??= make(facts(), threads()).catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
  return {
    prove: async (circuit, inputs, request) => (await get()).prove(circuit, inputs, request),
    prepare: async (circuit, request) => (await get()).prepare(circuit, request),
    check: async (circuit, inputs) => (await get()).check(circuit, inputs),
    close: async () => {
      const open = made;
      made = null;
      await (await open)?.close();
    },
  };
}

async function make(facts: ChainFacts | null, threads: number | null): Promise<Prover> {
  const { browserProver, mockProver } = await import('@eventide/sdk/prover/provers');
  if (facts?.proofs === 'mock') return mockProver();
  const name = `prove-${threads ?? 'auto'}-${facts?.srs ?? 'local-1'}`;
  return browserProver(new Worker(new URL('./proverWorker.ts', import.meta.url), { type: 'module', name }));
}
