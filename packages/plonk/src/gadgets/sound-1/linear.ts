import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { Composer } from '../../composer/composer.ts';
import type { Row, Wire } from '../../composer/row.ts';

/** A coefficient and the witness it multiplies. */
export type Term = readonly [coefficient: bigint, wire: Wire];

/** ZERO and ONE, two rows: the start of every circuit of this set. Spec: 10 §2 */
export function start(composer: Composer): void {
  const zero = composer.witness(0n);
  const one = composer.witness(1n);
  composer.row({ qL: -1n, a: zero, qC: 0n });
  composer.row({ qL: -1n, a: one, qC: 1n });
}

/** Row: −w + pi = 0. */
export function assertPublic(composer: Composer, wire: Wire, pi: Fr): void {
  composer.row({ qL: -1n, a: wire, pi });
}

/** A witness with its public row. */
export function appendPublic(composer: Composer, value: Fr): Wire {
  const wire = composer.witness(value);
  assertPublic(composer, wire, value);
  return wire;
}

/** A witness that the circuit fixes, one row. */
export function appendConstant(composer: Composer, value: Fr): Wire {
  const wire = composer.witness(value);
  composer.row({ qL: -1n, a: wire, qC: value });
  return wire;
}

/** max(1, ⌈(n − 2) / 2⌉) rows: Σ terms + constant (+ pi) = 0. Spec: 10 §2 (`rel`) */
export function assertLinear(composer: Composer, terms: readonly Term[], constant: bigint = 0n, pi?: Fr): void {
  let rest = terms;
  while (rest.length > 4) {
    // Three terms, or the sum so far and two, are folded into a new witness on wire c.
    const [first, second, third] = rest as [Term, Term, Term];
    const sum = composer.witness(sumOf(composer, [first, second, third]));
    composer.row(linearRow([first, second, [-1n, sum], third]));
    rest = [[1n, sum], ...rest.slice(3)];
  }
  composer.row({ ...linearRow(rest), qC: constant, pi });
}

/** The new witness Σ terms + constant, by `assertLinear`. Spec: 10 §2 (`lin`) */
export function appendLinear(composer: Composer, terms: readonly Term[], constant: bigint = 0n): Wire {
  const wire = composer.witness(sumOf(composer, terms) + constant);
  assertLinear(composer, [...terms, [-1n, wire]], constant);
  return wire;
}

/** Row: the new witness a·b + d. */
export function appendProduct(composer: Composer, a: Wire, b: Wire, d?: Wire): Wire {
  const product = fr.mul(composer.value(a), composer.value(b));
  const c = composer.witness(d === undefined ? product : product + composer.value(d));
  composer.row({ qM: 1n, a, b, qO: -1n, c, ...(d === undefined ? {} : { qF: 1n, d }) });
  return c;
}

function sumOf(composer: Composer, terms: readonly Term[]): bigint {
  let sum = 0n;
  for (const [coefficient, wire] of terms) sum += coefficient * composer.value(wire);
  return sum;
}

function linearRow(terms: readonly Term[]): Row {
  const [a, b, c, d] = terms;
  return {
    ...(a && { qL: a[0], a: a[1] }),
    ...(b && { qR: b[0], b: b[1] }),
    ...(c && { qO: c[0], c: c[1] }),
    ...(d && { qF: d[0], d: d[1] }),
  };
}
