import { PlonkError } from '../errors.ts';
import type { OpeningKey } from '../keys/verifierData.ts';

/** Bytes of a power: compressed as in files, uncompressed as kernels load it fastest. */
export const POWER_SIZE = { compressed: 48, uncompressed: 96 } as const;

/** A structured reference string: `[τ^i]G1` and what a verifier needs of τ. Spec: 02 §3 */
export type Srs = {
  /** `ceremony`, `local-1`, or whatever the caller calls a string of his own. Spec: 14 §8 */
  readonly name: string;
  /** True if somebody can know τ: proofs under it prove nothing. */
  readonly insecure: boolean;
  readonly openingKey: OpeningKey;
  readonly format: keyof typeof POWER_SIZE;
  /** Consecutive powers from τ^0 on. */
  readonly powers: Uint8Array;
  /** True if the bytes were pinned by a digest or computed here, so that nobody need check every point. */
  readonly trusted: boolean;
};

/** Number of powers. */
export function powerCount({ powers, format }: Srs): number {
  return powers.length / POWER_SIZE[format];
}

/** The bytes of the first `count` powers. @throws PlonkError PLONK_SRS_SHORT */
export function firstPowers(srs: Srs, count: number): Uint8Array {
  const have = powerCount(srs);
  if (have < count) throw new PlonkError('PLONK_SRS_SHORT', { need: count, have });
  return srs.powers.subarray(0, count * POWER_SIZE[srs.format]);
}
