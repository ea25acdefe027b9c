import { decode, encode } from '@eventide/codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fl } from './fields/fl.ts';
import { fp } from './fields/fp.ts';
import { fr } from './fields/fr.ts';
import {
  affineOfExtended,
  decodeJubJubAffineArchive,
  decodeJubJubExtendedArchive,
  encodeJubJubAffineArchive,
  encodeJubJubExtendedArchive,
  extendJubJub,
  validAffineOfExtended,
} from './jubjub/archive.ts';
import { JUBJUB_GENERATOR, JUBJUB_IDENTITY, type JubJubPoint } from './jubjub/constants.ts';
import { decodeJubJub, decodeJubJubRaw, encodeJubJub } from './jubjub/encoding.ts';
import {
  addJubJub,
  isOnJubJub,
  isTorsionFreeJubJub,
  mulJubJub,
  negateJubJub,
  subJubJub,
  sumOfProductsJubJub,
} from './jubjub/point.ts';
import { randomCurvePoint } from './jubjub/random.ts';
import { wnafDigits } from './jubjub/wnaf.ts';
import { NoteTree } from './merkle/noteTree.ts';
import { merkleOpeningCodec, verifyOpening } from './merkle/opening.ts';
import { poseidonDecrypt, poseidonEncrypt } from './poseidon/encrypt.ts';
import { poseidonDigest, poseidonDigestMany, poseidonTruncated } from './poseidon/hash.ts';
import { stdRngFromU64 } from './rng/stdRng.ts';

const element = (modulus: bigint) => fc.bigInt({ min: 0n, max: modulus - 1n });
const scalarFr = element(fr.modulus);
const scalarFl = element(fl.modulus);
const _message = fc.uint8Array({ maxLength: 80 });
const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
/** Any point of the full curve, torsion included. */
const curvePoint = u64.map((seed): JubJubPoint => randomCurvePoint(stdRngFromU64(seed)));
const few = { numRuns: 6 };

describe.each([fr, fl, fp])('01 §3 laws of $name', (field) => {
  const any = element(field.modulus);

  test('01 §3 a ring with inverses', () => {
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(field.mul(a, field.add(b, c))).toBe(field.add(field.mul(a, b), field.mul(a, c)));
        expect(field.sub(field.add(a, b), b)).toBe(a);
        expect(field.add(a, field.neg(a))).toBe(0n);
        expect(field.square(a)).toBe(field.mul(a, a));
        if (a !== 0n) expect(field.mul(a, field.inv(a))).toBe(1n);
        expect(field.reduce(a * b - c)).toBe(field.sub(field.mul(a, b), c));
      }),
    );
  });

  test('01 §3 a square has a root, its product with a non-square has none', () => {
    let nonSquare = 2n;
    while (field.sqrt(nonSquare) !== null) nonSquare++;
    fc.assert(
      fc.property(any, (a) => {
        const square = field.square(a);
        expect([a, field.neg(a)]).toContain(field.sqrt(square));
        if (a !== 0n) expect(field.sqrt(field.mul(square, nonSquare))).toBeNull();
      }),
      { numRuns: 20 },
    );
  });

  test('01 §3 canonical, Montgomery and wide forms', () => {
    fc.assert(
      fc.property(any, (a) => {
        expect(decode(field.codec, encode(field.codec, a))).toBe(a);
        expect(field.fromMontgomery(field.toMontgomery(a))).toBe(a);
        expect(field.isCanonical(a)).toBe(true);
      }),
    );
  });
});

