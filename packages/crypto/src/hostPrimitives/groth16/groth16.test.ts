import { concatBytes, intToBytesLe } from '@eventide/base';
import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, test } from 'vitest';
import type { Bn254Fp2, Bn254Fp12, Bn254G1, Bn254G2 } from './encoding.ts';
import { LINES_PER_POINT, LOOP_DIGITS, millerLoop, type PreparedG2, prepareG2 } from './millerLoop.ts';
import { verifyGroth16Bn254 } from './verify.ts';

const { Fp, Fp2, Fp12, Fr } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;

// The encodings of arkworks, written the other way round than the reader.
const fq = (value: bigint): Uint8Array => intToBytesLe(value, 32);
const fq2 = ({ c0, c1 }: Bn254Fp2): Uint8Array => concatBytes(fq(c0), fq(c1));
const fq12 = ({ c0, c1 }: Bn254Fp12): Uint8Array =>
  concatBytes(...[c0, c1].flatMap((six) => [six.c0, six.c1, six.c2].map(fq2)));
const flagged = (bytes: Uint8Array, flags: number): Uint8Array =>
  bytes.with(bytes.length - 1, (bytes.at(-1) as number) | flags);
const g1 = (p: Bn254G1): Uint8Array => (p.is0() ? flagged(new Uint8Array(64), 0x40) : concatBytes(fq(p.x), fq(p.y)));
const g2 = (p: Bn254G2): Uint8Array => concatBytes(fq2(p.x), fq2(p.y));
const u64 = (value: number): Uint8Array => intToBytesLe(BigInt(value), 8);
function g1Compressed(p: Bn254G1): Uint8Array {
  return p.is0() ? flagged(new Uint8Array(32), 0x40) : flagged(fq(p.x), 2n * p.y > Fp.ORDER ? 0x80 : 0);
}
function g2Compressed(p: Bn254G2): Uint8Array {
  const { c0, c1 } = p.y;
  return flagged(fq2(p.x), 2n * (c1 === 0n ? c0 : c1) > Fp.ORDER ? 0x80 : 0);
}
function prepared({ lines, infinity }: PreparedG2): Uint8Array {
  return concatBytes(u64(lines.length), ...lines.flat().map(fq2), Uint8Array.of(infinity ? 1 : 0));
}

// A proof by somebody who knows all logarithms: a·b = αβ + input·γ + c·δ.
const [alpha, beta, gamma, delta, a, b, input] = [3n, 5n, 7n, 11n, 13n, 17n, 19n] as const;
const c = Fr.div(Fr.sub(Fr.create(a * b), Fr.create(alpha * beta + input * gamma)), delta);
const times1 = (k: bigint): Bn254G1 => G1.BASE.multiply(k);
const times2 = (k: bigint): Bn254G2 => G2.BASE.multiply(k);
const points = concatBytes(g1(times1(alpha)), ...[beta, gamma, delta].map((k) => g2(times2(k))));
const alphaBeta = fq12(bn254.pairing(times1(alpha), times2(beta)));
const tail = concatBytes(prepared(prepareG2(times2(gamma).negate())), prepared(prepareG2(times2(delta).negate())));
const abc = concatBytes(u64(2), g1(times1(2n)), g1(G1.ZERO));
const key = concatBytes(points, abc, alphaBeta, tail);
const proof = concatBytes(g1Compressed(times1(a)), g2Compressed(times2(b)), g1Compressed(times1(c)));
const inputs = g1Compressed(times1(input));
const malformed = { ok: false, reason: 'GROTH16_MALFORMED' };
const invalid = { ok: false, reason: 'GROTH16_INVALID_PROOF' };

