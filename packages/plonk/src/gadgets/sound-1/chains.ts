import { type Fl, fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import {
  JUBJUB_GENERATOR,
  JUBJUB_GENERATOR_NUMS,
  JUBJUB_IDENTITY,
  type JubJubPoint,
} from '@eventide/crypto/jubjub/constants';
import { negateJubJub } from '@eventide/crypto/jubjub/point';
import type { Composer } from '../../composer/composer.ts';
import type { Row, Wire } from '../../composer/row.ts';
import { IDENTITY_WIRES, type PointWires, pointValue, pointWitness, powersTable, runningSums } from '../points.ts';

/** A digit of a chain: the multiple of the row's base that it adds. */
export type Digit = -1 | 0 | 1;

/** The end of a chain, and its digit wires, the first and the last included. */
export type Chain = { readonly end: PointWires; readonly digits: readonly Wire[] };

/** Ternary digits that reach every residue of the subgroup's order. */
export const FREE_DIGITS = 159;
/** Binary digits of a value. */
const VALUE_BITS = 64;

/** Balanced ternary digits of a residue, most significant first. Spec: 10 §5.1 */
export function ternaryDigits(scalar: Fl): Digit[] {
  let rest = scalar > fl.modulus / 2n ? scalar - fl.modulus : scalar;
  return Array.from({ length: FREE_DIGITS }, (): Digit => {
    const remainder = ((rest % 3n) + 3n) % 3n;
    const digit = remainder === 2n ? -1 : Number(remainder);
    rest = (rest - BigInt(digit)) / 3n;
    return digit as Digit;
  }).reverse();
}

/** The low `bits` bits of an integer, most significant first; negative integers give negative digits. */
export function binaryDigits(integer: bigint, bits: number): Digit[] {
  const magnitude = integer < 0n ? -integer : integer;
  return Array.from({ length: bits }, (_, i): Digit => {
    const bit = (magnitude >> BigInt(bits - 1 - i)) & 1n;
    return bit === 0n ? 0 : integer < 0n ? -1 : 1;
  });
}

/**
 * 159 rows: start + N·base for an integer N that nobody reads. The next row must be an anchor. Digit wires may continue
 * those of another chain (`from`), and the end may be given. Spec: 10 §5.1
 */
export function freeChain(
  composer: Composer,
  start: PointWires,
  base: JubJubPoint,
  digits: readonly Digit[],
  { from = 0, end }: { from?: Wire | undefined; end?: PointWires | undefined } = {},
): Chain {
  const wires = [from];
  let sum = composer.value(from);
  for (const digit of digits) {
    sum = fr.reduce(2n * sum + BigInt(digit));
    wires.push(composer.witness(sum));
  }
  return walk(composer, start, powersTable(base, 3, digits.length), digits, wires, end);
}

/** As `freeChain` with the digit wires of another chain: both add the same integer. Spec: 10 §5.1 */
export function sharedChain(
  composer: Composer,
  start: PointWires,
  base: JubJubPoint,
  digits: readonly Digit[],
  wires: readonly Wire[],
  end?: PointWires,
): Chain {
  return walk(composer, start, powersTable(base, 3, digits.length), digits, wires, end);
}

/** `digits.length` rows: start + scalar·base, where the last digit wire is `scalar` itself. At most 253 digits. Spec: 10 §5.1 */
export function linkedChain(
  composer: Composer,
  start: PointWires,
  base: JubJubPoint,
  scalar: Wire,
  digits: readonly Digit[],
): Chain {
  let sum = 0n;
  const wires: Wire[] = [0];
  digits.forEach((digit, i) => {
    sum = 2n * sum + BigInt(digit);
    wires.push(i === digits.length - 1 ? scalar : composer.witness(sum));
  });
  return walk(composer, start, powersTable(base, 2, digits.length), digits, wires);
}

/** The row that ends a chain; it may carry arithmetic on a, b, c. */
export function anchor(composer: Composer, chain: Chain, row: Row = {}): void {
  composer.row({ ...row, a: chain.end.u, b: chain.end.v, d: chain.digits.at(-1) });
}

/**
 * 223 rows before the anchor: value·G + blinder·G', value with 64 digits. Spec: 10 §5.1 (`commit`)
 */
export function commit(composer: Composer, value: Wire, blinder: Fl, bits = VALUE_BITS): Chain {
  const digits = binaryDigits(composer.value(value), bits);
  const first = linkedChain(composer, IDENTITY_WIRES, JUBJUB_GENERATOR, value, digits);
  return freeChain(composer, first.end, JUBJUB_GENERATOR_NUMS, ternaryDigits(blinder), { from: value });
}

function walk(
  composer: Composer,
  start: PointWires,
  table: readonly JubJubPoint[],
  digits: readonly Digit[],
  wires: readonly Wire[],
  end?: PointWires,
): Chain {
  const steps = digits.map((digit, i) => timesDigit(table[i] as JubJubPoint, digit));
  const sums = runningSums(pointValue(composer, start), steps);
  let point = start;
  steps.forEach((step, i) => {
    const base = table[i] as JubJubPoint;
    const c = composer.witness(step.u * step.v);
    const qC = fr.mul(base.u, base.v);
    composer.raw({ qFixed: 1n, qL: base.u, qR: base.v, qC, a: point.u, b: point.v, c, d: wires[i] });
    const last = i === steps.length - 1;
    point = last && end !== undefined ? end : pointWitness(composer, sums[i] as JubJubPoint);
  });
  return { end: point, digits: wires };
}

function timesDigit(point: JubJubPoint, digit: Digit): JubJubPoint {
  if (digit === 0) return JUBJUB_IDENTITY;
  return digit === 1 ? point : negateJubJub(point);
}