describe('01 §4 laws of JubJub', () => {
  test('01 §4.1 an abelian group, on the full curve', () => {
    fc.assert(
      fc.property(curvePoint, curvePoint, curvePoint, (p, q, r) => {
        expect(addJubJub(addJubJub(p, q), r)).toEqual(addJubJub(p, addJubJub(q, r)));
        expect(addJubJub(p, q)).toEqual(addJubJub(q, p));
        expect(addJubJub(p, JUBJUB_IDENTITY)).toEqual(p);
        expect(subJubJub(addJubJub(p, q), q)).toEqual(p);
        expect(addJubJub(p, negateJubJub(p))).toEqual(JUBJUB_IDENTITY);
        expect(isOnJubJub(addJubJub(p, q))).toBe(true);
      }),
      few,
    );
  });

  test('01 §4.5 multiplication is linear and reduces modulo the order on the subgroup', () => {
    fc.assert(
      fc.property(scalarFl, scalarFl, curvePoint, (a, b, p) => {
        expect(addJubJub(mulJubJub(a, p), mulJubJub(b, p))).toEqual(mulJubJub(a + b, p));
        const subgroup = mulJubJub(8n, p);
        expect(isTorsionFreeJubJub(subgroup)).toBe(true);
        expect(mulJubJub(fl.mul(a, b), subgroup)).toEqual(mulJubJub(a, mulJubJub(b, subgroup)));
        expect(sumOfProductsJubJub([a, b], [p, subgroup])).toEqual(addJubJub(mulJubJub(a, p), mulJubJub(b, subgroup)));
      }),
      few,
    );
  });

  test('01 §4.3 encodings round-trip; the checked decoder takes exactly the subgroup', () => {
    fc.assert(
      fc.property(curvePoint, (p) => {
        expect(decodeJubJubRaw(encodeJubJub(p))).toEqual(p);
        if (!isTorsionFreeJubJub(p)) expect(() => decodeJubJub(encodeJubJub(p))).toThrowCode('CODEC_BAD_POINT');
        const q = mulJubJub(8n, p);
        expect(decodeJubJub(encodeJubJub(q))).toEqual(q);
      }),
      { numRuns: 20 },
    );
  });

  test('01 §4.4 archives: one point in many extended forms', () => {
    fc.assert(
      fc.property(scalarFl, element(fr.modulus - 1n), (k, z) => {
        const p = mulJubJub(k + 1n, JUBJUB_GENERATOR);
        expect(decodeJubJubAffineArchive(encodeJubJubAffineArchive(p))).toEqual(p);
        const Z = z + 1n;
        const scaled = { U: fr.mul(p.u, Z), V: fr.mul(p.v, Z), Z, T1: fr.mul(p.u, Z), T2: p.v };
        const archive = encodeJubJubExtendedArchive(scaled);
        expect(archive.length).toBe(160);
        expect(decodeJubJubExtendedArchive(archive)).toEqual(scaled);
        expect(affineOfExtended(scaled)).toEqual(p);
        const valid = k + 1n === fl.modulus ? null : p;
        expect(validAffineOfExtended(scaled)).toEqual(valid);
        expect(validAffineOfExtended({ ...scaled, T1: fr.add(scaled.T1, 1n) })).toBeNull();
        expect(validAffineOfExtended(extendJubJub(p))).toEqual(valid);
      }),
      few,
    );
    const zero = { U: 0n, V: 0n, Z: 0n, T1: 0n, T2: 0n };
    expect(affineOfExtended(zero)).toBeNull();
    expect(validAffineOfExtended(zero)).toBeNull();
    expect(() => decodeJubJubExtendedArchive(new Uint8Array(159))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decodeJubJubAffineArchive(new Uint8Array(65))).toThrowCode('CODEC_TRAILING');
  });

  test('01 §4.5 signed windows sum up to the scalar', () => {
    fc.assert(
      fc.property(scalarFl, fc.integer({ min: 2, max: 8 }), (scalar, width) => {
        const digits = wnafDigits(scalar, width);
        expect(digits.length).toBe(256);
        expect(digits.reduceRight((sum, digit) => 2n * sum + BigInt(digit), 0n)).toBe(scalar);
        const half = 2 ** (width - 1);
        expect(digits.every((d) => d === 0 || (d % 2 !== 0 && d >= -half && d < half))).toBe(true);
      }),
    );
    expect(() => wnafDigits(1n, 1)).toThrowCode('CRYPTO_BAD_ARGUMENT');
  });
});

describe('01 §6 laws of Poseidon', () => {
  test('01 §6.3 many outputs begin with their own tag; truncation keeps 250 bits', () => {
    fc.assert(
      fc.property(fc.array(scalarFr, { minLength: 1, maxLength: 9 }), (inputs) => {
        const digest = poseidonDigest('other', inputs);
        expect(poseidonDigestMany(inputs, 1)).toEqual([digest]);
        expect(poseidonTruncated(inputs)).toBe(digest % (1n << 250n));
        expect(poseidonTruncated(inputs) < fl.modulus).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test('01 §6.5 decryption undoes encryption', () => {
    fc.assert(
      fc.property(fc.array(scalarFr, { minLength: 1, maxLength: 9 }), scalarFl, scalarFr, (text, k, nonce) => {
        const shared = mulJubJub(k, JUBJUB_GENERATOR);
        const cipher = poseidonEncrypt(text, shared, nonce);
        expect(cipher.length).toBe(text.length + 1);
        expect(poseidonDecrypt(cipher, shared, nonce)).toEqual(text);
      }),
      { numRuns: 15 },
    );
  });
});

describe('01 §7 laws of the tree', () => {
  test('01 §7.3 every leaf opens against the root, whatever was removed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 6 }), (positions) => {
        const tree = new NoteTree();
        for (const position of positions) tree.insert(BigInt(position), BigInt(position) + 5n);
        const gone = positions.length > 2 ? positions[0] : undefined;
        if (gone !== undefined) tree.remove(BigInt(gone));
        for (const position of positions.filter((p) => p !== gone).slice(0, 2)) {
          const opening = tree.opening(BigInt(position));
          expect(opening.root).toBe(tree.root);
          expect(verifyOpening(opening, BigInt(position) + 5n)).toBe(true);
          expect(decode(merkleOpeningCodec, encode(merkleOpeningCodec, opening))).toEqual(opening);
        }
      }),
      few,
    );
  });
});
