import { bytesToIntBe, concatBytes } from '@eventide/base';
import { encodeG1 } from '@eventide/crypto/bls12-381/encoding';
import { sumG1 } from '@eventide/crypto/bls12-381/group';
import { G1_IDENTITY, type G1Point } from '@eventide/crypto/bls12-381/points';
import { fr } from '@eventide/crypto/fields/fr';
import type { Pool } from '@eventide/kernels';
import { type Bases, type MsmTerm, msm } from '@eventide/kernels/msm/msm';
import type { Polynomial } from './polynomial.ts';

const COORDINATE = 48;
const INFINITY = 0x40;

/**
 * Compressed commitments of polynomials, computed together. `bases` are the powers of τ, ascending. One large sum each, and
 * a tiny one for the tail. Spec: 02 §3.1
 */
export async function commitAll(
  pool: Pool,
  bases: Bases,
  polynomials: readonly Polynomial[],
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  const terms: MsmTerm[] = polynomials.map(({ low }) => ({ bases, scalars: low, order: 'bitReversed' }));
  const tailed = polynomials.flatMap(({ low, tail }, i) => (tail.length === 0 ? [] : [{ i, low, tail }]));
  for (const { low, tail } of tailed) {
    terms.push({ bases, scalars: concatBytes(...tail.map(fr.encode)), from: low.length });
  }
  const points = (await msm(pool, terms, signal)).map(readPoint);
  return polynomials.map((_, i) => {
    const tail = tailed.findIndex((entry) => entry.i === i);
    const low = points[i] as G1Point;
    return encodeG1(tail < 0 ? low : sumG1([low, points[polynomials.length + tail] as G1Point]));
  });
}

function readPoint(bytes: Uint8Array): G1Point {
  if (((bytes[0] as number) & INFINITY) !== 0) return G1_IDENTITY;
  return {
    x: bytesToIntBe(bytes.subarray(0, COORDINATE)),
    y: bytesToIntBe(bytes.subarray(COORDINATE)),
    infinity: false,
  };
}
