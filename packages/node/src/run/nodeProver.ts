import type { CircuitSource, ProvableCircuit } from '@eventide/prover';
import { keptProver } from '@eventide/prover/keptProver';
import type { Prover } from '@eventide/prover/prover';
import { namedCircuit } from '@eventide/tx/phoenix/circuit/named';
import { NodeError } from '../errors.ts';
import type { NodeGenesis } from '../start/nodeOptions.ts';

const circuits: CircuitSource = (name) => namedCircuit(name) as ProvableCircuit | undefined;

/**
 * Makes proofs for others, with parameters and keys kept in the node's folder. Nothing starts before the first proof.
 * @throws NodeError NODE_CONFIG where the network's parameters are those of the ceremony, which a node does not prove with
 * Spec: 08 §3
 */
export function nodeProver({ srs }: NodeGenesis, folder: string): Prover {
  if (srs === 'ceremony')
    throw new NodeError('NODE_CONFIG', { key: 'eventide.prover', expected: 'a network with srs = "local-1"' });
  return keptProver({ circuits, folder });
}
