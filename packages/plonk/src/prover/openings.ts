import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { Column, Workspace } from '@eventide/kernels';
import { combineTails, divideTail, evaluateTail, type Polynomial } from './polynomial.ts';
import { linearCombination } from './programs.ts';

const combinations = new Map<number, ReturnType<typeof linearCombination>>();

/** Values of polynomials at one point. */
export async function evaluateAll(
  workspace: Workspace,
  polynomials: readonly Polynomial[],
  point: Fr,
  size: number,
): Promise<Fr[]> {
  const low = await workspace.evaluate(
    polynomials.map((polynomial) => polynomial.low),
    point,
  );
  const power = fr.pow(point, BigInt(size));
  return polynomials.map(({ tail }, i) => fr.add(low[i] as Fr, fr.mul(power, evaluateTail(tail, point))));
}

/** (Σ factor·polynomial − its value) / (X − point), in a new column. Spec: 02 §8 step 6 */
export async function openingQuotient(
  workspace: Workspace,
  terms: readonly (readonly [polynomial: Polynomial, factor: Fr])[],
  point: Fr,
): Promise<Polynomial> {
  const low: Column = workspace.column((terms[0] as readonly [Polynomial, Fr])[0].low.length);
  const factors = terms.map(([, factor]) => factor);
  await workspace.run(combination(terms.length), {
    columns: terms.map(([polynomial]) => polynomial.low),
    scalars: factors,
    outputs: [low],
  });
  const tails = combineTails(
    terms.map(([polynomial]) => polynomial.tail),
    factors,
  );
  const { quotient, carry } = divideTail(tails, point);
  await workspace.divideByRoot(low, point, carry);
  return { low, tail: quotient };
}

function combination(count: number): ReturnType<typeof linearCombination> {
  const known = combinations.get(count) ?? linearCombination(count);
  combinations.set(count, known);
  return known;
}
