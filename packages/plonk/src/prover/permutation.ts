import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { Column, Workspace } from '@eventide/kernels';
import { WIRE_COSETS } from '../domain.ts';
import { PlonkError } from '../errors.ts';
import type { PermutationChallenges } from '../transcript/rounds.ts';
import type { ProverKey } from './key.ts';
import type { Polynomial } from './polynomial.ts';
import { multiply, permutationSteps } from './programs.ts';
import { blind } from './wires.ts';

/**
 * z: the running product over the rows of (wire + β·name + γ) by (wire + β·σ + γ). It ends at 1 if equal wires have equal
 * values. @throws PlonkError PLONK_UNSATISFIED
 * Spec: 02 §8 step 2
 */
export async function permutationPolynomial(
  key: ProverKey<never>,
  workspace: Workspace,
  values: readonly Column[],
  { beta, gamma }: PermutationChallenges,
  blinders: readonly Fr[],
): Promise<Polynomial> {
  const numerator = workspace.column(key.domain.size);
  const denominator = workspace.column(key.domain.size);
  await workspace.run(permutationSteps, {
    columns: [...values, ...key.permutation],
    scalars: [beta, gamma, ...WIRE_COSETS.slice(1).map((coset) => fr.mul(beta, coset))],
    outputs: [numerator, denominator],
  });
  await workspace.invert([denominator]);
  await workspace.run(multiply, { columns: [numerator, denominator], scalars: [], outputs: [numerator] });
  workspace.free(denominator);
  if ((await workspace.runningProduct(numerator)) !== 1n) throw new PlonkError('PLONK_UNSATISFIED');
  await workspace.toCoefficients([numerator]);
  return blind(workspace, numerator, blinders);
}
