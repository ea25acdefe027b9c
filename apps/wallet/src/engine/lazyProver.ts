import { isEventideError } from '@eventide/base';
import type { ProofResult, Prover } from '@eventide/prover';

/** Where proofs are made: nowhere (mock), on a server that then sees what is paid, or in a worker of this page. */
export type ProverChoice =
  | { readonly kind: 'mock' }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'local'; readonly threads: number; readonly srs: 'local-1' | 'ceremony' };

export type MakeProver = (choice: ProverChoice) => Promise<Prover>;

/**
 * A prover that is made with the first proof, and made anew whenever the choice has changed. Where the memory does not suffice it tries
 * again with half the threads, down to one.
 * Spec: 13 §5.3
 */
export function lazyProver(choose: () => ProverChoice, make: MakeProver): Prover {
  let made: { readonly choice: string; readonly prover: Promise<Prover> } | null = null;
  /** More threads than these did not fit into this machine's memory. */
  let most = Number.POSITIVE_INFINITY;
  const close = async (): Promise<void> => {
    const open = made;
    made = null;
    await open?.prover.then(
      (prover) => prover.close(),
      () => {},
    );
  };
  const fitting = (): ProverChoice => {
    const choice = choose();
    return choice.kind === 'local' && choice.threads > most ? { ...choice, threads: most } : choice;
  };
  const get = async (): Promise<Prover> => {
    const choice = fitting();
    const name = JSON.stringify(choice);
    if (made !== null && made.choice !== name) await close();
    // While the old one was closed another call may have made the new one.
    if (made !== null) return (made as { readonly prover: Promise<Prover> }).prover;
    const prover = make(choice);
    made = { choice: name, prover };
    prover.catch(() => {
      if (made?.prover === prover) made = null;
    });
    return prover;
  };
  const prove = async (...[circuit, inputs, request]: Parameters<Prover['prove']>): Promise<ProofResult> => {
    const choice = fitting();
    try {
      return await (await get()).prove(circuit, inputs, request);
    } catch (error) {
      if (!isEventideError(error, 'PROVE_OUT_OF_MEMORY') || choice.kind !== 'local' || choice.threads <= 1) throw error;
      most = Math.floor(choice.threads / 2);
      return prove(circuit, inputs, request);
    }
  };
  return {
    prove,
    prepare: async (circuit, request) => (await get()).prepare(circuit, request),
    check: async (circuit, inputs) => (await get()).check(circuit, inputs),
    close,
  };
}
