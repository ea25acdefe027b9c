import { decode } from '@eventide/codec';
import type { Rules } from '@eventide/params';
import type { VerifierData } from '@eventide/plonk/keys/verifierData';
import { createVerifier, verify } from '@eventide/plonk/verifier/verifier';
import { type CircuitSource, type ProvableCircuit, ProverError } from '@eventide/prover';
import { circuitSet } from '@eventide/tx/phoenix/circuit/set';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';

/** Circuits of wallets by name: `sound-1/phoenix/1…4`, `aegis/phoenix/1…4`. Spec: 14 §1 */
export const walletCircuits: CircuitSource = (name) => {
  const found = parse(name);
  if (found === null) return undefined;
  const { circuit, requestCodec } = circuitSet(found.set);
  return {
    circuit: circuit(found.inputs),
    decodeInputs: (bytes: Uint8Array) => decode<unknown>(requestCodec as never, bytes),
  } as unknown as ProvableCircuit;
};

/**
 * Verifier data of a wallet circuit: of `sound-1` under the parameters of local networks, of `aegis` as deployed.
 * @throws ProverError PROVE_UNKNOWN_CIRCUIT
 */
export function walletVerifierData(name: string): VerifierData {
  const found = parse(name);
  if (found === null) throw new ProverError('PROVE_UNKNOWN_CIRCUIT', { circuit: name });
  return knownVerifierData(found.set, found.inputs);
}

/** True if the proof is valid for these public inputs under the circuit's known verifier data. Spec: 02 §10 */
export function isValidWalletProof(circuit: string, proof: Uint8Array, publicInputs: readonly bigint[]): boolean {
  return verify(createVerifier(walletVerifierData(circuit)), proof, publicInputs, 'V3').ok;
}

function parse(name: string): { readonly set: Rules['circuitSet']; readonly inputs: number } | null {
  const match = /^(aegis|sound-1)\/phoenix\/([1-4])$/.exec(name);
  return match === null ? null : { set: match[1] as Rules['circuitSet'], inputs: Number(match[2]) };
}
