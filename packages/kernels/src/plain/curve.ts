import { type CoordinateField, type Fp2, fp, fp2 } from './fp2.ts';
import { FP_MODULUS, FR_MODULUS, powMod } from './numbers.ts';

/** An affine point; `undefined` is the point at infinity. */
export type Affine<T> = { readonly x: T; readonly y: T } | undefined;
export type G1Affine = Affine<bigint>;
export type G2Affine = Affine<Fp2>;

type Jacobian<T> = { readonly x: T; readonly y: T; readonly z: T };

/** |z| of BLS12-381; the parameter itself is negative. */
export const CURVE_Z = 0xd201000000010000n;
/** z², the divisor of the endomorphism split: φ acts on G1 as −z². */
export const CURVE_Z2 = CURVE_Z * CURVE_Z;

/** Group law of y² = x³ + b over one coordinate field, by the plain definition. Spec: 01 §8 */
export type Curve<T> = ReturnType<typeof curve<T>>;

function curve<T>(field: CoordinateField<T>, b: T) {
  const { add, sub, mul, inverse, equal, zero, one } = field;
  const twice = (a: T): T => add(a, a);

  const negate = (a: Affine<T>): Affine<T> => a && { x: a.x, y: sub(zero, a.y) };
  const same = (a: Affine<T>, c: Affine<T>): boolean =>
    a === undefined || c === undefined ? a === c : equal(a.x, c.x) && equal(a.y, c.y);
  const rightSide = (x: T): T => add(mul(mul(x, x), x), b);

  function plus(a: Affine<T>, c: Affine<T>): Affine<T> {
    if (a === undefined) return c;
    if (c === undefined) return a;
    if (equal(a.x, c.x) && !(equal(a.y, c.y) && !equal(a.y, zero))) return undefined;
    const slope = equal(a.x, c.x)
      ? mul(mul(add(twice(a.x), a.x), a.x), inverse(twice(a.y)))
      : mul(sub(c.y, a.y), inverse(sub(c.x, a.x)));
    const x = sub(sub(mul(slope, slope), a.x), c.x);
    return { x, y: sub(mul(slope, sub(a.x, x)), a.y) };
  }

  function doubleJacobian(q: Jacobian<T>): Jacobian<T> {
    const xx = mul(q.x, q.x);
    const yy = mul(q.y, q.y);
    const s = twice(twice(mul(q.x, yy)));
    const m = add(twice(xx), xx);
    const x = sub(mul(m, m), twice(s));
    const y = sub(mul(m, sub(s, x)), twice(twice(twice(mul(yy, yy)))));
    return { x, y, z: twice(mul(q.y, q.z)) };
  }

  function addJacobian(q: Jacobian<T>, c: { readonly x: T; readonly y: T }): Jacobian<T> {
    if (equal(q.z, zero)) return { ...c, z: one };
    const zz = mul(q.z, q.z);
    const h = sub(mul(c.x, zz), q.x);
    const r = sub(mul(c.y, mul(zz, q.z)), q.y);
    if (equal(h, zero)) return equal(r, zero) ? doubleJacobian(q) : { x: one, y: one, z: zero };
    const hh = mul(h, h);
    const hhh = mul(h, hh);
    const v = mul(q.x, hh);
    const x = sub(sub(mul(r, r), hhh), twice(v));
    return { x, y: sub(mul(r, sub(v, x)), mul(q.y, hhh)), z: mul(q.z, h) };
  }

  function toAffine(q: Jacobian<T>): Affine<T> {
    if (equal(q.z, zero)) return undefined;
    const i = inverse(q.z);
    const ii = mul(i, i);
    return { x: mul(q.x, ii), y: mul(q.y, mul(ii, i)) };
  }

  /** scalar·a for any scalar ≥ 0; the order of `a` need not be r. */
  function multiply(a: Affine<T>, scalar: bigint): Affine<T> {
    if (a === undefined) return undefined;
    let q: Jacobian<T> = { x: one, y: one, z: zero };
    for (let i = scalar.toString(2).length - 1; i >= 0; i--) {
      q = doubleJacobian(q);
      if ((scalar >> BigInt(i)) & 1n) q = addJacobian(q, a);
    }
    return toAffine(q);
  }

  return {
    field,
    b,
    negate,
    same,
    plus,
    multiply,
    rightSide,
    isOnCurve: (a: Affine<T>): boolean => a === undefined || equal(mul(a.y, a.y), rightSide(a.x)),
    hasOrderR: (a: Affine<T>): boolean => multiply(a, FR_MODULUS) === undefined,
  };
}

/** y² = x³ + 4. Spec: 01 §8 */
export const g1: Curve<bigint> = curve(fp, 4n);
/** y² = x³ + 4(1 + i). Spec: 01 §8 */
export const g2: Curve<Fp2> = curve<Fp2>(fp2, { c0: 4n, c1: 4n });

export const G1_GENERATOR = {
  x: 0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn,
  y: 0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n,
} as const;

export const G2_GENERATOR = {
  x: {
    c0: 0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n,
    c1: 0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
  },
  y: {
    c0: 0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n,
    c1: 0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben,
  },
} as const;

/** The cube root of one with (x, y) → (βx, y) acting on G1 as −z². */
export const BETA: bigint = (() => {
  const root = powMod(2n, (FP_MODULUS - 1n) / 3n, FP_MODULUS);
  const expected = g1.negate(g1.multiply(G1_GENERATOR, CURVE_Z2));
  const beta = (root * G1_GENERATOR.x) % FP_MODULUS === expected?.x ? root : (root * root) % FP_MODULUS;
  return beta;
})();

/** ψ(x, y) = (PSI.x·x̄, PSI.y·ȳ) acts on G2 as z (negative). */
export const PSI: { readonly x: Fp2; readonly y: Fp2 } = {
  x: fp2.inverse(fp2.pow({ c0: 1n, c1: 1n }, (FP_MODULUS - 1n) / 3n)),
  y: fp2.inverse(fp2.pow({ c0: 1n, c1: 1n }, (FP_MODULUS - 1n) / 2n)),
};

export const psi = (a: G2Affine): G2Affine =>
  a && { x: fp2.mul(PSI.x, fp2.conjugate(a.x)), y: fp2.mul(PSI.y, fp2.conjugate(a.y)) };

/** By the endomorphism: φ(P) = −z²·P exactly on the subgroup of order r. `a` must be on the curve. */
export const isInG1 = (a: G1Affine): boolean =>
  a === undefined || g1.same({ x: (BETA * a.x) % FP_MODULUS, y: a.y }, g1.negate(g1.multiply(a, CURVE_Z2)));

/** ψ(Q) = z·Q exactly on the subgroup of order r. `a` must be on the curve. */
export const isInG2 = (a: G2Affine): boolean => g2.same(psi(a), g2.negate(g2.multiply(a, CURVE_Z)));
