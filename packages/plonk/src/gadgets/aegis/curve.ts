import { fl } from '@eventide/crypto/fields/fl';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_IDENTITY, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { addExtended, type Extended, fromAffine } from '@eventide/crypto/jubjub/extended';
import { negateJubJub } from '@eventide/crypto/jubjub/point';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import { PlonkError } from '../../errors.ts';
import { affineMany, IDENTITY_WIRES, type PointWires, pointValue, powersTable, runningSums } from '../points.ts';
import { assertConstant, assertEqual, decompose, selectOne, selectZero } from './basic.ts';

const SCALAR_BITS = 252;
const DIGITS = 256;

/** Two rows: p + q. The points are not checked to be on the curve. */
export function addPoint(composer: Composer, p: PointWires, q: PointWires): PointWires {
  const [sum] = runningSums(pointValue(composer, p), [pointValue(composer, q)]);
  return addPointTo(composer, p, q, sum as JubJubPoint);
}

/** Three rows: p − q. */
export function subPoint(composer: Composer, p: PointWires, q: PointWires): PointWires {
  return addPoint(composer, p, negatePoint(composer, q));
}

/** Row: −u. */
export function negatePoint(composer: Composer, p: PointWires): PointWires {
  return { u: composer.evaluate({ qL: -1n, a: p.u }), v: p.v };
}

/** 2017 rows: the low 252 bits of `scalar` times p. */
export function mulPoint(composer: Composer, scalar: Wire, p: PointWires): PointWires {
  const bits = decompose(composer, SCALAR_BITS, scalar).reverse();
  const base = pointValue(composer, p);
  const sums = doubleAndAdd(
    base,
    bits.map((bit) => composer.value(bit) === 1n),
  );
  let result = IDENTITY_WIRES;
  bits.forEach((bit, i) => {
    result = addPointTo(composer, result, result, sums[2 * i] as JubJubPoint);
    const step = { u: selectZero(composer, bit, p.u), v: selectOne(composer, bit, p.v) };
    result = addPointTo(composer, result, step, sums[2 * i + 1] as JubJubPoint);
  });
  return result;
}

/**
 * 261 rows: scalar·generator by 256 digits of {−1, 0, 1}.
 * @throws PlonkError PLONK_BAD_WITNESS for a scalar beyond the order of the subgroup
 */
export function mulGenerator(composer: Composer, scalar: Wire, generator: JubJubPoint): PointWires {
  const value = composer.value(scalar);
  if (!fl.isCanonical(value)) throw new PlonkError('PLONK_BAD_WITNESS', { gadget: 'mulGenerator' });
  const table = powersTable(generator, 2, DIGITS);
  const digits = nonAdjacentForm(value);
  const steps = digits.map((digit, i) => timesDigit(table[i] as JubJubPoint, digit));
  const points = [JUBJUB_IDENTITY, ...runningSums(JUBJUB_IDENTITY, steps)];
  let sum: Fr = 0n;
  for (let i = 0; i < DIGITS; i++) {
    const { u, v } = points[i] as JubJubPoint;
    const a = composer.witness(u);
    const b = composer.witness(v);
    const d = composer.witness(sum);
    if (i === 0) {
      assertConstant(composer, a, 0n);
      assertConstant(composer, b, 1n);
      assertConstant(composer, d, 0n);
    }
    const step = steps[i] as JubJubPoint;
    const base = table[i] as JubJubPoint;
    const c = composer.witness(step.u * step.v);
    composer.raw({ qFixed: 1n, qL: base.u, qR: base.v, qC: fr.mul(base.u, base.v), a, b, c, d });
    sum = 2n * sum + (digits[i] as bigint);
  }
  const end = points[DIGITS] as JubJubPoint;
  const result = { u: composer.witness(end.u), v: composer.witness(end.v) };
  const last = composer.witness(sum);
  composer.row({ a: result.u, b: result.v, d: last });
  assertEqual(composer, last, scalar);
  return result;
}

/** The addition's two rows for a sum that is known already. */
function addPointTo(composer: Composer, p: PointWires, q: PointWires, sum: JubJubPoint): PointWires {
  const cross = composer.witness(composer.value(p.u) * composer.value(q.v));
  const result = { u: composer.witness(sum.u), v: composer.witness(sum.v) };
  composer.raw({ qVariable: 1n, a: p.u, b: p.v, c: q.u, d: q.v });
  composer.raw({ a: result.u, b: result.v, d: cross });
  return result;
}

/** The point after each doubling and each addition, with one inversion for all. */
function doubleAndAdd(base: JubJubPoint, bits: readonly boolean[]): JubJubPoint[] {
  let sum = fromAffine(JUBJUB_IDENTITY);
  const step = fromAffine(base);
  const identity = sum;
  const points: Extended[] = [];
  for (const bit of bits) {
    // Doubling by the addition formula, because that is what the row says, on the curve or not.
    const double = addExtended(sum, sum);
    sum = addExtended(double, bit ? step : identity);
    points.push(double, sum);
  }
  return affineMany(points);
}

function timesDigit(point: JubJubPoint, digit: bigint): JubJubPoint {
  if (digit === 0n) return JUBJUB_IDENTITY;
  return digit === 1n ? point : negateJubJub(point);
}

/** 256 digits, most significant first, no two neighbours both set. */
function nonAdjacentForm(value: bigint): bigint[] {
  let rest = value;
  return Array.from({ length: DIGITS }, () => {
    const digit = (rest & 1n) === 0n ? 0n : 2n - (rest & 3n);
    rest = (rest - digit) >> 1n;
    return digit;
  }).reverse();
}
