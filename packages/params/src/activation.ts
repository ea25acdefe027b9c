const U64_MAX = 0xffff_ffff_ffff_ffffn;

/**
 * When a feature is on: never, from a height on, or in ranges with both ends included. Spec: 04 §7.4
 */
export type Activation = null | bigint | readonly (readonly [bigint, bigint])[];

/** Never: the reference writes 2^64 − 1. */
export const never: Activation = null;

/** Is the feature on at this height? Spec: 04 §7.4 */
export function isActive(activation: Activation, height: bigint): boolean {
  if (activation === null) return false;
  if (typeof activation === 'bigint') return height >= activation;
  return activation.some(([from, to]) => from <= height && height <= to);
}

/** The heights at which `isActive` may change its answer. */
export function changesOf(activation: Activation): bigint[] {
  if (activation === null) return [];
  if (typeof activation === 'bigint') return [activation];
  return activation.flatMap(([from, to]) => (to === U64_MAX ? [from] : [from, to + 1n]));
}
