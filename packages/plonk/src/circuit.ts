import type { Composer } from './composer/composer.ts';

/**
 * A family member with fixed rows: what a package hands to `compile`, to provers and to the relation check. Gadgets and
 * rows are those of one circuit set; a released circuit never changes. Spec: 10 §9
 */
export type Circuit<Inputs> = {
  /** `<set>/<circuit>[/<I>]`, e.g. `sound-1/phoenix/2`. Spec: 14 §1 */
  readonly name: string;
  /** Of the transcript. */
  readonly label: string;
  /** Hiding of the committed columns, by the rule of the set. */
  readonly blinding: Blinding;
  /** Appends the start of the set, then all rows. They never depend on the values of `inputs`. */
  readonly compose: (composer: Composer, inputs: Inputs) => void;
  /** Inputs of the right shape; they need not satisfy anything. Keys are made from them. */
  readonly example: Inputs;
};

/** Random coefficients per committed column, in the order in which they are drawn. */
export type Blinding = {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly z: number;
};

/** 14 scalars with those of the quotient: the reference's rule, which `aegis` keeps. Spec: 02 §8 */
export const AEGIS_BLINDING: Blinding = { a: 2, b: 2, c: 2, d: 2, z: 3 };

/** 17 scalars: columns that are opened twice get three. Spec: 10 §2 */
export const SOUND_1_BLINDING: Blinding = { a: 3, b: 3, c: 2, d: 3, z: 3 };

/** Number of coefficients above the first n in the longest committed polynomial, t_fourth. Spec: 02 §8, 10 §2 */
export function quotientTail({ a, b, c, d, z }: Blinding): number {
  return a + b + c + d + z - 4;
}
