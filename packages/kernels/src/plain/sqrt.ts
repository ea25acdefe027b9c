import { FR_MODULUS, mod, powMod } from './numbers.ts';

const TWO_ADICITY = 32;
const ODD = (FR_MODULUS - 1n) >> BigInt(TWO_ADICITY);
const ROOT = powMod(7n, ODD, FR_MODULUS);

/** A square root in Fr, or undefined (Tonelli and Shanks). The root of 0 is 0. */
export function sqrtFr(value: bigint): bigint | undefined {
  let x = powMod(value, (ODD + 1n) / 2n, FR_MODULUS);
  let b = powMod(value, ODD, FR_MODULUS);
  let z = ROOT;
  for (let i = TWO_ADICITY - 1; i > 0; i--) {
    const square = (z * z) % FR_MODULUS;
    if (powMod(b, 1n << BigInt(i - 1), FR_MODULUS) !== 1n) {
      x = (x * z) % FR_MODULUS;
      b = (b * square) % FR_MODULUS;
    }
    z = square;
  }
  return mod(x * x - value, FR_MODULUS) === 0n ? x : undefined;
}
