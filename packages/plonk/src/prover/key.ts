import type { Column, Pool, Program, Workspace } from '@eventide/kernels';
import type { Bases } from '@eventide/kernels/msm/msm';
import type { Blinding, Circuit } from '../circuit.ts';
import type { Domain } from '../domain.ts';
import type { KeyCommitment, VerifierData } from '../keys/verifierData.ts';
import type { ActiveWidgets } from './programs.ts';

/** Cosets on which the quotient is computed; its degree is below 5n. Spec: 02 §13.2 */
export const COSETS = 5;

/** One coset g·⟨ω⟩: its shift and g^n. */
export type KeyCoset = { readonly shift: bigint; readonly power: bigint };

/** A compiled circuit, resident in a pool. Made by `compile`, ends with `close`. */
export type ProverKey<Inputs> = {
  readonly circuit: Circuit<Inputs>;
  readonly verifierData: VerifierData;
  readonly pool: Pool;
  readonly domain: Domain;
  readonly blinding: Blinding;
  readonly rows: number;
  readonly witnessCount: number;
  /** Witness of wire a, b, c, d at every row. */
  readonly wires: readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  /** Powers of τ. */
  readonly bases: Bases;
  /** Coefficients of the key's polynomials. */
  readonly coefficients: ReadonlyMap<KeyCommitment, Column>;
  /** σ1…σ4 and ω^i on the domain. */
  readonly permutation: readonly Column[];
  readonly cosets: readonly KeyCoset[];
  /**
   * Coefficients of σ1…σ4, q_m q_l q_r q_o q_f q_c q_arith and the active widgets, as the quotient reads them. Their values
   * on a coset are computed when needed: keeping them would cost 75 columns and save a tenth of the time.
   */
  readonly quotientColumns: readonly Column[];
  readonly active: ActiveWidgets;
  readonly quotient: Program;
  readonly workspace: Workspace;
  close(): void;
};
