import type { Prover } from '@eventide/prover';
import { type KeptProverOptions, keptProver } from '@eventide/prover/keptProver';
import { walletCircuits } from '../prover/circuits.ts';

export type NodeProverOptions = Omit<KeptProverOptions, 'circuits'>;

/** A prover of Node: threads, and parameters and keys kept in a folder. Nothing starts before the first proof. Close it at the end. */
export function nodeProver(options: NodeProverOptions = {}): Prover {
  return keptProver({ ...options, circuits: walletCircuits });
}
