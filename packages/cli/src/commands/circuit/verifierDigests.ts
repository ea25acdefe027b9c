import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { walletVerifierData } from '@eventide/sdk/prover/circuits';

const INPUTS = [1, 2, 3, 4];

/** SHA-256 of the verifier data that wallets check their proofs with. Spec: 02 §11.1 */
export function verifierDigest(circuit: string): string {
  return toHex(sha256(encodeVerifierData(walletVerifierData(circuit))));
}

/** Of all circuits of shielded transactions, by name. */
export function verifierDigests(): Readonly<Record<string, string>> {
  const names = ['aegis', 'sound-1'].flatMap((set) => INPUTS.map((inputs) => `${set}/phoenix/${inputs}`));
  return Object.fromEntries(names.map((name) => [name, verifierDigest(name)]));
}
