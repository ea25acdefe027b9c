import type { Fr } from '@eventide/crypto/fields/fr';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import { type PointWires, pointWitness } from '../points.ts';

/** The first six witnesses and four rows of every circuit of this set. Spec: 02 §4.3 */
export function start(composer: Composer): void {
  const zero = composer.witness(0n);
  const one = composer.witness(1n);
  assertConstant(composer, zero, 0n);
  assertConstant(composer, one, 1n);
  const six = composer.witness(6n);
  const unit = composer.witness(1n);
  const seven = composer.witness(7n);
  const minusTwenty = composer.witness(-20n);
  composer.row({ qM: 1n, qL: 2n, qR: 3n, qF: 1n, qC: 4n, qO: 4n, a: six, b: seven, c: minusTwenty, d: unit });
  composer.row({ qM: 1n, qL: 1n, qR: 1n, qC: 127n, qO: 1n, a: minusTwenty, b: six, c: seven });
}

/** Row: −w + value = 0, as a constant of the circuit. */
export function appendConstant(composer: Composer, value: Fr): Wire {
  const wire = composer.witness(value);
  assertConstant(composer, wire, value);
  return wire;
}

/** Row: −w + pi = 0. */
export function appendPublic(composer: Composer, value: Fr): Wire {
  const wire = composer.witness(value);
  composer.row({ qL: -1n, a: wire, pi: value });
  return wire;
}

/** Two rows: both coordinates are public. */
export function appendPublicPoint(composer: Composer, point: JubJubPoint): PointWires {
  const wires = pointWitness(composer, point);
  assertPublicPoint(composer, wires, point);
  return wires;
}

/** Row: a − b = 0. */
export function assertEqual(composer: Composer, a: Wire, b: Wire): void {
  composer.row({ qL: 1n, qR: -1n, a, b });
}

/** Row: −a + value = 0. */
export function assertConstant(composer: Composer, a: Wire, value: Fr): void {
  composer.row({ qL: -1n, a, qC: value });
}

export function assertEqualPoint(composer: Composer, a: PointWires, b: PointWires): void {
  assertEqual(composer, a.u, b.u);
  assertEqual(composer, a.v, b.v);
}

/** Rows: −u + pi = 0, −v + pi = 0. */
export function assertPublicPoint(composer: Composer, wires: PointWires, point: JubJubPoint): void {
  composer.row({ qL: -1n, a: wires.u, pi: point.u });
  composer.row({ qL: -1n, a: wires.v, pi: point.v });
}

/** Row: w·w − w = 0. */
export function assertBoolean(composer: Composer, wire: Wire): void {
  composer.row({ qM: 1n, qO: -1n, a: wire, b: wire, c: wire });
}

/** 2·length + 1 rows: the bits of `wire`, lowest first. */
export function decompose(composer: Composer, length: number, wire: Wire): Wire[] {
  const value = composer.value(wire);
  let sum: Wire = 0;
  const bits = Array.from({ length }, (_, i) => {
    const bit = composer.witness((value >> BigInt(i)) & 1n);
    assertBoolean(composer, bit);
    sum = composer.evaluate({ qL: 1n << BigInt(i), qR: 1n, a: bit, b: sum });
    return bit;
  });
  assertEqual(composer, sum, wire);
  return bits;
}

/** Four rows: bit ? a : b. Does not force the bit to be one. */
export function select(composer: Composer, bit: Wire, a: Wire, b: Wire): Wire {
  const ifSet = composer.evaluate({ qM: 1n, a: bit, b: a });
  const notBit = composer.evaluate({ qL: -1n, qC: 1n, a: bit });
  const ifClear = composer.evaluate({ qM: 1n, a: notBit, b });
  return composer.evaluate({ qL: 1n, qR: 1n, a: ifClear, b: ifSet });
}

/** Row: bit·w. */
export function selectZero(composer: Composer, bit: Wire, wire: Wire): Wire {
  return composer.evaluate({ qM: 1n, a: bit, b: wire });
}

/** Row: 1 − bit + bit·w. */
export function selectOne(composer: Composer, bit: Wire, wire: Wire): Wire {
  const flag = composer.value(bit);
  const c = composer.witness(1n - flag + flag * composer.value(wire));
  composer.row({ qM: 1n, qL: -1n, qO: -1n, qC: 1n, a: bit, b: wire, c });
  return c;
}
