import { fromBase58, fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { fl } from '../fields/fl.ts';
import { fr } from '../fields/fr.ts';
import { JUBJUB_GENERATOR, JUBJUB_IDENTITY } from '../jubjub/constants.ts';
import { decodeJubJubRaw, encodeJubJub } from '../jubjub/encoding.ts';
import { addJubJub, mulJubJub } from '../jubjub/point.ts';
import type { RandomBytes } from '../random.ts';
import { stdRngFromU64 } from '../rng/stdRng.ts';
import {
  schnorrPublicKeyDouble,
  schnorrPublicKeyDoubleCodec,
  schnorrSignatureDoubleCodec,
  schnorrSignDouble,
  schnorrVerifyDouble,
} from './double.ts';
import { multisigCombine, multisigCommitment, multisigNonces, multisigSession, multisigShare } from './multisig.ts';
import {
  schnorrChallenge,
  schnorrPublicKey,
  schnorrPublicKeyCodec,
  schnorrSign,
  schnorrSignatureCodec,
  schnorrVerify,
} from './single.ts';
import {
  schnorrPublicKeyVarGen,
  schnorrPublicKeyVarGenCodec,
  schnorrSecretKeyVarGenCodec,
  schnorrSignVarGen,
  schnorrVerifyVarGen,
} from './varGen.ts';

type Single = {
  sk_le: string;
  pk: string;
  message_le: string;
  nonce_le: string;
  challenge_le: string;
  signature: string;
  b58: Record<string, string>;
};
type Vectors = {
  single: Single;
  double: Omit<Single, 'pk'> & { pk_double: string };
  var_gen: Omit<Single, 'sk_le'> & { sk: string };
  multisig: {
    sks_le: string[];
    message_le: string;
    nonces_le: [string, string][];
    a_le: string;
    c_le: string;
    shares_le: string[];
    aggregate_pk: string;
    signature: string;
  };
};
const vectors = loadVectors<Vectors>('crypto/schnorr');
const scalar = (hex: string): bigint => fl.decode(fromHex(hex));
const hex = (value: bigint): string => toHex(fl.encode(value));
const { single, double, var_gen: varGen, multisig } = vectors;
const invalid = { ok: false, reason: 'SCHNORR_INVALID_SIGNATURE' };
const badPoint = { ok: false, reason: 'SCHNORR_INVALID_POINT' };

/** A source whose next 64-byte draw reduces to this scalar. */
const yields =
  (leHex: string): RandomBytes =>
  (length) => {
    const bytes = new Uint8Array(length);
    bytes.set(fromHex(leHex));
    return bytes;
  };
const torsion = { u: 0n, v: fr.modulus - 1n };

describe('01 §10.1 Schnorr', () => {
  const message = fr.decode(fromHex(single.message_le));

  test('01 §10.1 single', () => {
    const sk = scalar(single.sk_le);
    const pk = schnorrPublicKey(sk);
    const signature = schnorrSign(sk, message, yields(single.nonce_le));
    expect(toHex(encode(schnorrPublicKeyCodec, pk))).toBe(single.pk);
    expect(toHex(encode(schnorrSignatureCodec, signature))).toBe(single.signature);
    expect(hex(schnorrChallenge(signature.R, pk, message))).toBe(single.challenge_le);
    expect(decode(schnorrSignatureCodec, fromHex(single.signature))).toEqual(signature);
    expect(schnorrVerify(pk, signature, message)).toEqual({ ok: true });
    expect(schnorrVerify(pk, signature, fr.add(message, 1n))).toEqual(invalid);
    expect(schnorrVerify(pk, { ...signature, u: fl.add(signature.u, 1n) }, message)).toEqual(invalid);
    expect(schnorrVerify(mulJubJub(2n, pk), signature, message)).toEqual(invalid);
    for (const key of [JUBJUB_IDENTITY, torsion, addJubJub(pk, torsion)]) {
      expect(schnorrVerify(key, signature, message)).toEqual(badPoint);
      expect(schnorrVerify(pk, { ...signature, R: key }, message)).toEqual(badPoint);
    }
  });

  test('01 §10.1 draw order of the published vector: secret key, message, nonce', () => {
    const rng = stdRngFromU64(2321n).randomBytes;
    expect(hex(fl.random(rng))).toBe(single.sk_le);
    expect(fr.random(rng)).toBe(message);
    expect(hex(fl.random(rng))).toBe(single.nonce_le);
  });

  test('01 §10.1 texts are base58 of the bytes', () => {
    expect(toHex(fromBase58(single.b58.pk as string))).toBe(single.pk);
    expect(toHex(fromBase58(single.b58.sk as string))).toBe(single.sk_le);
    expect(toHex(fromBase58(single.b58.signature as string))).toBe(single.signature);
  });

  test('01 §16 item 7: a public key decodes raw, a signature checked', () => {
    const bytes = encodeJubJub(addJubJub(decodeJubJubRaw(fromHex(single.pk)), torsion));
    expect(() => decode(schnorrPublicKeyCodec, bytes)).not.toThrow();
    const signature = fromHex(single.signature);
    signature.set(bytes, 32);
    expect(() => decode(schnorrSignatureCodec, signature)).toThrowCode('CODEC_BAD_POINT');
    expect(() => decode(schnorrSignatureCodec, signature.subarray(0, 63))).toThrowCode('CODEC_TOO_SHORT');
    const large = fromHex(single.signature);
    large.fill(0xff, 0, 32);
    expect(() => decode(schnorrSignatureCodec, large)).toThrowCode('CODEC_NOT_CANONICAL');
  });

  test('01 §10.1 double', () => {
    const sk = scalar(double.sk_le);
    const key = schnorrPublicKeyDouble(sk);
    const m = fr.decode(fromHex(double.message_le));
    const signature = schnorrSignDouble(sk, m, yields(double.nonce_le));
    expect(toHex(encode(schnorrPublicKeyDoubleCodec, key))).toBe(double.pk_double);
    expect(toHex(encode(schnorrSignatureDoubleCodec, signature))).toBe(double.signature);
    expect(decode(schnorrSignatureDoubleCodec, fromHex(double.signature))).toEqual(signature);
    expect(decode(schnorrPublicKeyDoubleCodec, fromHex(double.pk_double))).toEqual(key);
    expect(schnorrVerifyDouble(key, signature, m)).toEqual({ ok: true });
    expect(schnorrVerifyDouble(key, signature, fr.add(m, 1n))).toEqual(invalid);
    expect(schnorrVerifyDouble({ ...key, pkPrime: key.pk }, signature, m)).toEqual(invalid);
    expect(schnorrVerifyDouble({ ...key, pkPrime: torsion }, signature, m)).toEqual(badPoint);
    expect(schnorrVerifyDouble(key, { ...signature, RPrime: JUBJUB_IDENTITY }, m)).toEqual(badPoint);
    expect(schnorrVerifyDouble(key, { ...signature, RPrime: signature.R }, m)).toEqual(invalid);
  });

  test('01 §10.1 variable generator', () => {
    const secret = decode(schnorrSecretKeyVarGenCodec, fromHex(varGen.sk));
    const key = schnorrPublicKeyVarGen(secret);
    const m = fr.decode(fromHex(varGen.message_le));
    const signature = schnorrSignVarGen(secret, m, yields(varGen.nonce_le));
    expect(toHex(encode(schnorrSecretKeyVarGenCodec, secret))).toBe(varGen.sk);
    expect(toHex(encode(schnorrPublicKeyVarGenCodec, key))).toBe(varGen.pk);
    expect(decode(schnorrPublicKeyVarGenCodec, fromHex(varGen.pk))).toEqual(key);
    expect(toHex(encode(schnorrSignatureCodec, signature))).toBe(varGen.signature);
    expect(hex(schnorrChallenge(signature.R, key.pk, m))).toBe(varGen.challenge_le);
    expect(schnorrVerifyVarGen(key, signature, m)).toEqual({ ok: true });
    expect(schnorrVerifyVarGen(key, signature, fr.add(m, 1n))).toEqual(invalid);
    expect(schnorrVerifyVarGen({ ...key, generator: JUBJUB_GENERATOR }, signature, m)).toEqual(invalid);
    expect(schnorrVerifyVarGen({ ...key, generator: JUBJUB_IDENTITY }, signature, m)).toEqual(badPoint);
  });
});

describe('01 §10.2 Schnorr multisig', () => {
  const secrets = multisig.sks_le.map(scalar);
  const keys = secrets.map(schnorrPublicKey);
  const nonces = multisig.nonces_le.map(([r, s]) => ({ r: scalar(r), s: scalar(s) }));
  const message = fr.decode(fromHex(multisig.message_le));

  test('01 §10.2 two signers', () => {
    const session = multisigSession(keys, nonces.map(multisigCommitment), message);
    const shares = secrets.map((sk, i) => multisigShare(session, sk, nonces[i] as never));
    const signature = multisigCombine(session, shares);
    expect(hex(session.a)).toBe(multisig.a_le);
    expect(hex(session.challenge)).toBe(multisig.c_le);
    expect(shares.map(hex)).toEqual(multisig.shares_le);
    expect(toHex(encodeJubJub(session.publicKey))).toBe(multisig.aggregate_pk);
    expect(toHex(encode(schnorrSignatureCodec, signature))).toBe(multisig.signature);
    expect(schnorrVerify(session.publicKey, signature, message)).toEqual({ ok: true });
    expect(schnorrVerify(session.publicKey, multisigCombine(session, shares.slice(1)), message)).toEqual(invalid);
  });

  test('01 §10.2 refuses repeated commitments and unequal lists', () => {
    const [first, second] = nonces.map(multisigCommitment) as [never, never];
    expect(() => multisigSession(keys, [first, first], message)).toThrowCode('CRYPTO_REPEATED_NONCE');
    const halfRepeated = { ...(second as object), S: (first as { S: unknown }).S } as never;
    expect(() => multisigSession(keys, [first, halfRepeated], message)).toThrowCode('CRYPTO_REPEATED_NONCE');
    expect(() => multisigSession(keys, [first], message)).toThrowCode('CRYPTO_BAD_ARGUMENT');
    expect(() => multisigSession([], [], message)).toThrowCode('CRYPTO_NO_KEYS');
  });

  test('01 §10.2 nonces draw r, then s', () => {
    const rng = stdRngFromU64(1n).randomBytes;
    const again = stdRngFromU64(1n).randomBytes;
    expect(multisigNonces(rng)).toEqual({ r: fl.random(again), s: fl.random(again) });
  });
});
