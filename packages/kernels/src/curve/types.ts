/** What a decoder found out about one encoding. Spec: 01 §8.1 */
export type PointStatus = 'good' | 'malformed' | 'notOnCurve' | 'notInSubgroup';

/** Points in the uncompressed encoding, one status each; the bytes of a refused encoding are those of infinity. */
export type DecodedPoints = { readonly points: Uint8Array; readonly status: readonly PointStatus[] };

/**
 * One of the two groups. Points are uncompressed encodings (96 or 192 bytes, infinity included), scalars 32 little-endian bytes
 * or a bigint, any integer below 2^256. Operands must lie on the curve, those of multiplications in the subgroup: get them
 * from `decompressMany` or `check`. Malformed bytes throw KernelError. Spec: 01 §8, 11 §6
 */
export type GroupKernels = {
  /** Bytes of an uncompressed point; the compressed form has half of them. */
  readonly pointBytes: number;
  /** Decodes compressed points with every check: flags, canonical, curve, subgroup. */
  decompressMany(encodings: Uint8Array): DecodedPoints;
  compressMany(points: Uint8Array): Uint8Array;
  /** The same checks for uncompressed points. */
  check(points: Uint8Array): readonly PointStatus[];
  negate(point: Uint8Array): Uint8Array;
  /** Sum of all points; of none: infinity. */
  sum(points: Uint8Array): Uint8Array;
  mul(point: Uint8Array, scalar: bigint): Uint8Array;
  /** Σ scalars[i]·points[i]. Time depends on the scalars. */
  msm(points: Uint8Array, scalars: Uint8Array): Uint8Array;
};

/** Fills the array with bytes that nobody could foresee who made what is checked with them. */
export type RandomFill = (target: Uint8Array) => void;

export type G1Kernels = GroupKernels & {
  /**
   * As `decompressMany` with the same result, faster from 128 points on: they are searched for points outside the subgroup together, by
   * random sums, which miss one with probability below 2^-101; each is checked by itself only if a sum tells that there are some.
   */
  decompressTogether(encodings: Uint8Array, random: RandomFill): DecodedPoints;
};

export type PairingKernels = {
  /**
   * True if Π e(g1[i], g2[i]) = 1; `g1` of 96, `g2` of 192 bytes each. Points must be checked before. Lines of G2 points are
   * prepared once and kept for the most recent 256 points (26 kB each).
   */
  isOne(g1: Uint8Array, g2: Uint8Array): boolean;
  /** Π e(g1[i], g2[i])^3 as 12 coefficients of 48 big-endian bytes: w^0 … w^5, each c1 ‖ c0. */
  product(g1: Uint8Array, g2: Uint8Array): Uint8Array;
};

/** The synchronous kernels of BLS12-381; made by `loadCurves`, one set per thread and tier. */
export type CurveKernels = {
  readonly tier: 'fma' | 'simd' | 'scalar' | 'bigint';
  readonly g1: G1Kernels;
  readonly g2: GroupKernels;
  readonly pairing: PairingKernels;
  /**
   * The point of G1 that two field elements of 48 big-endian bytes each (below the modulus) stand for when a message is hashed:
   * both mapped to the curve, added, brought into the subgroup. @throws KernelError KERNEL_BAD_LENGTH, KERNEL_NOT_CANONICAL.
   * Spec: 01 §8.2, RFC 9380 8.8.1
   */
  mapPairToG1(elements: Uint8Array): Uint8Array;
  /**
   * `scalar` times the points of two pairs of elements, one after the other: what signing two messages with one key takes, at little
   * more than the cost of one. @throws as `mapPairToG1`
   */
  mapTwoTimes(elements: Uint8Array, scalar: bigint): Uint8Array;
};
