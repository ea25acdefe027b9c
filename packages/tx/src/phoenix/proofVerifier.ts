import type { Rules } from '@eventide/params';
import type { VerifierData } from '@eventide/plonk/keys/verifierData';
import { isMockProof } from '@eventide/plonk/mock';
import { createVerifier, type Verifier, verify } from '@eventide/plonk/verifier/verifier';
import type { PhoenixProofRequest, PhoenixProofVerifier } from './verify.ts';

/** Where a verifier of Phoenix proofs gets its keys. */
export type PhoenixVerifierKeys = {
  /** The verifier data of the circuit with 1 to 4 inputs. */
  readonly verifierData: (set: Rules['circuitSet'], inputs: number) => VerifierData;
};

/**
 * Checks proofs under the verifier data of their circuit, in the one version that the rules name; networks that say so take mock
 * proofs too (13 §3.1). Keys are decoded once.
 * Spec: 02 §10, 10 §9
 */
export function createPhoenixProofVerifier(keys: PhoenixVerifierKeys): PhoenixProofVerifier {
  const verifiers = new Map<string, Verifier>();
  const verifierOf = ({ set, inputs }: PhoenixProofRequest): Verifier => {
    const name = `${set}/${inputs}`;
    const known = verifiers.get(name);
    if (known !== undefined) return known;
    const made = createVerifier(keys.verifierData(set, inputs));
    verifiers.set(name, made);
    return made;
  };
  return (request) => {
    const { proof, publicInputs, version, proofs } = request;
    const verifier = verifierOf(request);
    if (proofs === 'mock' && isMockProof(proof, verifier.data, publicInputs, version)) return true;
    return verify(verifier, proof, publicInputs, version).ok;
  };
}
