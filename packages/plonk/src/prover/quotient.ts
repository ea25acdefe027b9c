import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { Column, Workspace } from '@eventide/kernels';
import { PlonkError } from '../errors.ts';
import type { PermutationChallenges, QuotientChallenges } from '../transcript/rounds.ts';
import { COSETS, type KeyCoset, type ProverKey } from './key.ts';
import type { Polynomial } from './polynomial.ts';
import { addTails, fiveByFive, minusOne, QUOTIENT_SCALARS } from './programs.ts';
import { subtractFromLow } from './wires.ts';

export type QuotientInput = {
  readonly wires: readonly Polynomial[];
  readonly z: Polynomial;
  /** Coefficients of the polynomial of public inputs. */
  readonly publicInputs: Column;
  readonly challenges: PermutationChallenges & QuotientChallenges;
};

/**
 * t in four parts of n coefficients and a tail each, so that t = t_low + X^n·t_mid + X^2n·t_high + X^3n·t_fourth. On coset j
 * the values give t modulo X^n − y_j; five of them give the five blocks of coefficients by a small linear system.
 * @throws PlonkError PLONK_UNSATISFIED if t is no polynomial of the right degree
 * Spec: 02 §8 step 3, §13.2
 */
export async function quotientParts(
  key: ProverKey<never>,
  workspace: Workspace,
  input: QuotientInput,
  tailLength: number,
  blinders: readonly Fr[],
): Promise<[Polynomial, Polynomial, Polynomial, Polynomial]> {
  const { size } = key.domain;
  const scratch = Array.from({ length: 8 + key.quotientColumns.length }, () => workspace.column(size));
  const blocks: Column[] = [];
  for (const coset of key.cosets) blocks.push(await onCoset(key, workspace, input, coset, scratch));
  workspace.free(...scratch);

  const inverse = invertVandermonde(key.cosets.map(({ power }) => power));
  await workspace.run(fiveByFive, { columns: blocks, scalars: inverse.flat(), outputs: blocks });
  const [low, mid, high, fourth, top] = blocks as [Column, Column, Column, Column, Column];
  const rest = await workspace.read(top, { order: 'bitReversed' });
  if (rest.subarray(32 * tailLength).some((byte) => byte !== 0)) throw new PlonkError('PLONK_UNSATISFIED');
  const tail = Array.from({ length: tailLength }, (_, i) => fr.decode(rest.slice(32 * i, 32 * i + 32)));
  workspace.free(top);

  // Each part hides its neighbour: what is added to one at X^n is subtracted from the next.
  const [b0, b1, b2] = blinders as [Fr, Fr, Fr];
  await subtractFromLow(workspace, mid, [b0]);
  await subtractFromLow(workspace, high, [b1]);
  await subtractFromLow(workspace, fourth, [b2]);
  return [
    { low, tail: [b0] },
    { low: mid, tail: [b1] },
    { low: high, tail: [b2] },
    { low: fourth, tail },
  ];
}

/** Coefficients of t modulo X^n − g^n, in a new column. */
async function onCoset(
  key: ProverKey<never>,
  workspace: Workspace,
  { wires, z, publicInputs, challenges }: QuotientInput,
  { shift, power }: KeyCoset,
  scratch: readonly Column[],
): Promise<Column> {
  const { domain } = key;
  const polynomials = [...wires, z];
  const values = scratch.slice(0, 5);
  const [pi, x, firstInverse, ...keyValues] = scratch.slice(5) as [Column, Column, Column, ...Column[]];
  const sources = [...polynomials.map(({ low }) => low), publicInputs, ...key.quotientColumns];
  const targets = [...values, pi, ...keyValues];
  await Promise.all(sources.map((column, i) => workspace.copy(column, targets[i] as Column)));
  await workspace.toValues(targets, shift);
  await workspace.fillPowers(x, domain.omega, shift);
  // On the coset X^n is the constant `power`, so the tail is a small polynomial in x.
  const tails = polynomials.flatMap(({ tail }) => [0, 1, 2].map((i) => fr.mul(power, tail[i] ?? 0n)));
  await workspace.run(addTails, { columns: [...values, x], scalars: tails, outputs: values });
  await workspace.run(minusOne, { columns: [x], scalars: [], outputs: [firstInverse] });
  await workspace.invert([firstInverse]);

  const vanishing = fr.sub(power, 1n);
  const { beta, gamma, alpha } = challenges;
  const given: Record<(typeof QUOTIENT_SCALARS)[number], Fr> = {
    beta,
    gamma,
    beta7: fr.mul(beta, 7n),
    beta13: fr.mul(beta, 13n),
    beta17: fr.mul(beta, 17n),
    alpha,
    firstFactor: fr.mul(fr.mul(alpha, alpha), fr.mul(vanishing, domain.sizeInverse)),
    range: challenges.range,
    logic: challenges.logic,
    fixedBase: challenges.fixedBase,
    variableBase: challenges.variableBase,
    vanishingInverse: fr.inv(vanishing),
  };
  const out = workspace.column(domain.size);
  await workspace.run(key.quotient, {
    columns: [...values, pi, x, firstInverse, ...keyValues],
    scalars: QUOTIENT_SCALARS.map((name) => given[name]),
    outputs: [out],
  });
  await workspace.toCoefficients([out], shift);
  return out;
}

/** The matrix that gives the blocks t_k from Σ_k t_k·y_j^k. */
function invertVandermonde(points: readonly Fr[]): Fr[][] {
  // Row j of the result of Lagrange: coefficients of the polynomial that is 1 at y_j and 0 at the others.
  const lagrange = points.map((own, j) => {
    let coefficients: Fr[] = [1n];
    let scale = 1n;
    points.forEach((other, k) => {
      if (k === j) return;
      scale = fr.mul(scale, fr.sub(own, other));
      coefficients = [0n, ...coefficients].map((value, i) => fr.sub(value, fr.mul(other, coefficients[i] ?? 0n)));
    });
    const factor = fr.inv(scale);
    return coefficients.map((value) => fr.mul(value, factor));
  });
  return Array.from({ length: COSETS }, (_, k) => lagrange.map((row) => row[k] as Fr));
}
