import { bls12_381 } from '@noble/curves/bls12-381.js';
import { fr } from '../fields/fr.ts';
import { G1_GENERATOR, G1_IDENTITY, type G1Point, G2_GENERATOR, G2_IDENTITY, type G2Point } from './points.ts';

const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;

export type NobleG1 = InstanceType<typeof G1>;
export type NobleG2 = InstanceType<typeof G2>;

/** The generators map to the library's own, which carry tables for multiplication. */
export function toNobleG1(point: G1Point): NobleG1 {
  if (point === G1_GENERATOR) return G1.BASE;
  return point.infinity ? G1.ZERO : G1.fromAffine({ x: point.x, y: point.y });
}

export function fromNobleG1(point: NobleG1): G1Point {
  return point.is0() ? G1_IDENTITY : { ...point.toAffine(), infinity: false };
}

export function toNobleG2(point: G2Point): NobleG2 {
  if (point === G2_GENERATOR) return G2.BASE;
  return point.infinity ? G2.ZERO : G2.fromAffine({ x: point.x, y: point.y });
}

export function fromNobleG2(point: NobleG2): G2Point {
  if (point.is0()) return G2_IDENTITY;
  const { x, y } = point.toAffine();
  return { x: { c0: x.c0, c1: x.c1 }, y: { c0: y.c0, c1: y.c1 }, infinity: false };
}

type Multipliable<P> = { multiply(scalar: bigint): P; multiplyUnsafe(scalar: bigint): P };

/** noble refuses the scalar 0, which V1 hashes and decoded keys may be. Only generators have tables. Spec: 01 library notes */
export function multiplyNoble<P extends Multipliable<P>>(point: P, scalar: bigint, zero: P, base: P): P {
  const reduced = fr.reduce(scalar);
  if (reduced === 0n) return zero;
  return point === base ? point.multiply(reduced) : point.multiplyUnsafe(reduced);
}
