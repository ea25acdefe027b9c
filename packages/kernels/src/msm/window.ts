import { HALF_BITS } from '../gen/msmSplit.ts';

/** Cost of an affine addition and of a bucket of the running sums, in multiplications of Fp. Spec: 11 §5.2 */
const ADDITION = 7.5;
const BUCKET = 26;

/** Windows of `bits` bits in one half scalar. */
export const windowCount = (bits: number): number => Math.ceil(HALF_BITS / bits);

/** The window that makes a sum of `points` terms cheapest. */
export function chooseWindow(points: number): number {
  let best = 4;
  let least = Number.POSITIVE_INFINITY;
  for (let bits = 3; bits <= 15; bits++) {
    const cost = windowCount(bits) * (2 * points * ADDITION + 2 ** (bits - 1) * BUCKET);
    if (cost < least) [best, least] = [bits, cost];
  }
  return best;
}
