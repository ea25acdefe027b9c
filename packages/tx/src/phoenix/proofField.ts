import { concatBytes } from '@eventide/base';
import type { Rules } from '@eventide/params';
import { TxError } from '../errors.ts';
import { authSize } from './auth/auth.ts';

/** Bytes of a PLONK proof. Spec: 03 §6.2 */
export const PROOF_SIZE = 1008;
const SET_BYTE = 1;

/** The parts of a proof field; `auth` is null in the set `aegis`. Spec: 14 §4 */
export type ProofField = { readonly proof: Uint8Array; readonly auth: Uint8Array | null };

/** `01 ‖ auth ‖ proof`, or the proof alone in the set `aegis`. Spec: 14 §4 */
export function joinProofField({ proof, auth }: ProofField): Uint8Array {
  if (proof.length !== PROOF_SIZE) throw new TxError('TX_BAD_PROOF_FIELD', { proofBytes: proof.length });
  return auth === null ? proof : concatBytes(Uint8Array.of(SET_BYTE), auth, proof);
}

/**
 * The parts of a field as the circuit set reads it: `aegis` takes the first 1008 bytes, `sound-1` exactly
 * 1233 + 96·I. The set comes from the height, never from the bytes.
 * @throws TxError TX_BAD_PROOF_FIELD
 * Spec: 03 §9, 14 §4
 */
export function splitProofField(set: Rules['circuitSet'], field: Uint8Array, inputs: number): ProofField {
  if (set === 'aegis') {
    if (field.length < PROOF_SIZE) throw new TxError('TX_BAD_PROOF_FIELD', { bytes: field.length });
    return { proof: field.subarray(0, PROOF_SIZE), auth: null };
  }
  const authEnd = 1 + authSize(inputs);
  if (field.length !== authEnd + PROOF_SIZE || field[0] !== SET_BYTE) {
    throw new TxError('TX_BAD_PROOF_FIELD', { bytes: field.length, inputs });
  }
  return { auth: field.subarray(1, authEnd), proof: field.subarray(authEnd) };
}
