import { accept, isEventideError, refuse, type Verdict } from '@eventide/base';
import type { Fr } from '@eventide/crypto/fields/fr';
import type { Rules } from '@eventide/params';
import { authOutput, decodeAuth, encodeAuthOutputs, phoenixTxDigest } from './auth/auth.ts';
import { verifyAuth } from './auth/verify.ts';
import { type PhoenixPayload, type PhoenixTransaction, phoenixPayloadHash } from './payload.ts';
import { type ProofField, splitProofField } from './proofField.ts';
import { aegisPublicInputs, sound1PublicInputs } from './publicInputs.ts';

/** A proof to check under the verifier data of a Phoenix circuit. */
export type PhoenixProofRequest = {
  readonly set: Rules['circuitSet'];
  /** 1 to 4; names the circuit within the set. */
  readonly inputs: number;
  readonly version: Rules['plonk'];
  readonly publicInputs: readonly Fr[];
  /** 1008 bytes. */
  readonly proof: Uint8Array;
  /** Mock proofs pass too on networks that say so. Spec: 13 §3.1 */
  readonly proofs: Rules['proofs'];
};

/** Is the proof valid? A proof that does not decode is not. */
export type PhoenixProofVerifier = (request: PhoenixProofRequest) => boolean;

/** Why a Phoenix transaction does not prove what it must. */
export type PhoenixRefusal = 'TX_BAD_PROOF_FIELD' | 'TX_BAD_SENDER' | 'TX_BAD_AUTH' | 'TX_BAD_PROOF';

/**
 * The one check that a Phoenix transaction may spend its notes: form of the proof field, authorisation (outside the
 * circuit in `sound-1`) and PLONK proof, in this order, all of them. Never use the parts alone: each accepts
 * transactions the other refuses. The number of inputs is 1 to 4.
 * Spec: 10 §9, §13.3 item 2, 14 §4 (2), (5), (6)
 */
export function verifyPhoenixProof(
  tx: PhoenixTransaction,
  rules: Pick<Rules, 'circuitSet' | 'plonk' | 'proofs'>,
  verifyProof: PhoenixProofVerifier,
): Verdict<PhoenixRefusal> {
  const { payload } = tx;
  const inputs = payload.skeleton.nullifiers.length;
  const field = fieldOf(tx, rules, inputs);
  if (field === null) return refuse('TX_BAD_PROOF_FIELD');
  if (payload.skeleton.outputs.some(({ sender }) => sender.kind === 'contract')) return refuse('TX_BAD_SENDER');
  if (field.auth !== null && !isAuthorised(payload, field.auth, inputs)) return refuse('TX_BAD_AUTH');
  const valid = verifyProof({
    set: rules.circuitSet,
    inputs,
    version: rules.plonk,
    publicInputs: phoenixPublicInputs(payload, field),
    proof: field.proof,
    proofs: rules.proofs,
  });
  return valid ? accept() : refuse('TX_BAD_PROOF');
}

/** True if the proof field has the form of the circuit set; the number of inputs is 1 to 4. Spec: 14 §4 (2) */
export function hasProofField(tx: PhoenixTransaction, rules: Pick<Rules, 'circuitSet'>): boolean {
  return fieldOf(tx, rules, tx.payload.skeleton.nullifiers.length) !== null;
}

/** The public inputs that the set's circuit has for this transaction. @throws CodecError, TxError. Spec: 03 §12.3, 10 §7 */
export function phoenixPublicInputs(payload: PhoenixPayload, { auth }: ProofField): Fr[] {
  if (auth === null) return aegisPublicInputs(payload);
  return sound1PublicInputs(payload, decodeAuth(auth, payload.skeleton.nullifiers.length).keys);
}

function fieldOf(tx: PhoenixTransaction, rules: Pick<Rules, 'circuitSet'>, inputs: number): ProofField | null {
  try {
    return splitProofField(rules.circuitSet, tx.proofField, inputs);
  } catch (error) {
    if (isEventideError(error, 'TX_BAD_PROOF_FIELD')) return null;
    throw error;
  }
}

function isAuthorised(payload: PhoenixPayload, auth: Uint8Array, inputs: number): boolean {
  const [first, second] = payload.skeleton.outputs;
  return verifyAuth({
    payloadHash: phoenixPayloadHash(payload),
    txDigest: phoenixTxDigest(payload),
    inputs,
    auth,
    outputs: encodeAuthOutputs([authOutput(first), authOutput(second)]),
  });
}
