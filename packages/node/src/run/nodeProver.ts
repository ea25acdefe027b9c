import { isEventideError } from '@eventide/base';
import type { Srs } from '@eventide/plonk/srs/srs';
import type { CircuitSource, ProvableCircuit } from '@eventide/prover';
import { readCeremony } from '@eventide/prover/ceremonyFile';
import { keptProver } from '@eventide/prover/keptProver';
import type { Prover } from '@eventide/prover/prover';
import { namedCircuit } from '@eventide/tx/phoenix/circuit/named';
import { NodeError } from '../errors.ts';
import type { NodeGenesis } from '../start/nodeOptions.ts';

const circuits: CircuitSource = (name) => namedCircuit(name) as ProvableCircuit | undefined;

/**
 * Makes proofs for others, with parameters and keys kept in the node's folder. Nothing starts before the first proof. On networks with the
 * parameters of the ceremony their file is looked at before: its length and digest.
 * @throws NodeError NODE_CONFIG where the ceremony's file is not named or not at hand; PlonkError PLONK_SRS_WRONG for another one
 * Spec: 08 §3, 02 §3.3
 */
export async function nodeProver({ srs }: NodeGenesis, folder: string, crs: string | undefined): Promise<Prover> {
  if (srs === 'local-1') return keptProver({ circuits, folder });
  if (crs === undefined)
    throw new NodeError('NODE_CONFIG', {
      key: 'eventide.crs',
      expected: 'the file of the ceremony, for eventide.prover',
    });
  return keptProver({ circuits, folder, srs: await readParameters(crs) });
}

async function readParameters(file: string): Promise<Srs> {
  try {
    return await readCeremony(file);
  } catch (cause) {
    if (isEventideError(cause)) throw cause;
    throw new NodeError('NODE_CONFIG', { key: 'eventide.crs', path: file, expected: 'a readable file' }, { cause });
  }
}
