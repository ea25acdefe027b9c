import { STRAUS_TABLE } from '../gen/curveG2.ts';
import { CURVE_Z, CURVE_Z2 } from '../plain/curve.ts';
import { FR_MODULUS } from '../plain/numbers.ts';

/** How a group splits a scalar by its endomorphism: parts of `bits` bits in base `base`, part i meets the image i. */
export type Split = { readonly parts: number; readonly base: bigint; readonly windows: number };

/** z²·P = −φ(P). */
export const g1Split: Split = { parts: 2, base: CURVE_Z2, windows: 33 };
/** |z|·Q = −ψ(Q). */
export const g2Split: Split = { parts: 4, base: CURVE_Z, windows: 17 };

const HALF = STRAUS_TABLE;

/**
 * Signed digits of width 4 for every part of every scalar, most significant window first. The images alternate in sign, so the
 * digits of odd parts are negated.
 */
export function strausDigits(scalars: readonly bigint[], split: Split): Int8Array {
  const { parts, base, windows } = split;
  const count = scalars.length * parts;
  const digits = new Int8Array(count * windows);
  scalars.forEach((scalar, i) => {
    let rest = scalar % FR_MODULUS;
    for (let part = 0; part < parts; part++) {
      let value = part === parts - 1 ? rest : rest % base;
      rest /= base;
      for (let w = windows - 1; w >= 0; w--) {
        let digit = Number(value & 15n);
        value >>= 4n;
        if (digit >= HALF) {
          digit -= 16;
          value += 1n;
        }
        digits[w * count + i * parts + part] = part % 2 === 0 ? digit : -digit;
      }
    }
  });
  return digits;
}
