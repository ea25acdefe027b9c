import { concatBytes } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { type Fr, fr } from '@eventide/crypto/fields/fr';

/** Commitments of a proof, in the order of its bytes. Spec: 02 §9 */
export const PROOF_COMMITMENTS = [
  'a_comm',
  'b_comm',
  'c_comm',
  'd_comm',
  'z_comm',
  't_low_comm',
  't_mid_comm',
  't_high_comm',
  't_fourth_comm',
  'w_z_chall_comm',
  'w_z_chall_w_comm',
] as const;

/** Evaluations of a proof, in the order of its bytes. The transcript has another order. Spec: 02 §9 */
export const PROOF_EVALUATIONS = [
  'a_eval',
  'b_eval',
  'c_eval',
  'd_eval',
  'a_w_eval',
  'b_w_eval',
  'd_w_eval',
  'q_arith_eval',
  'q_c_eval',
  'q_l_eval',
  'q_r_eval',
  's_sigma_1_eval',
  's_sigma_2_eval',
  's_sigma_3_eval',
  'z_eval',
] as const;

export type ProofCommitment = (typeof PROOF_COMMITMENTS)[number];
export type ProofEvaluation = (typeof PROOF_EVALUATIONS)[number];

/** A proof taken apart. Commitments are still bytes: nobody has looked for points in them. */
export type Proof = {
  readonly commitments: Readonly<Record<ProofCommitment, Uint8Array>>;
  readonly evaluations: Readonly<Record<ProofEvaluation, Fr>>;
};

/** Bytes of every proof, whatever the circuit. Spec: 02 §9 */
export const PROOF_SIZE = 1008;

const COMMITMENT_SIZE = 48;

export function encodeProof({ commitments, evaluations }: Proof): Uint8Array {
  return concatBytes(
    ...PROOF_COMMITMENTS.map((name) => commitments[name]),
    ...PROOF_EVALUATIONS.map((name) => fr.encode(evaluations[name])),
  );
}

/**
 * The first 1008 bytes as a proof. What follows them is ignored, as in the reference; who wants an exact length checks it.
 * @throws CodecError CODEC_TOO_SHORT, CODEC_NOT_CANONICAL
 * Spec: 02 §9
 */
export function decodeProof(bytes: Uint8Array): Proof {
  if (bytes.length < PROOF_SIZE) throw new CodecError('CODEC_TOO_SHORT', { need: PROOF_SIZE, have: bytes.length });
  let at = 0;
  const take = (size: number) => {
    at += size;
    return bytes.slice(at - size, at);
  };
  return {
    commitments: record(PROOF_COMMITMENTS, () => take(COMMITMENT_SIZE)),
    evaluations: record(PROOF_EVALUATIONS, () => fr.decode(take(fr.size))),
  };
}

/** A record of `names` in order. */
function record<Name extends string, T>(names: readonly Name[], value: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, T>;
}
