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
import { fr } from './fields/fr.ts';
import { JUBJUB_GENERATOR, type JubJubPoint } from './jubjub/constants.ts';
import { equalJubJub, mulJubJub } from './jubjub/point.ts';
import { randomCurvePoint } from './jubjub/random.ts';
import { noteSecretKey, ownsAddress, phoenixPublicKey, phoenixViewKey, stealthAddress } from './keys/phoenix.ts';
import { stdRngFromU64 } from './rng/stdRng.ts';
import { schnorrPublicKeyDouble, schnorrSignDouble, schnorrVerifyDouble } from './schnorr/double.ts';
import { schnorrPublicKey, schnorrSign, schnorrVerify } from './schnorr/single.ts';

const element = (modulus: bigint) => fc.bigInt({ min: 0n, max: modulus - 1n });
const scalarFr = element(fr.modulus);
const scalarFl = element(fl.modulus);
const message = fc.uint8Array({ maxLength: 80 });
const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
/** Any point of the full curve, torsion included. */
const _curvePoint = u64.map((seed): JubJubPoint => randomCurvePoint(stdRngFromU64(seed)));
const few = { numRuns: 6 };

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
