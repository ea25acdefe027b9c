import { concatBytes } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { loadCurves } from '@eventide/kernels';

/** A point in its uncompressed encoding, checked. Compared by identity where sums are joined. */
export type CheckedPoint = Uint8Array;

/** factor · point of G1 */
export type G1Term = readonly [factor: Fr, point: CheckedPoint];

/** e(Σ left, x_h)·e(Σ right, h) shall be 1. */
export type PairingSums = { readonly left: readonly G1Term[]; readonly right: readonly G1Term[] };

/** The points of the opening key in G2, checked. */
export type PairingKey = { readonly h: CheckedPoint; readonly xH: CheckedPoint };

const G1_SIZE = 96;

/** Whether the pairings of the two sums cancel under this opening key. */
export function holds({ left, right }: PairingSums, { h, xH }: PairingKey): boolean {
  const { pairing } = loadCurves();
  return pairing.isOne(concatBytes(sumOfTerms(left), sumOfTerms(right)), concatBytes(xH, h));
}

/**
 * Points of G1 from 48 bytes each, null where a check fails. Each point's subgroup is checked by itself, also in batches: the
 * cofactor of G1 is divisible by 3, so one random combination of many points misses a bad one with probability 1/3, and
 * 2^-128 takes 81 combinations. Whether those would be cheaper in one kernel has not been measured. Spec: 01 §8.1
 */
export function readG1(encodings: readonly Uint8Array[]): (CheckedPoint | null)[] {
  const { points, status } = loadCurves().g1.decompressMany(concatBytes(...encodings));
  return status.map((state, i) => (state === 'good' ? points.slice(i * G1_SIZE, (i + 1) * G1_SIZE) : null));
}

/** The G2 points of an opening key. @throws CodecError CODEC_BAD_POINT */
export function readPairingKey({ h, xH }: { readonly h: Uint8Array; readonly xH: Uint8Array }): PairingKey {
  const { g2 } = loadCurves();
  const { points, status } = g2.decompressMany(concatBytes(h, xH));
  if (status.some((state) => state !== 'good')) throw new CodecError('CODEC_BAD_POINT', { curve: 'G2' });
  return { h: points.slice(0, g2.pointBytes), xH: points.slice(g2.pointBytes) };
}

function sumOfTerms(terms: readonly G1Term[]): Uint8Array {
  return loadCurves().g1.msm(
    concatBytes(...terms.map(([, point]) => point)),
    concatBytes(...terms.map(([factor]) => fr.encode(factor))),
  );
}
