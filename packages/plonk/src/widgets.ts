import { JUBJUB_D } from '@eventide/crypto/jubjub/constants';

/**
 * The identities every row must satisfy, written once over any ring: numbers for the relation check and the verifier,
 * expressions over columns for the prover. Spec: 02 §4.2
 */
export type Ring<T> = {
  readonly constant: (value: bigint) => T;
  readonly add: (a: T, b: T) => T;
  readonly sub: (a: T, b: T) => T;
  readonly mul: (a: T, b: T) => T;
  /** A known factor. */
  readonly times: (factor: bigint, a: T) => T;
};

/** Wires of a row and of the next one. No identity reads `c` of the next row. */
export type RowWires<T> = {
  readonly a: T;
  readonly b: T;
  readonly c: T;
  readonly d: T;
  readonly aNext: T;
  readonly bNext: T;
  readonly dNext: T;
};

/** The four accumulator steps of a range row lie in 0…3. */
export function rangeRelations<T>(ring: Ring<T>, w: RowWires<T>): T[] {
  const step = (high: T, low: T) => quadRelation(ring, ring.sub(low, ring.times(4n, high)));
  return [step(w.d, w.c), step(w.c, w.b), step(w.b, w.a), step(w.a, w.dNext)];
}

/** One pair of bits of `a`, `b` and of their AND (qC = 1) or XOR (qC = −1). */
export function logicRelations<T>(ring: Ring<T>, w: RowWires<T>, qC: T): T[] {
  const { add, sub, mul } = ring;
  const scaled = (factor: bigint, x: T) => ring.times(factor, x);
  const a = sub(w.aNext, scaled(4n, w.a));
  const b = sub(w.bNext, scaled(4n, w.b));
  const e = sub(w.dNext, scaled(4n, w.d));
  const c = w.c;
  const sum = add(a, b);
  const squares = add(mul(a, a), mul(b, b));
  // F = c·(c·(4c − 18(A + B) + 81) + 18(A² + B²) − 81(A + B) + 83)
  const inner = add(sub(scaled(4n, c), scaled(18n, sum)), ring.constant(81n));
  const f = mul(c, add(sub(add(mul(c, inner), scaled(18n, squares)), scaled(81n, sum)), ring.constant(83n)));
  const selected = mul(qC, sub(scaled(9n, e), scaled(3n, sum)));
  const truth = sub(add(selected, scaled(3n, add(sum, e))), scaled(2n, f));
  return [quadRelation(ring, a), quadRelation(ring, b), quadRelation(ring, e), sub(c, mul(a, b)), truth];
}

/** One digit s = d' − 2d of a fixed-base multiplication: s ∈ {−1, 0, 1}, and (a', b') = (a, b) + s·(qL, qR). */
export function fixedBaseRelations<T>(ring: Ring<T>, w: RowWires<T>, q: { qL: T; qR: T; qC: T }): T[] {
  const { add, sub, mul } = ring;
  const one = ring.constant(1n);
  const s = sub(w.dNext, ring.times(2n, w.d));
  const square = mul(s, s);
  const x = mul(s, q.qL);
  const y = add(mul(square, sub(q.qR, one)), one);
  const t = ring.times(JUBJUB_D, mul(w.c, mul(w.a, w.b)));
  return [
    mul(s, sub(square, one)),
    sub(mul(s, q.qC), w.c),
    sub(mul(w.aNext, add(one, t)), add(mul(w.a, y), mul(w.b, x))),
    sub(mul(w.bNext, sub(one, t)), add(mul(w.b, y), mul(w.a, x))),
  ];
}

/** (a', b') = (a, b) + (c, d) on JubJub; d' = a·d. */
export function variableBaseRelations<T>(ring: Ring<T>, w: RowWires<T>): T[] {
  const { add, sub, mul } = ring;
  const one = ring.constant(1n);
  const cross = mul(w.b, w.c);
  const t = ring.times(JUBJUB_D, mul(w.dNext, cross));
  return [
    sub(mul(w.a, w.d), w.dNext),
    sub(add(w.dNext, cross), mul(w.aNext, add(one, t))),
    sub(add(mul(w.b, w.d), mul(w.a, w.c)), mul(w.bNext, sub(one, t))),
  ];
}

/** `challenge · Σ (challenge²)^i · relations[i]`. Spec: 02 §4.2 */
export function separated<T>(ring: Ring<T>, relations: readonly T[], challenge: T): T {
  const k = ring.mul(challenge, challenge);
  const sum = relations.reduceRight((rest, relation) => ring.add(ring.mul(rest, k), relation));
  return ring.mul(sum, challenge);
}

/** x(x − 1)(x − 2)(x − 3) */
function quadRelation<T>(ring: Ring<T>, x: T): T {
  // (x² − 3x)(x² − 3x + 2)
  const y = ring.sub(ring.mul(x, x), ring.times(3n, x));
  return ring.mul(y, ring.add(y, ring.constant(2n)));
}
