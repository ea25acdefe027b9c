import { psiFrobenius } from '@noble/curves/abstract/tower.js';
import { bn254 } from '@noble/curves/bn254.js';
import type { Bn254Fp2, Bn254Fp12, Bn254G1, Bn254G2 } from './encoding.ts';

const { Fp, Fp2, Fp12 } = bn254.fields;

/** Coefficients of one line; evaluated at P they are (a·y, b·x, c). */
export type Line = readonly [Bn254Fp2, Bn254Fp2, Bn254Fp2];
/** The lines of one G2 point in the order the loop uses them; `infinity` pairs to 1. */
export type PreparedG2 = { readonly lines: readonly Line[]; readonly infinity: boolean };

/** Signed digits of 6x + 2, least significant first. The encoding of prepared points depends on this very form. */
export const LOOP_DIGITS: readonly number[] = [
  0, 0, 0, 1, 0, 1, 0, -1, 0, 0, 1, -1, 0, 0, 1, 0, 0, 1, 1, 0, -1, 0, 0, 1, 0, -1, 0, 0, 0, 0, 1, 1, 1, 0, 0, -1, 0, 0,
  1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 1, 0, 0, -1, 0, 0, 0, 1, 1, 0, -1, 0, 0, 1, 0, 1, 1,
];

/** Lines one loop reads: a doubling per digit below the top, an addition per digit that is not 0, two at the end. */
export const LINES_PER_POINT: number = LOOP_DIGITS.slice(0, -1).reduce((n, digit) => n + (digit === 0 ? 1 : 2), 2);

const TWO_INVERSE = Fp.inv(2n);
const TWIST_B = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));

let frobenius: ReturnType<typeof psiFrobenius> | undefined;

type Homogeneous = { x: Bn254Fp2; y: Bn254Fp2; z: Bn254Fp2 };

/** The product of the Miller loops of all pairs, without the final exponentiation. Spec: 01 §14 */
export function millerLoop(pairs: readonly { readonly p: Bn254G1; readonly q: PreparedG2 }[]): Bn254Fp12 {
  const finite = pairs.filter(({ p, q }) => !p.is0() && !q.infinity);
  const points = finite.map(({ p }) => p.toAffine());
  let f = Fp12.ONE;
  let next = 0;
  const multiplyLines = (): void => {
    finite.forEach(({ q }, i) => {
      const { x, y } = points[i] as { x: bigint; y: bigint };
      f = Fp12.mul(f, evaluate(q.lines[next] as Line, x, y));
    });
    next++;
  };
  for (let i = LOOP_DIGITS.length - 2; i >= 0; i--) {
    if (i !== LOOP_DIGITS.length - 2) f = Fp12.sqr(f);
    multiplyLines();
    if (LOOP_DIGITS[i] !== 0) multiplyLines();
  }
  multiplyLines();
  multiplyLines();
  return f;
}

/** The lines of a point of G2. */
export function prepareG2(point: Bn254G2): PreparedG2 {
  if (point.is0()) return { lines: [], infinity: true };
  const q = point.toAffine();
  const minus = { x: q.x, y: Fp2.neg(q.y) };
  const lines: Line[] = [];
  let r: Homogeneous = { x: q.x, y: q.y, z: Fp2.ONE };
  const push = ([line, sum]: [Line, Homogeneous]): void => {
    lines.push(line);
    r = sum;
  };
  for (let i = LOOP_DIGITS.length - 2; i >= 0; i--) {
    push(double(r));
    if (LOOP_DIGITS[i] === 1) push(add(r, q));
    if (LOOP_DIGITS[i] === -1) push(add(r, minus));
  }
  frobenius ??= psiFrobenius(Fp, Fp2, Fp2.NONRESIDUE);
  const [x1, y1] = frobenius.psi(q.x, q.y);
  const [x2, y2] = frobenius.psi(x1, y1);
  push(add(r, { x: x1, y: y1 }));
  push(add(r, { x: x2, y: Fp2.neg(y2) }));
  return { lines, infinity: false };
}

function evaluate([a, b, c]: Line, x: bigint, y: bigint): Bn254Fp12 {
  const zero = Fp2.ZERO;
  return {
    c0: { c0: Fp2.mul(a, y), c1: zero, c2: zero },
    c1: { c0: Fp2.mul(b, x), c1: c, c2: zero },
  };
}

/** The tangent at r and 2r, in homogeneous coordinates on the twist. */
function double(r: Homogeneous): [Line, Homogeneous] {
  const a = Fp2.mul(Fp2.mul(r.x, r.y), TWO_INVERSE);
  const b = Fp2.sqr(r.y);
  const c = Fp2.sqr(r.z);
  const e = Fp2.mul(TWIST_B, Fp2.mul(c, 3n));
  const f = Fp2.mul(e, 3n);
  const g = Fp2.mul(Fp2.add(b, f), TWO_INVERSE);
  const h = Fp2.sub(Fp2.sqr(Fp2.add(r.y, r.z)), Fp2.add(b, c));
  const sum = {
    x: Fp2.mul(a, Fp2.sub(b, f)),
    y: Fp2.sub(Fp2.sqr(g), Fp2.mul(Fp2.sqr(e), 3n)),
    z: Fp2.mul(b, h),
  };
  return [[Fp2.neg(h), Fp2.mul(Fp2.sqr(r.x), 3n), Fp2.sub(e, b)], sum];
}

/** The chord through r and q, and r + q. */
function add(r: Homogeneous, q: { x: Bn254Fp2; y: Bn254Fp2 }): [Line, Homogeneous] {
  const theta = Fp2.sub(r.y, Fp2.mul(q.y, r.z));
  const lambda = Fp2.sub(r.x, Fp2.mul(q.x, r.z));
  const c = Fp2.sqr(theta);
  const d = Fp2.sqr(lambda);
  const e = Fp2.mul(lambda, d);
  const f = Fp2.mul(r.z, c);
  const g = Fp2.mul(r.x, d);
  const h = Fp2.sub(Fp2.add(e, f), Fp2.mul(g, 2n));
  const sum = {
    x: Fp2.mul(lambda, h),
    y: Fp2.sub(Fp2.mul(theta, Fp2.sub(g, h)), Fp2.mul(e, r.y)),
    z: Fp2.mul(r.z, e),
  };
  const constant = Fp2.sub(Fp2.mul(theta, q.x), Fp2.mul(lambda, q.y));
  return [[lambda, Fp2.neg(theta), constant], sum];
}
