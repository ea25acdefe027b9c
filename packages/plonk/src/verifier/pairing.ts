import { concatBytes, equalBytes } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { drawBytes, type RandomBytes } from '@eventide/crypto/random';
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
 * Points of G1 from 48 bytes each, null where a check fails; equal encodings give the same object. With `random` the subgroup of
 * many points is checked by random sums, which miss a bad one with probability below 2^-101 (`decompressTogether`); its bytes
 * must be unknown to whoever made the points. Spec: 01 §8.1
 */
export function readG1(encodings: readonly Uint8Array[], random?: RandomBytes): (CheckedPoint | null)[] {
  const { g1 } = loadCurves();
  const places = new Map<number, number>();
  const different: Uint8Array[] = [];
  const indices = encodings.map((bytes) => {
    const known = places.get(keyOf(bytes));
    if (known !== undefined && equalBytes(different[known] as Uint8Array, bytes)) return known;
    places.set(keyOf(bytes), different.length);
    return different.push(bytes) - 1;
  });
  const bytes = concatBytes(...different);
  const { points, status } =
    random === undefined
      ? g1.decompressMany(bytes)
      : g1.decompressTogether(bytes, (target) => target.set(drawBytes(random, target.length)));
  const read = status.map((state, i) => (state === 'good' ? points.slice(i * G1_SIZE, (i + 1) * G1_SIZE) : null));
  return indices.map((index) => read[index] as CheckedPoint | null);
}

/** 48 bits of an encoding; others may have the same. */
function keyOf(bytes: Uint8Array): number {
  let key = 0;
  for (let i = 40; i < 46; i++) key = 256 * key + (bytes[i] ?? 0);
  return key;
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
