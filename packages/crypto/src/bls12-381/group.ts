import { bytesToIntBe, concatBytes } from '@eventide/base';
import { loadCurves } from '@eventide/kernels/curve/loadCurves';
import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { fp } from '../fields/fp.ts';
import { type Fr, fr } from '../fields/fr.ts';
import { addFp2, mulFp2, negFp2 } from './fp2.ts';
import { fromNobleG1, fromNobleG2, multiplyNoble, toNobleG1, toNobleG2 } from './noble.ts';
import { equalFp2, type Fp2, type G1Point, type G2Point } from './points.ts';
import { encodeG1Uncompressed, encodeG2Uncompressed, trustedG1, trustedG2 } from './uncompressed.ts';

const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;
const TWIST_B: Fp2 = { c0: 4n, c1: 4n };
/** Bytes reduced to one field element, so that it is uniform. Spec: RFC 9380 5.1 */
const HASHED_ELEMENT_BYTES = 64;

export function addG1(a: G1Point, b: G1Point): G1Point {
  return sumG1([a, b]);
}

export function addG2(a: G2Point, b: G2Point): G2Point {
  return sumG2([a, b]);
}

export function negateG1(point: G1Point): G1Point {
  return point.infinity ? point : { ...point, y: fp.neg(point.y) };
}

export function negateG2(point: G2Point): G2Point {
  return point.infinity ? point : { ...point, y: negFp2(point.y) };
}

/** `scalar · point`, 0 included. Not constant time. */
export function mulG1(scalar: Fr, point: G1Point): G1Point {
  // The kernel's shortcut holds in the subgroup only.
  if (!isTorsionFreeG1(point)) return fromNobleG1(multiplyNoble(toNobleG1(point), scalar, G1.ZERO, G1.BASE));
  return trustedG1(loadCurves().g1.mul(encodeG1Uncompressed(point), fr.reduce(scalar)));
}

/** `scalar · point`, 0 included. Not constant time. */
export function mulG2(scalar: Fr, point: G2Point): G2Point {
  if (!isTorsionFreeG2(point)) return fromNobleG2(multiplyNoble(toNobleG2(point), scalar, G2.ZERO, G2.BASE));
  return trustedG2(loadCurves().g2.mul(encodeG2Uncompressed(point), fr.reduce(scalar)));
}

/** The sum of points of the curve. */
export function sumG1(points: readonly G1Point[]): G1Point {
  return trustedG1(loadCurves().g1.sum(concatBytes(...points.map(encodeG1Uncompressed))));
}

/** The sum of `scalars[i] · points[i]`; both lists have one length, points are in the subgroup. */
export function sumOfProductsG1(scalars: readonly Fr[], points: readonly G1Point[]): G1Point {
  const { g1 } = loadCurves();
  return trustedG1(g1.msm(concatBytes(...points.map(encodeG1Uncompressed)), concatBytes(...scalars.map(fr.encode))));
}

/** The sum of points of the twist. */
export function sumG2(points: readonly G2Point[]): G2Point {
  return trustedG2(loadCurves().g2.sum(concatBytes(...points.map(encodeG2Uncompressed))));
}

/**
 * Points that are known to lie in the subgroup, because a checked decoder or a signature made them. They are frozen, so the
 * knowledge stays true; without it a key would be checked again by everybody who receives it.
 */
const inSubgroup = new WeakSet<G1Point | G2Point>();

/** Freezes a point that is known to lie in the subgroup and remembers it. */
export function markInSubgroup<P extends G1Point | G2Point>(point: P): P {
  Object.freeze(point);
  if (typeof point.x === 'object') Object.freeze(point.x);
  if (typeof point.y === 'object') Object.freeze(point.y);
  inSubgroup.add(point);
  return point;
}

/** True on the curve; the identity is. */
export function isOnG1(point: G1Point): boolean {
  const { x, y, infinity } = point;
  return infinity || inSubgroup.has(point) || fp.square(y) === fp.add(fp.mul(fp.square(x), x), 4n);
}

/** True on the twist; the identity is. */
export function isOnG2(point: G2Point): boolean {
  const { x, y, infinity } = point;
  return infinity || inSubgroup.has(point) || equalFp2(mulFp2(y, y), addFp2(mulFp2(mulFp2(x, x), x), TWIST_B));
}

/** True in the subgroup of order r; the point is on the curve. */
export function isTorsionFreeG1(point: G1Point): boolean {
  return point.infinity || inSubgroup.has(point) || loadCurves().g1.check(encodeG1Uncompressed(point))[0] === 'good';
}

/** True in the subgroup of order r; the point is on the twist. */
export function isTorsionFreeG2(point: G2Point): boolean {
  return point.infinity || inSubgroup.has(point) || loadCurves().g2.check(encodeG2Uncompressed(point))[0] === 'good';
}

/** What signatures must be: on the curve, in the subgroup, not the identity. Spec: 01 §8.3 */
export function isValidG1(point: G1Point): boolean {
  return !point.infinity && isOnG1(point) && isTorsionFreeG1(point);
}

/** What keys must be: on the twist, in the subgroup, not the identity. Spec: 01 §8.3 */
export function isValidG2(point: G2Point): boolean {
  return !point.infinity && isOnG2(point) && isTorsionFreeG2(point);
}

/** RFC 9380 `BLS12381G1_XMD:SHA-256_SSWU_RO_` under this separation tag. Spec: 01 §8.2 */
export function hashToG1(message: Uint8Array, separationTag: Uint8Array): G1Point {
  return markInSubgroup(trustedG1(loadCurves().mapPairToG1(hashedElements(message, separationTag))));
}

/** `scalar` times the points that two messages hash to; little dearer than for one of them. Not constant time. */
export function hashTwoToG1Times(
  messages: readonly [Uint8Array, Uint8Array],
  separationTag: Uint8Array,
  scalar: Fr,
): readonly [G1Point, G1Point] {
  const elements = concatBytes(...messages.map((message) => hashedElements(message, separationTag)));
  const both = loadCurves().mapTwoTimes(elements, fr.reduce(scalar));
  const half = both.length / 2;
  return [markInSubgroup(trustedG1(both.subarray(0, half))), markInSubgroup(trustedG1(both.subarray(half)))];
}

function hashedElements(message: Uint8Array, separationTag: Uint8Array): Uint8Array {
  const uniform = expand_message_xmd(message, separationTag, 2 * HASHED_ELEMENT_BYTES, sha256);
  const elements = [0, HASHED_ELEMENT_BYTES].map((at) =>
    fp.encode(fp.reduce(bytesToIntBe(uniform.subarray(at, at + HASHED_ELEMENT_BYTES)))),
  );
  return concatBytes(...elements);
}

/** True if the product of the pairings is 1; pairs with an identity count as 1. Points are in their subgroups. */
export function isPairingProductOne(pairs: readonly { readonly g1: G1Point; readonly g2: G2Point }[]): boolean {
  const finite = pairs.filter(({ g1, g2 }) => !g1.infinity && !g2.infinity);
  if (finite.length === 0) return true;
  return loadCurves().pairing.isOne(
    concatBytes(...finite.map(({ g1 }) => encodeG1Uncompressed(g1))),
    concatBytes(...finite.map(({ g2 }) => encodeG2Uncompressed(g2))),
  );
}
