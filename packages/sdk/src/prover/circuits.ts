import type { VerifierData } from '@eventide/plonk/keys/verifierData';
import { createVerifier, verify } from '@eventide/plonk/verifier/verifier';
import { type CircuitSource, type ProvableCircuit, ProverError } from '@eventide/prover';
import { namedCircuit, parseCircuitName } from '@eventide/tx/phoenix/circuit/named';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';

/** Circuits of wallets by name: `sound-1/phoenix/1…4`, `aegis/phoenix/1…4`. Spec: 14 §1 */
export const walletCircuits: CircuitSource = (name) => namedCircuit(name) as ProvableCircuit | undefined;

/**
 * Verifier data of a wallet circuit: of `sound-1` under the parameters of local networks, of `aegis` as deployed.
 * @throws ProverError PROVE_UNKNOWN_CIRCUIT
 */
export function walletVerifierData(name: string): VerifierData {
  const found = parseCircuitName(name);
  if (found === null) throw new ProverError('PROVE_UNKNOWN_CIRCUIT', { circuit: name });
  return knownVerifierData(found.set, found.inputs);
}

/** True if the proof is valid for these public inputs under the circuit's known verifier data. Spec: 02 §10 */
export function isValidWalletProof(circuit: string, proof: Uint8Array, publicInputs: readonly bigint[]): boolean {
  return verify(createVerifier(walletVerifierData(circuit)), proof, publicInputs, 'V3').ok;
}
