import { concatBytes, intToBytesLe } from '@eventide/base';
import { blake2b256, blake3 } from '@eventide/crypto/hash';
import type { ContractDeploy } from '../data.ts';

/** Id of the transfer contract: 01, then zeros. Spec: 03 §0 */
export const TRANSFER_CONTRACT: Uint8Array = reserved(1);
/** Id of the stake contract: 02, then zeros. Spec: 03 §0 */
export const STAKE_CONTRACT: Uint8Array = reserved(2);

/** The id a deployment gives its contract: BLAKE2b-256 of bytecode, nonce and owner. Spec: 03 §5, 01 §12.4 */
export function contractId({
  bytecode,
  nonce,
  owner,
}: Pick<ContractDeploy, 'bytecode' | 'nonce' | 'owner'>): Uint8Array {
  return blake2b256(concatBytes(bytecode, intToBytesLe(nonce, 8), owner));
}

/** Deployment data with the bytecode's hash filled in. Spec: 03 §5 */
export function deployment(terms: Omit<ContractDeploy, 'kind' | 'bytecodeHash'>): ContractDeploy {
  return { kind: 'deploy', bytecodeHash: blake3(terms.bytecode), ...terms };
}

function reserved(number: number): Uint8Array {
  const id = new Uint8Array(32);
  id[0] = number;
  return id;
}
