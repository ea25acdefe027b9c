import { concatBytes, fromHex, intToBytesLe, toHex } from '@eventide/base';
import { blake2b256 } from './hash.ts';

/** Bytes of a contract id. */
export const CONTRACT_ID_SIZE = 32;

/** The id of a deployment: BLAKE2b-256(bytecode ‖ nonce u64 ‖ owner). The owner is hashed as given, of any length. Spec: 01 §12.4 */
export function contractId(bytecode: Uint8Array, deployNonce: bigint, owner: Uint8Array): Uint8Array {
  return blake2b256(concatBytes(bytecode, intToBytesLe(deployNonce, 8), owner));
}

/** The id of a genesis contract: its number, then zeros. Spec: 01 §12.4 */
export function genesisContractId(number: number): Uint8Array {
  const id = new Uint8Array(CONTRACT_ID_SIZE);
  id[0] = number;
  return id;
}

/** 64 lower-case hex characters. Spec: 01 §12.3 */
export function formatContractId(id: Uint8Array): string {
  return toHex(id);
}

/** The id of a text; any number of leading `0x` is taken off. Spec: 01 §12.3 @throws TextError TEXT_BAD_HEX, TEXT_BAD_LENGTH */
export function parseContractId(text: string): Uint8Array {
  let hex = text;
  while (hex.startsWith('0x')) hex = hex.slice(2);
  return fromHex(hex, CONTRACT_ID_SIZE);
}
