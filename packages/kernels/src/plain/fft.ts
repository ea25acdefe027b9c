import { FR_MODULUS, invMod, mod, powMod } from './numbers.ts';

/** 7^((r−1)/2^32). Spec: 02 §1 */
const ROOT = 0x16a2a19edfe81f20d09b681922c813b4b63683508c2280b93829971f439f0d2bn;

/** ω_n for n = 2^log: the generator of the domain of that size. Spec: 02 §1 */
export const rootOfUnity = (log: number): bigint => powMod(ROOT, 1n << BigInt(32 - log), FR_MODULUS);

/** Coefficients (ascending) → values on ω^0, ω^1, …; recursive and plain. Spec: 02 §1 */
export function fft(coefficients: readonly bigint[]): bigint[] {
  return transform(coefficients, rootOfUnity(Math.log2(coefficients.length)));
}

/** Inverse of `fft`, 1/n included. */
export function ifft(values: readonly bigint[]): bigint[] {
  const inverse = invMod(rootOfUnity(Math.log2(values.length)), FR_MODULUS);
  const scale = invMod(BigInt(values.length), FR_MODULUS);
  return transform(values, inverse).map((value) => (value * scale) % FR_MODULUS);
}

function transform(input: readonly bigint[], root: bigint): bigint[] {
  if (input.length === 1) return [...input];
  const square = (root * root) % FR_MODULUS;
  const even = transform(
    input.filter((_, i) => i % 2 === 0),
    square,
  );
  const odd = transform(
    input.filter((_, i) => i % 2 === 1),
    square,
  );
  const out = new Array<bigint>(input.length);
  let power = 1n;
  even.forEach((u, k) => {
    const v = power * (odd[k] as bigint);
    out[k] = mod(u + v, FR_MODULUS);
    out[k + even.length] = mod(u - v, FR_MODULUS);
    power = (power * root) % FR_MODULUS;
  });
  return out;
}

/** Value at `point`, coefficients ascending. */
export const evaluatePolynomial = (coefficients: readonly bigint[], point: bigint): bigint =>
  coefficients.reduceRight((sum, coefficient) => mod(sum * point + coefficient, FR_MODULUS), 0n);
