import { decode, encode } from '@eventide/codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blsPublicKey } from './bls/keys.ts';
import { blsAggregateSignatures, blsSignMultisig, blsVerifyMultisig } from './bls/multisig.ts';
import { blsSign, blsVerify } from './bls/sign.ts';
import { decodeG1, decodeG2, encodeG1, encodeG2 } from './bls12-381/encoding.ts';
import { addG1, isPairingProductOne, mulG1, mulG2, negateG1 } from './bls12-381/group.ts';
import { G1_GENERATOR, G2_GENERATOR } from './bls12-381/points.ts';
import {
  decodeG1Archive,
  decodeG1Raw,
  decodeG2Archive,
  decodeG2Raw,
  encodeG1Archive,
  encodeG1Raw,
  encodeG2Archive,
  encodeG2Raw,
} from './bls12-381/raw.ts';
import { elgamalDecrypt, elgamalEncrypt } from './elgamal/elgamal.ts';
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
  equalJubJub,
  isOnJubJub,
  isTorsionFreeJubJub,
  mulJubJub,
  negateJubJub,
  subJubJub,
  sumOfProductsJubJub,
} from './jubjub/point.ts';
import { randomCurvePoint } from './jubjub/random.ts';
import { wnafDigits } from './jubjub/wnaf.ts';
import { noteSecretKey, ownsAddress, phoenixPublicKey, phoenixViewKey, stealthAddress } from './keys/phoenix.ts';
import { NoteTree } from './merkle/noteTree.ts';
import { merkleOpeningCodec, verifyOpening } from './merkle/opening.ts';
import { poseidonDecrypt, poseidonEncrypt } from './poseidon/encrypt.ts';
import { poseidonDigest, poseidonDigestMany, poseidonTruncated } from './poseidon/hash.ts';
import { stdRngFromU64 } from './rng/stdRng.ts';
import { schnorrPublicKeyDouble, schnorrSignDouble, schnorrVerifyDouble } from './schnorr/double.ts';
import { schnorrPublicKey, schnorrSign, schnorrVerify } from './schnorr/single.ts';

const element = (modulus: bigint) => fc.bigInt({ min: 0n, max: modulus - 1n });
const scalarFr = element(fr.modulus);
const scalarFl = element(fl.modulus);
const message = fc.uint8Array({ maxLength: 80 });
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

describe('01 §8, §9 laws of BLS12-381', () => {
  test('01 §8 encodings round-trip in every form', () => {
    fc.assert(
      fc.property(scalarFr, (k) => {
        const [p, q] = [mulG1(k, G1_GENERATOR), mulG2(k, G2_GENERATOR)];
        expect(decodeG1(encodeG1(p))).toEqual(p);
        expect(decodeG2(encodeG2(q))).toEqual(q);
        expect(decodeG1Raw(encodeG1Raw(p))).toEqual(p);
        expect(decodeG2Raw(encodeG2Raw(q))).toEqual(q);
        expect(decodeG1Archive(encodeG1Archive(p))).toEqual(p);
        expect(decodeG2Archive(encodeG2Archive(q))).toEqual(q);
      }),
      few,
    );
  });

  test('01 §8 the pairing is bilinear', () => {
    fc.assert(
      fc.property(scalarFr, scalarFr, (a, b) => {
        const left = { g1: mulG1(a, G1_GENERATOR), g2: mulG2(b, G2_GENERATOR) };
        const right = { g1: negateG1(mulG1(fr.mul(a, b), G1_GENERATOR)), g2: G2_GENERATOR };
        expect(isPairingProductOne([left, right])).toBe(true);
        expect(isPairingProductOne([left, { ...right, g1: addG1(right.g1, G1_GENERATOR) }])).toBe(false);
      }),
      few,
    );
  });

  test('01 §9 signatures of any secret verify, alone and jointly, and nothing else does', () => {
    const secret = element(fr.modulus - 1n).map((k) => k + 1n);
    fc.assert(
      fc.property(secret, secret, message, message, fc.constantFrom('V1', 'V2'), (sk, other, m, n, version) => {
        const key = blsPublicKey(sk);
        const signature = blsSign(version, sk, m);
        expect(blsVerify(version, key, signature, m).ok).toBe(true);
        expect(blsVerify(version, key, signature, Uint8Array.of(...n, 0x55, ...m)).ok).toBe(false);
        const keys = [key, blsPublicKey(other)];
        const joint = blsAggregateSignatures(
          [sk, other].map((k, i) => blsSignMultisig(version, k, keys[i] as never, m)),
        );
        expect(blsVerifyMultisig(version, keys, joint, m).ok).toBe(true);
        expect(blsVerifyMultisig(version, [key], joint, m).ok).toBe(false);
      }),
      { numRuns: 4 },
    );
  });
});

describe('01 §10 laws of JubJub schemes', () => {
  test('01 §10.1 signatures verify under their message and key only', () => {
    fc.assert(
      fc.property(element(fl.modulus - 1n), scalarFr, u64, (k, m, seed) => {
        const random = stdRngFromU64(seed).randomBytes;
        const sk = k + 1n;
        const signature = schnorrSign(sk, m, random);
        expect(schnorrVerify(schnorrPublicKey(sk), signature, m).ok).toBe(true);
        expect(schnorrVerify(schnorrPublicKey(sk), signature, fr.add(m, 1n)).ok).toBe(false);
        const double = schnorrSignDouble(sk, m, random);
        expect(schnorrVerifyDouble(schnorrPublicKeyDouble(sk), double, m).ok).toBe(true);
        expect(schnorrVerifyDouble(schnorrPublicKeyDouble(fl.add(sk, 1n)), double, m).ok).toBe(false);
      }),
      few,
    );
  });

  test('01 §10.3 ElGamal decrypts what it encrypts', () => {
    fc.assert(
      fc.property(scalarFl, scalarFl, scalarFl, (sk, r, m) => {
        const plaintext = mulJubJub(m, JUBJUB_GENERATOR);
        const cipher = elgamalEncrypt(mulJubJub(sk, JUBJUB_GENERATOR), plaintext, r);
        expect(equalJubJub(elgamalDecrypt(sk, cipher), plaintext)).toBe(true);
      }),
      few,
    );
  });

  test('03 §2 who owns an address can spend it, nobody else owns it', () => {
    fc.assert(
      fc.property(scalarFl, scalarFl, scalarFl, (a, b, r) => {
        const secret = { a, b };
        const address = stealthAddress(phoenixPublicKey(secret), r);
        expect(ownsAddress(phoenixViewKey(secret), address)).toBe(true);
        expect(mulJubJub(noteSecretKey(secret, address), JUBJUB_GENERATOR)).toEqual(address.notePk);
        expect(ownsAddress(phoenixViewKey({ a, b: fl.add(b, 1n) }), address)).toBe(false);
      }),
      few,
    );
  });
});
