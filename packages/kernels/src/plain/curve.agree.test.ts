import { bls12_381 as noble } from '@noble/curves/bls12-381.js';
import { describe, expect, test } from 'vitest';
import { type Affine, G1_GENERATOR, G2_GENERATOR, g1, g2, isInG1, isInG2 } from './curve.ts';
import { compress, decodeUncompressed, decompress, encodeG1, encodeG2, g1Layout, g2Layout } from './encoding.ts';
import type { Fp2 } from './fp2.ts';
import { msm } from './msm.ts';
import { FP_MODULUS, FR_MODULUS } from './numbers.ts';
import { isOne, pairingProduct } from './pairing.ts';

const scalars = [1n, 2n, 3n, FR_MODULUS - 1n, 0x1234567890abcdef1234567890abcdefn, FR_MODULUS / 3n];
const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
const nobleG1 = (k: bigint) => noble.G1.Point.BASE.multiply(k);
const nobleG2 = (k: bigint) => noble.G2.Point.BASE.multiply(k);

/** First point of the curve whose abscissa is at least `from` and that lies outside the prime subgroup. */
function outsideG1(from: bigint): NonNullable<Affine<bigint>> {
  for (let x = from; ; x++) {
    const y = g1.field.sqrt(g1.rightSide(x));
    if (y !== undefined && !g1.hasOrderR({ x, y })) return { x, y };
  }
}

function outsideG2(from: bigint): NonNullable<Affine<Fp2>> {
  for (let c0 = from; ; c0++) {
    const x = { c0, c1: 1n };
    const y = g2.field.sqrt(g2.rightSide(x));
    if (y !== undefined && !g2.hasOrderR({ x, y })) return { x, y };
  }
}

describe('01 §8.1 plain curve against an independent library', () => {
  test.each(scalars)('multiples of the generators by %s and their encodings', (k) => {
    const a = g1.multiply(G1_GENERATOR, k);
    const b = g2.multiply(G2_GENERATOR, k);
    expect(hex(compress(g1Layout, a))).toBe(nobleG1(k).toHex(true));
    expect(hex(compress(g2Layout, b))).toBe(nobleG2(k).toHex(true));
    expect(hex(encodeG1(a))).toBe(nobleG1(k).toHex(false));
    expect(hex(encodeG2(b))).toBe(nobleG2(k).toHex(false));
    expect(decompress(g1Layout, compress(g1Layout, a))).toEqual({ point: a });
    expect(decompress(g2Layout, compress(g2Layout, b))).toEqual({ point: b });
    expect(decodeUncompressed(g1Layout, encodeG1(a))).toEqual({ point: a });
    expect(decodeUncompressed(g2Layout, encodeG2(b))).toEqual({ point: b });
  });

  test('the endomorphism checks equal multiplication by r, inside and outside the subgroup', () => {
    expect(isInG1(G1_GENERATOR)).toBe(true);
    expect(isInG2(G2_GENERATOR)).toBe(true);
    for (const from of [1n, 50n]) {
      expect(isInG1(outsideG1(from))).toBe(false);
      expect(isInG2(outsideG2(from))).toBe(false);
      expect(decompress(g1Layout, compress(g1Layout, outsideG1(from)))).toEqual({ refused: 'subgroup' });
      expect(decompress(g2Layout, compress(g2Layout, outsideG2(from)))).toEqual({ refused: 'subgroup' });
    }
    // Order 3: (0, 2) is on the curve and killed by the cofactor.
    expect(isInG1({ x: 0n, y: 2n })).toBe(false);
    expect(isInG1(undefined)).toBe(true);
  });

  test('refuses bad flags, non-canonical coordinates and points off the curve', () => {
    const good = compress(g1Layout, G1_GENERATOR);
    const first = (byte: number) => Uint8Array.from(good, (b, i) => (i === 0 ? byte : b));
    expect(decompress(g1Layout, first((good[0] as number) & 0x7f))).toEqual({ refused: 'flags' });
    expect(decompress(g1Layout, first((good[0] as number) | 0x40))).toEqual({ refused: 'flags' });
    const identity = compress(g1Layout, undefined);
    expect(decompress(g1Layout, identity)).toEqual({ point: undefined });
    expect(
      decompress(
        g1Layout,
        Uint8Array.from(identity, (b, i) => (i === 0 ? b | 0x20 : b)),
      ),
    ).toEqual({ refused: 'flags' });
    expect(
      decompress(
        g1Layout,
        Uint8Array.from(identity, (b, i) => (i === 47 ? 1 : b)),
      ),
    ).toEqual({ refused: 'flags' });
    const modulus = g1Layout.toBytes(FP_MODULUS);
    modulus[0] = (modulus[0] as number) | 0x80;
    expect(decompress(g1Layout, modulus)).toEqual({ refused: 'canonical' });
    expect(decompress(g1Layout, g1Layout.toBytes(1n).with(0, 0x80))).toEqual({ refused: 'curve' });
    expect(decodeUncompressed(g1Layout, encodeG1({ x: 1n, y: 1n }))).toEqual({ refused: 'curve' });
  });

  test('addition meets equal, opposite and infinite operands', () => {
    const double = g1.multiply(G1_GENERATOR, 2n);
    expect(g1.plus(G1_GENERATOR, G1_GENERATOR)).toEqual(double);
    expect(g1.plus(G1_GENERATOR, g1.negate(G1_GENERATOR))).toBeUndefined();
    expect(g1.plus(undefined, double)).toEqual(double);
    expect(msm(g1, [G1_GENERATOR, double, undefined], [5n, FR_MODULUS - 2n, 7n])).toEqual(G1_GENERATOR);
  });
});

describe('11 §6 plain pairing against an independent library', () => {
  test('one pairing, and a product that is one', () => {
    const [a, b] = [91n, 57n];
    const p = g1.multiply(G1_GENERATOR, a);
    const q = g2.multiply(G2_GENERATOR, b);
    const theirs = noble.pairing(nobleG1(a), nobleG2(b));
    const flat = [theirs.c0.c0, theirs.c1.c0, theirs.c0.c1, theirs.c1.c1, theirs.c0.c2, theirs.c1.c2];
    expect(pairingProduct([{ p, q }])).toEqual(flat.map(({ c0, c1 }) => ({ c0, c1 })));
    const opposite = g1.multiply(G1_GENERATOR, FR_MODULUS - a * b);
    expect(
      isOne(
        pairingProduct([
          { p, q },
          { p: opposite, q: G2_GENERATOR },
          { p: undefined, q },
        ]),
      ),
    ).toBe(true);
  });
});
