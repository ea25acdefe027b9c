import { intToBytesLe } from '@eventide/base';
import { FR_MODULUS, invMod, mod } from './numbers.ts';
import { sqrtFr } from './sqrt.ts';

/** Affine coordinates (u, v). Spec: 01 §4.1 */
export type JubJubPoint = readonly [u: bigint, v: bigint];

const D = mod(-10240n * invMod(10241n, FR_MODULUS), FR_MODULUS);
export const JUBJUB_IDENTITY: JubJubPoint = [0n, 1n];

/** u ‖ v of the generator G: v = 18, u even. Spec: 01 §4.2 */
export const JUBJUB_GENERATOR: Uint8Array = (() => {
  const out = new Uint8Array(64);
  out.set(intToBytesLe(0x3fd2814c43ac65a6f1fbf02d0fd6cce62e3ebb21fd6c54ed4df7b7ffec7beacan, 32));
  out[32] = 18;
  return out;
})();

export function addPoints([u1, v1]: JubJubPoint, [u2, v2]: JubJubPoint): JubJubPoint {
  const t = (D * ((u1 * u2) % FR_MODULUS) * ((v1 * v2) % FR_MODULUS)) % FR_MODULUS;
  const inverse = invMod(1n - t * t, FR_MODULUS);
  return [
    mod((u1 * v2 + v1 * u2) * (1n - t) * inverse, FR_MODULUS),
    mod((v1 * v2 + u1 * u2) * (1n + t) * inverse, FR_MODULUS),
  ];
}

export function mulPoint(point: JubJubPoint, scalar: bigint): JubJubPoint {
  let result = JUBJUB_IDENTITY;
  let double = point;
  for (let rest = scalar; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = addPoints(result, double);
    double = addPoints(double, double);
  }
  return result;
}

/** The point of an encoding without the sign bit, or undefined. Spec: 01 §4.3 */
export function pointFromV(v: bigint, sign: 0 | 1): JubJubPoint | undefined {
  if (v >= FR_MODULUS) return undefined;
  const root = sqrtFr(mod((v * v - 1n) * invMod(1n + D * v * v, FR_MODULUS), FR_MODULUS));
  if (root === undefined || (root === 0n && sign === 1)) return undefined;
  return [Number(root & 1n) === sign ? root : FR_MODULUS - root, v];
}
