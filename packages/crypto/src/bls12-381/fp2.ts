import { fp } from '../fields/fp.ts';
import type { Fp2 } from './points.ts';

const HALF = fp.inv(2n);

export function addFp2(a: Fp2, b: Fp2): Fp2 {
  return { c0: fp.add(a.c0, b.c0), c1: fp.add(a.c1, b.c1) };
}

export function negFp2(a: Fp2): Fp2 {
  return { c0: fp.neg(a.c0), c1: fp.neg(a.c1) };
}

export function mulFp2(a: Fp2, b: Fp2): Fp2 {
  return {
    c0: fp.reduce(a.c0 * b.c0 - a.c1 * b.c1),
    c1: (a.c0 * b.c1 + a.c1 * b.c0) % fp.modulus,
  };
}

/** A root, or null. By the norm: two exponentiations in the base field, one for most non-squares. */
export function sqrtFp2(a: Fp2): Fp2 | null {
  const norm = fp.sqrt(fp.reduce(a.c0 * a.c0 + a.c1 * a.c1));
  if (norm === null) return null;
  if (a.c1 === 0n) return rootOfBase(a.c0);
  // (x + yi)² = a has x² = (c0 ± √norm) / 2 and y = c1 / 2x. The two candidates for x² have the product −(c1/2)², which
  // is no square: one of them is, and the root of the other's negative is y instead of x.
  const candidate = fp.mul(fp.add(a.c0, norm), HALF);
  const root = fp.sqrt(candidate);
  const known = root ?? (fp.sqrt(fp.neg(candidate)) as bigint);
  const other = fp.mul(fp.mul(a.c1, HALF), fp.inv(known));
  return root === null ? { c0: other, c1: known } : { c0: known, c1: other };
}

/** −1 is no square in the base field, so either the element or its negative has a root there. */
function rootOfBase(a: bigint): Fp2 {
  const real = fp.sqrt(a);
  return real === null ? { c0: 0n, c1: fp.sqrt(fp.neg(a)) as bigint } : { c0: real, c1: 0n };
}

/** True if `a` is the larger of ±a: c1 decides, c0 where c1 is 0. Spec: 01 §8.1 */
export function isLargerFp2(a: Fp2): boolean {
  return 2n * (a.c1 === 0n ? a.c0 : a.c1) > fp.modulus;
}
