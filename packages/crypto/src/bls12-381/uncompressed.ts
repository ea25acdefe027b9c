import { bytesToIntBe, concatBytes } from '@eventide/base';
import { fp } from '../fields/fp.ts';
import { type Fp2, G1_IDENTITY, type G1Point, G2_IDENTITY, type G2Point } from './points.ts';

const FP_SIZE = 48;
const INFINITY = 0x40;

/** 96 bytes: x, y big-endian; the form kernels work with. Spec: 01 §8.1 */
export function encodeG1Uncompressed({ x, y, infinity }: G1Point): Uint8Array {
  return infinity ? identityBytes(2 * FP_SIZE) : concatBytes(fp.encode(x), fp.encode(y));
}

/** 192 bytes: x.c1, x.c0, y.c1, y.c0 big-endian. Spec: 01 §8.1 */
export function encodeG2Uncompressed({ x, y, infinity }: G2Point): Uint8Array {
  if (infinity) return identityBytes(4 * FP_SIZE);
  return concatBytes(fp.encode(x.c1), fp.encode(x.c0), fp.encode(y.c1), fp.encode(y.c0));
}

/** The point of 96 bytes that a kernel made: canonical, nothing is checked. */
export function trustedG1(bytes: Uint8Array): G1Point {
  if (isIdentity(bytes)) return G1_IDENTITY;
  return { x: bytesToIntBe(bytes.subarray(0, FP_SIZE)), y: bytesToIntBe(bytes.subarray(FP_SIZE)), infinity: false };
}

/** The point of 192 bytes that a kernel made: canonical, nothing is checked. */
export function trustedG2(bytes: Uint8Array): G2Point {
  if (isIdentity(bytes)) return G2_IDENTITY;
  return { x: trustedFp2(bytes.subarray(0, 2 * FP_SIZE)), y: trustedFp2(bytes.subarray(2 * FP_SIZE)), infinity: false };
}

function trustedFp2(bytes: Uint8Array): Fp2 {
  return { c1: bytesToIntBe(bytes.subarray(0, FP_SIZE)), c0: bytesToIntBe(bytes.subarray(FP_SIZE)) };
}

function isIdentity(bytes: Uint8Array): boolean {
  return ((bytes[0] as number) & INFINITY) !== 0;
}

function identityBytes(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes[0] = INFINITY;
  return bytes;
}
