import { fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_D, JUBJUB_GENERATOR, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import { IDENTITY_WIRES, type PointWires, pointValue, runningSums } from '../points.ts';
import { binaryDigits, type Chain, linkedChain } from './chains.ts';
import { appendLinear, appendProduct, assertLinear } from './linear.ts';
import { assertRange } from './range.ts';

/** Odd base-4 digits of a multiplier and their squares, most significant first. Spec: 10 §5.2 */
export type OddDigits = { readonly digits: readonly Wire[]; readonly squares: readonly Wire[] };

/** What selects ±P and ±3P: u = d·(A + f·B), v = C + f·E. Spec: 10 §5.2 */
export type OddTable = { readonly a: Wire; readonly b: Wire; readonly c: Wire; readonly e: Wire };

const SCALAR_QUADS = 126;
const SCALAR_BITS = 253;

/** Two rows: p + q. */
export function addPoint(composer: Composer, p: PointWires, q: PointWires): PointWires {
  const [sum] = runningSums(pointValue(composer, p), [pointValue(composer, q)]) as [JubJubPoint];
  const cross = composer.witness(composer.value(p.u) * composer.value(q.v));
  const result = { u: composer.witness(sum.u), v: composer.witness(sum.v) };
  composer.raw({ qVariable: 1n, a: p.u, b: p.v, c: q.u, d: q.v });
  composer.raw({ a: result.u, b: result.v, d: cross });
  return result;
}

/** Three rows: −u² + v² = 1 + D·u²·v². Spec: 10 §5 */
export function assertOnCurve(composer: Composer, { u, v }: PointWires): void {
  const u2 = appendProduct(composer, u, u);
  const v2 = appendProduct(composer, v, v);
  composer.row({ qM: fr.neg(JUBJUB_D), a: u2, b: v2, qL: -1n, qR: 1n, qC: -1n });
}

/** The digits of K = 2κ − (4^quads − 1) and their squares. Spec: 10 §5.2 */
export function oddDigits(composer: Composer, kappa: Wire, quads: number): OddDigits {
  const digits = signedQuads(composer, kappa, quads);
  return { digits, squares: squaresOf(composer, digits) };
}

/** The digits alone, each in {−3, −1, 1, 3}. */
export function signedQuads(composer: Composer, kappa: Wire, quads: number): Wire[] {
  const accumulators = [0, ...assertRange(composer, 2 * quads, kappa)];
  return Array.from({ length: quads }, (_, i) => {
    const [low, high] = [accumulators[i + 1] as Wire, accumulators[i] as Wire];
    const digit = composer.witness(2n * (composer.value(low) - 4n * composer.value(high)) - 3n);
    assertLinear(
      composer,
      [
        [2n, low],
        [-8n, high],
        [-1n, digit],
      ],
      -3n,
    );
    return digit;
  });
}

/** One row per digit. */
export function squaresOf(composer: Composer, digits: readonly Wire[]): Wire[] {
  return digits.map((digit) => appendProduct(composer, digit, digit));
}

/** Eight rows. Spec: 10 §5.2 */
export function oddTable(composer: Composer, p: PointWires): OddTable {
  const eighth = fr.inv(8n);
  const third = fr.inv(3n);
  const p3 = addPoint(composer, addPoint(composer, p, p), p);
  const b = appendLinear(composer, [
    [fr.mul(third, eighth), p3.u],
    [fr.neg(eighth), p.u],
  ]);
  const a = appendLinear(composer, [
    [1n, p.u],
    [-1n, b],
  ]);
  const e = appendLinear(composer, [
    [eighth, p3.v],
    [fr.neg(eighth), p.v],
  ]);
  const c = appendLinear(composer, [
    [1n, p.v],
    [-1n, e],
  ]);
  return { a, b, c, e };
}

/** Σ multiplier·base with shared doublings; all multipliers have one number of digits. Spec: 10 §5.2 */
export function mulOdd(
  composer: Composer,
  bases: readonly { readonly table: OddTable; readonly multiplier: OddDigits }[],
): PointWires {
  const length = bases[0]?.multiplier.digits.length ?? 0;
  let sum: PointWires | undefined;
  for (let i = 0; i < length; i++) {
    if (sum !== undefined) {
      sum = addPoint(composer, sum, sum);
      sum = addPoint(composer, sum, sum);
    }
    for (const { table, multiplier } of bases) {
      const point = pick(composer, table, multiplier.digits[i] as Wire, multiplier.squares[i] as Wire);
      sum = sum === undefined ? point : addPoint(composer, sum, point);
    }
  }
  return sum ?? IDENTITY_WIRES;
}

/** The odd integer below 2^252 in magnitude that represents a residue. Spec: 10 §5.2 */
export function oddRepresentative(scalar: bigint): bigint {
  const residue = fl.reduce(scalar);
  return (residue & 1n) === 0n ? residue - fl.modulus : residue;
}

/** 1668 rows before the anchor: (t·P, t·G) for one t, whose table of P is given. Spec: 10 §5.2 */
export function elgamal(composer: Composer, table: OddTable, scalar: bigint): { shared: PointWires; chain: Chain } {
  const t = oddRepresentative(scalar);
  const offset = (1n << BigInt(2 * SCALAR_QUADS)) - 1n;
  const kappa = composer.witness((t + offset) / 2n);
  const multiplier = oddDigits(composer, kappa, SCALAR_QUADS);
  const shared = mulOdd(composer, [{ table, multiplier }]);
  const integer = appendLinear(composer, [[2n, kappa]], -offset);
  const digits = binaryDigits(t, SCALAR_BITS);
  return { shared, chain: linkedChain(composer, IDENTITY_WIRES, JUBJUB_GENERATOR, integer, digits) };
}

function pick(composer: Composer, table: OddTable, digit: Wire, square: Wire): PointWires {
  const g = appendProduct(composer, square, table.b, table.a);
  const u = appendProduct(composer, digit, g);
  return { u, v: appendProduct(composer, square, table.e, table.c) };
}
