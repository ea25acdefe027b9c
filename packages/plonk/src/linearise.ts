import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { numbers } from './check.ts';
import { type DomainValues, WIRE_COSETS } from './domain.ts';
import type { KeyCommitment } from './keys/verifierData.ts';
import type { Proof, ProofCommitment } from './proof.ts';
import type { PermutationChallenges, QuotientChallenges } from './transcript/rounds.ts';
import type { PlonkVersion } from './version.ts';
import {
  fixedBaseRelations,
  logicRelations,
  type RowWires,
  rangeRelations,
  separated,
  variableBaseRelations,
} from './widgets.ts';

/** Factors of the committed polynomials in the linearisation r(X). */
export type Linearisation = ReadonlyMap<KeyCommitment | ProofCommitment, Fr>;

export type LinearisationInput = {
  /** Those of the domain at z. */
  readonly values: Pick<DomainValues, 'vanishing' | 'first'>;
  readonly evaluations: Proof['evaluations'];
  readonly challenges: PermutationChallenges & QuotientChallenges;
  /** The opening point. */
  readonly z: Fr;
};

const { add, mul, sub } = fr;

/**
 * What every committed polynomial is multiplied by in r(X), with the evaluations plugged in; constants are left out.
 * Prover and verifier share it: one multiplies polynomials, the other commitments. Spec: 02 §8 step 5, §10
 */
export function linearise({ values, evaluations: e, challenges, z }: LinearisationInput): Linearisation {
  const { alpha, beta, gamma } = challenges;
  const arithmetic = e.q_arith_eval;
  const wires: RowWires<Fr> = {
    a: e.a_eval,
    b: e.b_eval,
    c: e.c_eval,
    d: e.d_eval,
    aNext: e.a_w_eval,
    bNext: e.b_w_eval,
    dNext: e.d_w_eval,
  };
  const q = { qL: e.q_l_eval, qR: e.q_r_eval, qC: e.q_c_eval };
  const bracket = (relations: readonly Fr[], challenge: Fr) => fr.reduce(separated(numbers, relations, challenge));

  const shifts = [wires.a, wires.b, wires.c, wires.d].map((wire, i) =>
    add(add(wire, mul(mul(beta, WIRE_COSETS[i] as Fr), z)), gamma),
  );
  const identity = mul(alpha, shifts.reduce(mul));
  const first = mul(mul(alpha, alpha), values.first);
  const copies = mul(permutedProduct(e, challenges), mul(mul(alpha, beta), e.z_eval));
  const zn = add(values.vanishing, 1n);
  const low = fr.neg(values.vanishing);
  const mid = mul(low, zn);
  const high = mul(mid, zn);

  return new Map<KeyCommitment | ProofCommitment, Fr>([
    ['q_m', mul(arithmetic, mul(wires.a, wires.b))],
    ['q_l', mul(arithmetic, wires.a)],
    ['q_r', mul(arithmetic, wires.b)],
    ['q_o', mul(arithmetic, wires.c)],
    ['q_f', mul(arithmetic, wires.d)],
    ['q_c', arithmetic],
    ['q_range', bracket(rangeRelations(numbers, wires), challenges.range)],
    ['q_logic', bracket(logicRelations(numbers, wires, q.qC), challenges.logic)],
    ['q_fixed_group_add', bracket(fixedBaseRelations(numbers, wires, q), challenges.fixedBase)],
    ['q_variable_group_add', bracket(variableBaseRelations(numbers, wires), challenges.variableBase)],
    ['z_comm', add(identity, first)],
    ['s_sigma_4', fr.neg(copies)],
    ['t_low_comm', low],
    ['t_mid_comm', mid],
    ['t_high_comm', high],
    ['t_fourth_comm', mul(high, zn)],
  ]);
}

/** (a + β·σ1 + γ)(b + β·σ2 + γ)(c + β·σ3 + γ) */
export function permutedProduct(
  e: Proof['evaluations'],
  { beta, gamma }: Pick<PermutationChallenges, 'beta' | 'gamma'>,
): Fr {
  const factor = (wire: Fr, sigma: Fr) => add(add(wire, mul(beta, sigma)), gamma);
  return mul(
    mul(factor(e.a_eval, e.s_sigma_1_eval), factor(e.b_eval, e.s_sigma_2_eval)),
    factor(e.c_eval, e.s_sigma_3_eval),
  );
}

/** The constant of the linearisation: r(z) for an honest prover is its negative. Spec: 02 §10 (r0) */
export function linearisationConstant(
  { values, evaluations: e, challenges }: Omit<LinearisationInput, 'z'>,
  publicInputValue: Fr,
): Fr {
  const { alpha } = challenges;
  const first = mul(mul(alpha, alpha), values.first);
  const copies = mul(mul(alpha, permutedProduct(e, challenges)), mul(add(e.d_eval, challenges.gamma), e.z_eval));
  return sub(sub(publicInputValue, first), copies);
}

/** An opened polynomial and the evaluation that a proof claims for it. */
export type Opened = readonly [KeyCommitment | ProofCommitment, keyof Proof['evaluations']];

const OPENED_V1: readonly Opened[] = [
  ['a_comm', 'a_eval'],
  ['b_comm', 'b_eval'],
  ['c_comm', 'c_eval'],
  ['d_comm', 'd_eval'],
  ['s_sigma_1', 's_sigma_1_eval'],
  ['s_sigma_2', 's_sigma_2_eval'],
  ['s_sigma_3', 's_sigma_3_eval'],
];

const OPENED: readonly Opened[] = [
  ...OPENED_V1,
  ['q_arith', 'q_arith_eval'],
  ['q_c', 'q_c_eval'],
  ['q_l', 'q_l_eval'],
  ['q_r', 'q_r_eval'],
];

/** What is opened at z after r(X), with rising powers of v. V1 leaves the selectors out, which makes it unsound. Spec: 02 §2 */
export function openedAtZ(version: PlonkVersion): readonly Opened[] {
  return version === 'V1' ? OPENED_V1 : OPENED;
}

/** What is opened at zω, with rising powers of v_w from 1 on. */
export const OPENED_AT_NEXT: readonly Opened[] = [
  ['z_comm', 'z_eval'],
  ['a_comm', 'a_w_eval'],
  ['b_comm', 'b_w_eval'],
  ['d_comm', 'd_w_eval'],
];
