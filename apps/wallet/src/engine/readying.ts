import { isEventideError } from '@eventide/base';
import type { Prover } from '@eventide/prover';
import type { ChainFacts } from '@eventide/sdk';

/** How far the prover is with getting ready for the next proof. */
export type Readiness = {
  readonly state: 'idle' | 'preparing' | 'ready' | 'failed';
  /** 0 to 1 while preparing. */
  readonly fraction: number;
};

export const notReady: Readiness = Object.freeze({ state: 'idle', fraction: 0 });

export type ReadyingDeps = {
  readonly prover: Prover;
  readonly facts: () => ChainFacts | null;
  readonly tell: (readiness: Readiness) => void;
};

/** Most payments spend one note or two; two first, because its reference string serves both. */
const USUAL = [2, 1] as const;

/** Makes circuits ready before anybody clicks, so that a first payment waits for its proof only. Spec: 13 §5.3, §5.6 */
export class Readying {
  readonly #deps: ReadyingDeps;
  readonly #known = new Set<string>();
  readonly #waiting = new Set<string>();
  #wanted: readonly number[] = [];

  constructor(deps: ReadyingDeps) {
    this.#deps = deps;
  }

  /** For a wallet with this many notes to spend; does nothing the second time. */
  usual(notes: number): void {
    if (notes > 0) this.#make(USUAL.filter((inputs) => inputs <= notes));
  }

  /** For a transaction that spends this many notes. */
  inputs(count: number): void {
    this.#make([count]);
  }

  /** The node told what its network needs. */
  factsKnown(): void {
    this.#make(this.#wanted);
  }

  /** The prover was closed: what it knew is gone. */
  forget(): void {
    this.#known.clear();
    this.#deps.tell(notReady);
  }

  #make(counts: readonly number[]): void {
    const facts = this.#deps.facts();
    this.#wanted = facts === null ? counts : [];
    // Mock proofs need nothing; the file of a ceremony may be missing, and a payment says so.
    if (facts === null || facts.proofs === 'mock' || facts.srs !== 'local-1') return;
    for (const count of counts) void this.#prepare(`${facts.circuitSet}/phoenix/${count}`);
  }

  async #prepare(circuit: string): Promise<void> {
    if (this.#known.has(circuit)) return;
    this.#known.add(circuit);
    this.#waiting.add(circuit);
    const { tell, prover } = this.#deps;
    try {
      await prover.prepare(circuit, {
        onProgress: ({ fraction }) => tell({ state: 'preparing', fraction }),
      });
      this.#waiting.delete(circuit);
      if (this.#waiting.size === 0) tell({ state: 'ready', fraction: 1 });
    } catch (error) {
      this.#waiting.delete(circuit);
      this.#known.delete(circuit);
      // A payment makes ready what it needs itself and says what is wrong.
      tell(isEventideError(error, 'PROVE_ABORTED') ? notReady : { state: 'failed', fraction: 0 });
    }
  }
}
