import { fr } from '@eventide/crypto/fields/fr';
import type { Composer } from '../../composer/composer.ts';
import type { Row, Wire } from '../../composer/row.ts';

const WIRE_ORDER = ['d', 'c', 'b', 'a'] as const;
const HIGHEST = (fr.modulus - 1n) >> 128n;
const HIGHEST_122 = (fr.modulus - 1n) >> 122n;

/**
 * ⌈bits / 8⌉ rows and the row `following`, which gets `d = wire`: 0 ≤ wire < 2^bits, bits even.
 * Resolves to the base-4 accumulators, the last of which is `wire` itself. Spec: 10 §4
 */
export function assertRange(composer: Composer, bits: number, wire: Wire, following: Row = {}): Wire[] {
  const value = composer.value(wire);
  const quads = bits / 2;
  const groups = Math.ceil(quads / 4);
  const lead = 4 * groups - quads;
  const rows: { [W in (typeof WIRE_ORDER)[number]]?: Wire }[] = Array.from({ length: groups }, () => ({}));
  let sum = 0n;
  const accumulators = Array.from({ length: quads }, (_, i) => {
    sum = 4n * sum + ((value >> BigInt(2 * (quads - 1 - i))) & 3n);
    const position = lead + i + 1;
    const accumulator = i === quads - 1 ? wire : composer.witness(sum);
    const row = rows[position >> 2];
    if (row !== undefined) row[WIRE_ORDER[position % 4] as (typeof WIRE_ORDER)[number]] = accumulator;
    return accumulator;
  });
  for (const row of rows) composer.raw({ ...row, qRange: 1n });
  composer.raw({ ...following, d: wire });
  return accumulators;
}

/**
 * 51 rows: the low 128 bits of h, bound to h. The 2^-127 of all values above the last multiple of 2^128 cannot be served.
 * Spec: 10 §4 (`trunc128`)
 */
export function truncate128(composer: Composer, h: Wire): Wire {
  return splitLow128(composer, h, composer.value(h));
}

/** As `truncate128`, with the integer a prover claims for h. */
export function splitLow128(composer: Composer, h: Wire, integer: bigint): Wire {
  const low = composer.witness(integer & ((1n << 128n) - 1n));
  const high = composer.witness(integer >> 128n);
  const z = composer.witness(HIGHEST - 1n - (integer >> 128n));
  // h = low + 2^128·high
  assertRange(composer, 128, low, { qArith: 1n, qF: 1n, qL: 1n << 128n, a: high, qR: -1n, b: h });
  // z = R1 − 1 − high
  assertRange(composer, 128, high, { qArith: 1n, qF: 1n, qO: 1n, c: z, qC: 1n - HIGHEST });
  assertRange(composer, 128, z);
  return low;
}

/** 54 rows: the low 250 bits of h, bound to h; 2^-133 of all values cannot be served. Spec: 10 §4 (`trunc250`) */
export function truncate250(composer: Composer, h: Wire): Wire {
  return splitLow250(composer, h, composer.value(h));
}

/** As `truncate250`, with the integer a prover claims for h. */
export function splitLow250(composer: Composer, h: Wire, integer: bigint): Wire {
  const p = composer.witness(integer & ((1n << 122n) - 1n));
  const q = composer.witness((integer >> 122n) & ((1n << 128n) - 1n));
  const t = composer.witness(integer >> 250n);
  const low = composer.witness(integer & ((1n << 250n) - 1n));
  const z = composer.witness(HIGHEST_122 - 1n - (integer >> 122n));
  // low = p + 2^122·q, h = low + 2^250·t, z = R1 − 1 − (q + 2^128·t)
  assertRange(composer, 122, p, { qArith: 1n, qF: 1n, qL: 1n << 122n, a: q, qO: -1n, c: low });
  assertRange(composer, 6, t, { qArith: 1n, qF: 1n << 250n, qL: 1n, a: low, qR: -1n, b: h });
  assertRange(composer, 128, q, { qArith: 1n, qF: 1n, qL: 1n << 128n, a: t, qO: 1n, c: z, qC: 1n - HIGHEST_122 });
  assertRange(composer, 134, z);
  return low;
}
