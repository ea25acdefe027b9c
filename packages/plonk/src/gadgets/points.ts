import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { addExtended, type Extended, fromAffine } from '@eventide/crypto/jubjub/extended';
import type { Composer } from '../composer/composer.ts';
import type { Wire } from '../composer/row.ts';
import { invertMany } from '../invertMany.ts';

/** The two coordinates of a point as witnesses. */
export type PointWires = { readonly u: Wire; readonly v: Wire };

/** (ZERO, ONE) of a started composer. */
export const IDENTITY_WIRES: PointWires = { u: 0, v: 1 };

export function pointWitness(composer: Composer, point: JubJubPoint): PointWires {
  return { u: composer.witness(point.u), v: composer.witness(point.v) };
}

export function pointValue(composer: Composer, wires: PointWires): JubJubPoint {
  return { u: composer.value(wires.u), v: composer.value(wires.v) };
}

/**
 * The running sums `start + steps[0] + … + steps[i]` in affine form, with one inversion for all. Follows the addition
 * formulas for any coordinates, on the curve or not; a vanishing denominator gives (0, 0).
 */
export function runningSums(start: JubJubPoint, steps: readonly JubJubPoint[]): JubJubPoint[] {
  let sum = fromAffine(start);
  return affineMany(
    steps.map((step) => {
      sum = addExtended(sum, fromAffine(step));
      return sum;
    }),
  );
}

/** Affine forms of many points with one inversion. */
export function affineMany(points: readonly Extended[]): JubJubPoint[] {
  const inverses = invertMany(points.map((point) => point.Z));
  return points.map(({ U, V }, i) => {
    const inverse = inverses[i] as Fr;
    return { u: fr.mul(U, inverse), v: fr.mul(V, inverse) };
  });
}

const tables = new Map<string, readonly JubJubPoint[]>();
const MAX_TABLES = 32;

/** `factor^(length−1)·base, …, factor·base, base`, kept: fixed bases are few. */
export function powersTable(base: JubJubPoint, factor: 2 | 3, length: number): readonly JubJubPoint[] {
  const key = `${base.u}/${base.v}/${factor}/${length}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const powers: Extended[] = [];
  let power = fromAffine(base);
  for (let i = 0; i < length; i++) {
    powers.push(power);
    const double = addExtended(power, power);
    power = factor === 3 ? addExtended(double, power) : double;
  }
  const table = affineMany(powers).reverse();
  if (tables.size < MAX_TABLES) tables.set(key, table);
  return table;
}
