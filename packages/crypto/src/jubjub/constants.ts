import type { Fr } from '../fields/fr.ts';

/** A point of JubJub by its canonical affine coordinates. Which checks it has passed depends on its decoder. Spec: 01 §4.1 */
export type JubJubPoint = { readonly u: Fr; readonly v: Fr };

/** The neutral element. Valid encoding, but no valid key (see `isValidJubJub`). */
export const JUBJUB_IDENTITY: JubJubPoint = Object.freeze({ u: 0n, v: 1n });

/** G: the point with v = 18 and even u. Not Zcash's generator. Spec: 01 §4.2 */
export const JUBJUB_GENERATOR: JubJubPoint = Object.freeze({
  u: 0x3fd2814c43ac65a6f1fbf02d0fd6cce62e3ebb21fd6c54ed4df7b7ffec7beacan,
  v: 0x12n,
});

/** G', with unknown logarithm to G. Spec: 01 §4.2 */
export const JUBJUB_GENERATOR_NUMS: JubJubPoint = Object.freeze({
  u: 0x5e67b8f316f414f7bd9514c773fd4456931e316a39fe4541921710179df76377n,
  v: 0x43d80eb3b2f3eb1b7b162dbeeb3b34fd9949ba0f82a5507a6705b707162e3ef8n,
});

/** The curve's constant d = −10240 / 10241. Spec: 01 §4.1 */
export const JUBJUB_D: Fr = 0x2a9318e74bfa2b48f5fd9207e6bd7fd4292d7f6d37579d2601065fd6d6343eb1n;

/** Order of the curve over order of the subgroup. */
export const JUBJUB_COFACTOR = 8n;
