import { isEventideError } from '@eventide/base';
import type { ProofResult, Prover } from '@eventide/prover';

/** Where proofs are made: nowhere (mock), on a server that then sees what is paid, or in a worker of this page. */
export type ProverChoice =
  | { readonly kind: 'mock' }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'local'; readonly threads: number; readonly srs: 'local-1' | 'ceremony' };

export type MakeProver = (choice: ProverChoice) => Promise<Prover>;

type Made = { readonly choice: string; readonly prover: Promise<Prover>; running: number; retired: boolean };

/**
 * A prover that is made with the first proof, and made anew whenever the choice has changed: proofs that run then are finished by the
 * old one. Where the memory does not suffice it tries again with half the threads, down to one.
 * Spec: 13 §5.3
 */
export function lazyProver(choose: () => ProverChoice, make: MakeProver): Prover {
  let made: Made | null = null;
  /** More threads than these did not fit into this machine's memory. */
  let most = Number.POSITIVE_INFINITY;
  const fitting = (): ProverChoice => {
    const choice = choose();
    return choice.kind === 'local' && choice.threads > most ? { ...choice, threads: most } : choice;
  };
  const current = (): Made => {
    const choice = fitting();
    const name = JSON.stringify(choice);
    if (made?.choice === name) return made;
    // First the old one gives its memory back, unless it is at work.
    const room = made === null ? Promise.resolve() : retire(made);
    const fresh: Made = { choice: name, prover: room.then(() => make(choice)), running: 0, retired: false };
    made = fresh;
    fresh.prover.catch(() => {
      if (made === fresh) made = null;
    });
    return fresh;
  };
  const use = async <T>(work: (prover: Prover) => Promise<T>): Promise<T> => {
    const mine = current();
    mine.running++;
    try {
      return await work(await mine.prover);
    } finally {
      mine.running--;
      if (mine.retired) void retire(mine);
    }
  };
  const prove = async (...[circuit, inputs, request]: Parameters<Prover['prove']>): Promise<ProofResult> => {
    const choice = fitting();
    try {
      return await use((prover) => prover.prove(circuit, inputs, request));
    } catch (error) {
      if (!isEventideError(error, 'PROVE_OUT_OF_MEMORY') || choice.kind !== 'local' || choice.threads <= 1) throw error;
      most = Math.min(most, Math.floor(choice.threads / 2));
      return prove(circuit, inputs, request);
    }
  };
  return {
    prove,
    prepare: (circuit, request) => use((prover) => prover.prepare(circuit, request)),
    check: (circuit, inputs) => use((prover) => prover.check(circuit, inputs)),
    async close() {
      const open = made;
      made = null;
      if (open !== null) await end(open);
    },
  };
}

/** Ends a prover that is no longer wanted, once nothing runs on it. */
async function retire(made: Made): Promise<void> {
  made.retired = true;
  if (made.running === 0) await end(made);
}

async function end({ prover }: Made): Promise<void> {
  await prover.then(
    (it) => it.close(),
    () => {},
  );
}
