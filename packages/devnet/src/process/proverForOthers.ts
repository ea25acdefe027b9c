import type { NodeGenesis } from '@eventide/node';
import type { ApiOptions } from '@eventide/node/api/options';
import { nodeProver } from '@eventide/node/run/nodeProver';
import { threadedMockProver } from '@eventide/sdk/nodeOnly/threadedMockProver';

export type ProverChoice = {
  /** Where parameters and keys are kept. */
  readonly folder: string;
  /** File of the ceremony's parameters. */
  readonly crs: string | undefined;
};

/**
 * Clients of the reference let a node prove. With mock proofs that costs little and tells nobody anything; real ones are made on networks
 * of their protocol only: ours prove themselves. Nothing starts before the first proof.
 * @throws NodeError NODE_CONFIG, PlonkError PLONK_SRS_WRONG for a file of the ceremony that is none
 * Spec: 13 §3.1, 08 §3
 */
export async function proverForOthers(
  genesis: NodeGenesis,
  { folder, crs }: ProverChoice,
): Promise<ApiOptions['prover']> {
  const { proofs, protocol } = genesis.network;
  if (proofs === 'mock') return threadedMockProver();
  return protocol === 'rusk-1.6' ? nodeProver(genesis, folder, crs) : undefined;
}
