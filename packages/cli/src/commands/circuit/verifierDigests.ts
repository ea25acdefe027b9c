import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { walletVerifierData } from '@eventide/sdk/prover/circuits';
import { circuitNames } from './circuitNames.ts';

/** SHA-256 of the verifier data that wallets check their proofs with. Spec: 02 §11.1 */
export function verifierDigest(circuit: string): string {
  return toHex(sha256(encodeVerifierData(walletVerifierData(circuit))));
}

/** Of all circuits of shielded transactions, by name. */
export function verifierDigests(): Readonly<Record<string, string>> {
  return Object.fromEntries(circuitNames.map((name) => [name, verifierDigest(name)]));
}
