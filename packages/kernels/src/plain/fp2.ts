import { FP_MODULUS, invMod, mod, powMod } from './numbers.ts';

/** c0 + c1·i with i² = −1, both canonical. Spec: 01 §8.1 */
export type Fp2 = { readonly c0: bigint; readonly c1: bigint };

/** What the curve formulas need of a coordinate field. */
export type CoordinateField<T> = {
  readonly zero: T;
  readonly one: T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  inverse(a: T): T;
  /** A square root, or undefined for a non-square. */
  sqrt(a: T): T | undefined;
  equal(a: T, b: T): boolean;
};

const p = FP_MODULUS;

export const fp: CoordinateField<bigint> = {
  zero: 0n,
  one: 1n,
  add: (a, b) => mod(a + b, p),
  sub: (a, b) => mod(a - b, p),
  mul: (a, b) => (a * b) % p,
  inverse: (a) => invMod(a, p),
  sqrt(a) {
    const root = powMod(a, (p + 1n) / 4n, p);
    return (root * root) % p === a ? root : undefined;
  },
  equal: (a, b) => a === b,
};

export const fp2 = {
  zero: { c0: 0n, c1: 0n },
  one: { c0: 1n, c1: 0n },
  add: (a: Fp2, b: Fp2): Fp2 => ({ c0: mod(a.c0 + b.c0, p), c1: mod(a.c1 + b.c1, p) }),
  sub: (a: Fp2, b: Fp2): Fp2 => ({ c0: mod(a.c0 - b.c0, p), c1: mod(a.c1 - b.c1, p) }),
  mul: (a: Fp2, b: Fp2): Fp2 => ({ c0: mod(a.c0 * b.c0 - a.c1 * b.c1, p), c1: mod(a.c0 * b.c1 + a.c1 * b.c0, p) }),
  conjugate: (a: Fp2): Fp2 => ({ c0: a.c0, c1: mod(-a.c1, p) }),
  inverse(a: Fp2): Fp2 {
    const norm = invMod(a.c0 * a.c0 + a.c1 * a.c1, p);
    return { c0: mod(a.c0 * norm, p), c1: mod(-a.c1 * norm, p) };
  },
  pow(a: Fp2, exponent: bigint): Fp2 {
    let result: Fp2 = fp2.one;
    let square = a;
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = fp2.mul(result, square);
      square = fp2.mul(square, square);
    }
    return result;
  },
  /** By the norm: with s = √(a0² + a1²), one of (a0 ± s)/2 is a square x², and the root is x + a1/(2x)·i. */
  sqrt(a: Fp2): Fp2 | undefined {
    if (a.c1 === 0n) {
      const real = fp.sqrt(a.c0);
      if (real !== undefined) return { c0: real, c1: 0n };
      const imaginary = fp.sqrt(mod(-a.c0, p));
      return imaginary === undefined ? undefined : { c0: 0n, c1: imaginary };
    }
    const s = fp.sqrt(mod(a.c0 * a.c0 + a.c1 * a.c1, p));
    if (s === undefined) return undefined;
    const half = invMod(2n, p);
    const x = fp.sqrt(mod((a.c0 + s) * half, p)) ?? fp.sqrt(mod((a.c0 - s) * half, p));
    return x === undefined ? undefined : { c0: x, c1: mod(a.c1 * half * invMod(x, p), p) };
  },
  equal: (a: Fp2, b: Fp2): boolean => a.c0 === b.c0 && a.c1 === b.c1,
} as const satisfies CoordinateField<Fp2> & Record<string, unknown>;