describe('01 §14 Groth16 over BN254', () => {
  test('01 §14 the digits spell 6x + 2', () => {
    expect(LOOP_DIGITS.reduceRight((sum, digit) => 2n * sum + BigInt(digit), 0n)).toBe(29793968203157093288n);
    expect(prepareG2(times2(9n)).lines.length).toBe(LINES_PER_POINT);
  });

  test('01 §14 our loop over prepared lines equals an independent pairing', () => {
    const [p, q] = [times1(123n), times2(456n)];
    const ours = Fp12.finalExponentiate(millerLoop([{ p, q: prepareG2(q) }]));
    expect(Fp12.eql(ours, bn254.pairing(p, q))).toBe(true);
    const product = millerLoop([
      { p, q: prepareG2(q) },
      { p: p.negate(), q: prepareG2(q) },
      { p: G1.ZERO, q: prepareG2(q) },
      { p, q: prepareG2(G2.ZERO) },
    ]);
    expect(Fp12.eql(Fp12.finalExponentiate(product), Fp12.ONE)).toBe(true);
  });

  test('01 §14 accepts a proof, trailing bytes or not', () => {
    expect(verifyGroth16Bn254(key, proof, inputs)).toEqual({ ok: true });
    const extra = Uint8Array.of(1);
    expect(verifyGroth16Bn254(concatBytes(key, extra), concatBytes(proof, extra), concatBytes(inputs, extra))).toEqual({
      ok: true,
    });
  });

  test('01 §14 refuses other inputs, proofs and keys', () => {
    expect(verifyGroth16Bn254(key, proof, g1Compressed(times1(20n)))).toEqual(invalid);
    expect(verifyGroth16Bn254(key, proof, g1Compressed(G1.ZERO))).toEqual(invalid);
    const flippedC = proof.with(127, (proof[127] as number) ^ 0x80);
    expect(verifyGroth16Bn254(key, flippedC, inputs)).toEqual(invalid);
    const otherPairing = concatBytes(points, abc, fq12(Fp12.ONE), tail);
    expect(verifyGroth16Bn254(otherPairing, proof, inputs)).toEqual(invalid);
  });

  test('01 §14 lines that vanish are no proof', () => {
    const zeros = prepared({
      lines: prepareG2(times2(2n)).lines.map(() => [Fp2.ZERO, Fp2.ZERO, Fp2.ZERO]),
      infinity: false,
    });
    expect(verifyGroth16Bn254(concatBytes(points, abc, alphaBeta, zeros, zeros), proof, inputs)).toEqual(invalid);
  });

  test('01 §14 refuses malformed parts', () => {
    const refusals: [Uint8Array, Uint8Array, Uint8Array][] = [
      [key.subarray(0, key.length - 1), proof, inputs],
      [key, proof.subarray(0, 127), inputs],
      [key, proof, inputs.subarray(1)],
      [key, proof.slice().fill(0xff, 0, 32), inputs],
      [key, proof.with(31, (proof[31] as number) | 0xc0), inputs],
      [key, proof, fq(4n)],
      [key.with(0, (key[0] as number) ^ 1), proof, inputs],
      [new Uint8Array(64), proof, inputs],
      [concatBytes(points, abc, alphaBeta, prepared({ lines: [], infinity: false }), tail), proof, inputs],
      [concatBytes(points, new Uint8Array(8).fill(0xff), alphaBeta, tail), proof, inputs],
      [key.with(key.length - 1, 2), proof, inputs],
    ];
    for (const parts of refusals) expect(verifyGroth16Bn254(...parts)).toMatchObject(malformed);
  });

  test('01 §14 refuses G2 points outside the subgroup', () => {
    const b2 = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));
    for (let x0 = 1n; ; x0++) {
      const x = { c0: x0, c1: 0n };
      let y: Bn254Fp2;
      try {
        y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), b2));
      } catch {
        continue;
      }
      const off = G2.fromAffine({ x, y });
      const bad = concatBytes(proof.subarray(0, 32), g2Compressed(off), proof.subarray(96));
      expect(verifyGroth16Bn254(key, bad, inputs)).toMatchObject(malformed);
      break;
    }
  });
});
