import { isPairingProductOne, sumOfProductsG1 } from '@eventide/crypto/bls12-381/group';
import type { G1Point, G2Point } from '@eventide/crypto/bls12-381/points';
import type { Fr } from '@eventide/crypto/fields/fr';

/** factor · point */
export type G1Term = readonly [factor: Fr, point: G1Point];

/** e(Σ left, x_h)·e(Σ right, h) shall be 1. */
export type PairingSums = { readonly left: readonly G1Term[]; readonly right: readonly G1Term[] };

/** Whether the pairings of the two sums cancel under this opening key. */
export function holds({ left, right }: PairingSums, { h, xH }: { readonly h: G2Point; readonly xH: G2Point }): boolean {
  return isPairingProductOne([
    { g1: sumOfTerms(left), g2: xH },
    { g1: sumOfTerms(right), g2: h },
  ]);
}

function sumOfTerms(terms: readonly G1Term[]): G1Point {
  return sumOfProductsG1(
    terms.map(([factor]) => factor),
    terms.map(([, point]) => point),
  );
}
