import { CURVE_Z, type G1Affine, type G2Affine, g2 } from './curve.ts';
import { type Fp2, fp2 } from './fp2.ts';
import { FP_MODULUS, FR_MODULUS } from './numbers.ts';

/** Σ c[k]·w^k with w^6 = ξ = 1 + i. */
export type Fp12 = readonly Fp2[];

const xi: Fp2 = { c0: 1n, c1: 1n };
export const fp12One: Fp12 = [fp2.one, ...Array.from({ length: 5 }, () => fp2.zero)];

export function fp12Mul(a: Fp12, b: Fp12): Fp12 {
  const sums: Fp2[] = Array.from({ length: 11 }, () => fp2.zero);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      sums[i + j] = fp2.add(sums[i + j] as Fp2, fp2.mul(x, y));
    });
  });
  return Array.from({ length: 6 }, (_, k) => fp2.add(sums[k] as Fp2, fp2.mul(xi, sums[k + 6] ?? fp2.zero)));
}

export function fp12Pow(a: Fp12, exponent: bigint): Fp12 {
  let result = fp12One;
  for (let i = exponent.toString(2).length - 1; i >= 0; i--) {
    result = fp12Mul(result, result);
    if ((exponent >> BigInt(i)) & 1n) result = fp12Mul(result, a);
  }
  return result;
}

/** p^6-Frobenius: w ↦ −w. */
export const fp12Conjugate = (a: Fp12): Fp12 => a.map((x, k) => (k % 2 === 0 ? x : fp2.sub(fp2.zero, x)));

/**
 * f_{z,Q}(P) by affine lines. The twist maps (x, y) to (x/w², y/w³); each line is multiplied by w³, which the final
 * exponentiation removes. Infinity on either side gives 1.
 */
export function millerLoop(p: G1Affine, q: G2Affine): Fp12 {
  if (p === undefined || q === undefined) return fp12One;
  const line = (t: { x: Fp2; y: Fp2 }, slope: Fp2): Fp12 => [
    fp2.sub(fp2.mul(slope, t.x), t.y),
    fp2.zero,
    fp2.mul(slope, { c0: FP_MODULUS - p.x, c1: 0n }),
    { c0: p.y, c1: 0n },
    fp2.zero,
    fp2.zero,
  ];
  let f = fp12One;
  let t = q;
  for (const bit of CURVE_Z.toString(2).slice(1)) {
    const three = fp2.mul({ c0: 3n, c1: 0n }, fp2.mul(t.x, t.x));
    f = fp12Mul(fp12Mul(f, f), line(t, fp2.mul(three, fp2.inverse(fp2.add(t.y, t.y)))));
    t = g2.plus(t, t) as { x: Fp2; y: Fp2 };
    if (bit === '1') {
      f = fp12Mul(f, line(t, fp2.mul(fp2.sub(t.y, q.y), fp2.inverse(fp2.sub(t.x, q.x)))));
      t = g2.plus(t, q) as { x: Fp2; y: Fp2 };
    }
  }
  return fp12Conjugate(f);
}

/** f^(3·(p^12 − 1)/r); the factor 3 is the usual one and does not change which products are 1. Spec: 11 §6 */
export const finalExponentiation = (f: Fp12): Fp12 => fp12Pow(f, (3n * (FP_MODULUS ** 12n - 1n)) / FR_MODULUS);

export const pairingProduct = (pairs: readonly { readonly p: G1Affine; readonly q: G2Affine }[]): Fp12 =>
  finalExponentiation(pairs.reduce<Fp12>((f, { p, q }) => fp12Mul(f, millerLoop(p, q)), fp12One));

export const isOne = (f: Fp12): boolean => f.every((x, k) => fp2.equal(x, fp12One[k] as Fp2));
