import { CryptoError } from '../errors.ts';
import type { Fl } from '../fields/fl.ts';

/** Digits of a recoded scalar, least significant first. */
export const WNAF_DIGITS = 256;

/**
 * The signed windows of a scalar: each digit is 0 or odd in [−2^(w−1), 2^(w−1)), Σ digit·2^i = `scalar`. Circuits use w = 2.
 * @throws CryptoError CRYPTO_BAD_ARGUMENT for a width outside 2…8
 * Spec: 01 §4.5
 */
export function wnafDigits(scalar: Fl, width: number): number[] {
  if (!Number.isInteger(width) || width < 2 || width > 8) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { width });
  const window = 1 << width;
  let rest = scalar;
  return Array.from({ length: WNAF_DIGITS }, () => {
    let digit = 0;
    if ((rest & 1n) === 1n) {
      digit = Number(BigInt.asUintN(width, rest));
      if (digit >= window / 2) digit -= window;
      rest -= BigInt(digit);
    }
    rest >>= 1n;
    return digit;
  });
}
