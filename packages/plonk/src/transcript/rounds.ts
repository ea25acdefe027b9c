import type { Fr } from '@eventide/crypto/fields/fr';
import type { KeyCommitment, VerifierData } from '../keys/verifierData.ts';
import type { Proof, ProofEvaluation } from '../proof.ts';
import type { PlonkVersion } from '../version.ts';
import { Transcript } from './transcript.ts';

type Commitments = Proof['commitments'];
type Evaluations = Proof['evaluations'];

export type PermutationChallenges = { readonly beta: Fr; readonly gamma: Fr };
/** One per widget, and α for the permutation. */
export type QuotientChallenges = {
  readonly alpha: Fr;
  readonly range: Fr;
  readonly logic: Fr;
  readonly fixedBase: Fr;
  readonly variableBase: Fr;
};
export type OpeningChallenges = { readonly v: Fr; readonly vW: Fr };

/** Order of a key's commitments in the transcript, which differs from that of its bytes. Spec: 02 §7.2, §12 item 1 */
const SEED_ORDER: readonly KeyCommitment[] = [
  'q_m',
  'q_l',
  'q_r',
  'q_o',
  'q_c',
  'q_f',
  'q_arith',
  'q_range',
  'q_logic',
  'q_variable_group_add',
  'q_fixed_group_add',
  's_sigma_1',
  's_sigma_2',
  's_sigma_3',
  's_sigma_4',
];

const EVALUATION_ORDER: readonly ProofEvaluation[] = [
  'a_eval',
  'b_eval',
  'c_eval',
  'd_eval',
  's_sigma_1_eval',
  's_sigma_2_eval',
  's_sigma_3_eval',
  'z_eval',
  'a_w_eval',
  'b_w_eval',
  'd_w_eval',
  'q_arith_eval',
  'q_c_eval',
  'q_l_eval',
  'q_r_eval',
];

/** The transcript of a key; `clone` it for every proof. Spec: 02 §7.2 (seed) */
export function seedTranscript(
  data: Pick<VerifierData, 'label' | 'constraints' | 'keyRows' | 'commitments'>,
  version: PlonkVersion,
): Transcript {
  const transcript = Transcript.start(data.label);
  transcript.circuitSize(data.constraints);
  for (const name of SEED_ORDER) {
    // Before V3 the last commitment was bound under its own label with the bytes of another one.
    const source = name === 's_sigma_4' && version !== 'V3' ? 's_sigma_1' : name;
    transcript.point(name, data.commitments[source]);
  }
  transcript.circuitSize(data.keyRows);
  return transcript;
}

/** Public inputs, then round 1 and the challenges of round 2. */
export function wireRound(
  transcript: Transcript,
  publicInputs: readonly Fr[],
  commitments: Pick<Commitments, 'a_comm' | 'b_comm' | 'c_comm' | 'd_comm'>,
): PermutationChallenges {
  for (const value of publicInputs) transcript.scalar('pi', value);
  for (const name of ['a_comm', 'b_comm', 'c_comm', 'd_comm'] as const) transcript.point(name, commitments[name]);
  const beta = transcript.challenge('beta');
  // β goes back into the transcript, γ does not.
  transcript.scalar('beta', beta);
  return { beta, gamma: transcript.challenge('gamma') };
}

export function permutationRound(transcript: Transcript, commitment: Uint8Array): QuotientChallenges {
  transcript.point('z_comm', commitment);
  return {
    alpha: transcript.challenge('alpha'),
    range: transcript.challenge('range separation challenge'),
    logic: transcript.challenge('logic separation challenge'),
    fixedBase: transcript.challenge('fixed base separation challenge'),
    variableBase: transcript.challenge('variable base separation challenge'),
  };
}

/** The point at which everything is opened. */
export function quotientRound(
  transcript: Transcript,
  commitments: Pick<Commitments, 't_low_comm' | 't_mid_comm' | 't_high_comm' | 't_fourth_comm'>,
): Fr {
  for (const name of ['t_low_comm', 't_mid_comm', 't_high_comm', 't_fourth_comm'] as const) {
    transcript.point(name, commitments[name]);
  }
  return transcript.challenge('z_challenge');
}

export function evaluationRound(transcript: Transcript, evaluations: Evaluations): OpeningChallenges {
  for (const name of EVALUATION_ORDER) transcript.scalar(name, evaluations[name]);
  return { v: transcript.challenge('v_challenge'), vW: transcript.challenge('v_w_challenge') };
}

/** The verifier's own challenge, which joins the two openings. */
export function openingRound(
  transcript: Transcript,
  commitments: Pick<Commitments, 'w_z_chall_comm' | 'w_z_chall_w_comm'>,
): Fr {
  transcript.point('w_z_chall_comm', commitments.w_z_chall_comm);
  transcript.point('w_z_chall_w_comm', commitments.w_z_chall_w_comm);
  return transcript.challenge('u_challenge');
}
