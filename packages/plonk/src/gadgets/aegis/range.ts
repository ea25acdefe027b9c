import type { Composer } from '../../composer/composer.ts';
import type { Row, Wire } from '../../composer/row.ts';
import { assertEqual } from './basic.ts';

const MAX_BITS = 256;
const WIRE_ORDER = ['d', 'c', 'b', 'a'] as const;

/** ⌈pairs / 4⌉ + 2 rows: `wire` < 4^pairs. Spec: 02 §5 (`component_range`) */
export function assertRange(composer: Composer, pairs: number, wire: Wire): void {
  const bits = Math.min(2 * pairs, MAX_BITS);
  if (bits === 0) {
    composer.row({ qL: 1n, a: wire });
    return;
  }
  const value = composer.value(wire);
  const groups = Math.ceil(bits / 8);
  const quads = 4 * groups;
  const rows: { [W in (typeof WIRE_ORDER)[number]]?: Wire }[] = Array.from({ length: groups + 1 }, () => ({}));
  let sum = 0n;
  let last: Wire = 0;
  for (let i = 1 + (2 * quads - bits) / 2; i <= quads; i++) {
    sum = 4n * sum + ((value >> BigInt(2 * (quads - i))) & 3n);
    last = composer.witness(sum);
    const row = rows[i >> 2] as (typeof rows)[number];
    row[WIRE_ORDER[i % 4] as (typeof WIRE_ORDER)[number]] = last;
  }
  rows.forEach((wires, i) => {
    const row: Row = i < groups ? { ...wires, qRange: 1n } : wires;
    composer.raw(row);
  });
  assertEqual(composer, last, wire);
}

/** pairs + 1 rows: bitwise AND of the low 2·pairs bits. The operands are not tied to the result. Spec: 02 §12.1 */
export function logicAnd(composer: Composer, pairs: number, a: Wire, b: Wire): Wire {
  return logic(composer, pairs, a, b, 1n, (x, y) => x & y);
}

/** pairs + 1 rows: bitwise XOR of the low 2·pairs bits. The operands are not tied to the result. Spec: 02 §12.1 */
export function logicXor(composer: Composer, pairs: number, a: Wire, b: Wire): Wire {
  return logic(composer, pairs, a, b, -1n, (x, y) => x ^ y);
}

function logic(
  composer: Composer,
  pairs: number,
  left: Wire,
  right: Wire,
  selector: bigint,
  operate: (x: bigint, y: bigint) => bigint,
): Wire {
  const bits = Math.min(2 * pairs, MAX_BITS);
  const x = composer.value(left);
  const y = composer.value(right);
  let [sumA, sumB, sumD] = [0n, 0n, 0n];
  let wires: { a: Wire; b: Wire; d: Wire } = { a: 0, b: 0, d: 0 };
  for (let shift = bits - 2; shift >= 0; shift -= 2) {
    const l = (x >> BigInt(shift)) & 3n;
    const r = (y >> BigInt(shift)) & 3n;
    sumA = 4n * sumA + l;
    sumB = 4n * sumB + r;
    sumD = 4n * sumD + operate(l, r);
    const a = composer.witness(sumA);
    const b = composer.witness(sumB);
    const c = composer.witness(l * r);
    const d = composer.witness(sumD);
    composer.raw({ qC: selector, qLogic: selector, ...wires, c });
    wires = { a, b, d };
  }
  composer.raw(wires);
  return wires.d;
}
