import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { fl } from '../fields/fl.ts';
import { JUBJUB_GENERATOR } from '../jubjub/constants.ts';
import { decodeJubJub, encodeJubJub } from '../jubjub/encoding.ts';
import { mapToJubJub, unmapFromJubJub } from '../jubjub/hashToPoint.ts';
import { mulJubJub } from '../jubjub/point.ts';
import { elgamalCipherCodec, elgamalDecrypt, elgamalDecryptShared, elgamalEncrypt } from './elgamal.ts';

type Case = { sk_le: string; pk: string; plaintext: string; r_le: string; c1: string; c2: string; shared_key: string };
const { cases } = loadVectors<{ cases: Case[] }>('crypto/elgamal');

describe('01 §10.3 ElGamal', () => {
  test.each(cases)('01 §10.3 encrypts and decrypts $plaintext', (vector) => {
    const sk = fl.decode(fromHex(vector.sk_le));
    const pk = mulJubJub(sk, JUBJUB_GENERATOR);
    const plaintext = decodeJubJub(fromHex(vector.plaintext));
    const r = fl.decode(fromHex(vector.r_le));
    const cipher = elgamalEncrypt(pk, plaintext, r);
    expect(toHex(encodeJubJub(pk))).toBe(vector.pk);
    expect(toHex(encode(elgamalCipherCodec, cipher))).toBe(vector.c1 + vector.c2);
    expect(decode(elgamalCipherCodec, fromHex(vector.c1 + vector.c2))).toEqual(cipher);
    expect(elgamalDecrypt(sk, cipher)).toEqual(plaintext);
    const shared = mulJubJub(r, pk);
    expect(toHex(encodeJubJub(shared))).toBe(vector.shared_key);
    expect(elgamalDecryptShared(shared, cipher)).toEqual(plaintext);
    expect(elgamalDecrypt(fl.add(sk, 1n), cipher)).not.toEqual(plaintext);
  });

  test('01 §10.3 integers through the map, other generators', () => {
    const generator = mulJubJub(9n, JUBJUB_GENERATOR);
    const cipher = elgamalEncrypt(mulJubJub(5n, generator), mapToJubJub(77n), 123n, generator);
    expect(unmapFromJubJub(elgamalDecrypt(5n, cipher))).toBe(77n);
  });

  test('01 §10.3 refuses points outside the subgroup and short input', () => {
    const bytes = new Uint8Array(64);
    bytes[0] = 0x0b;
    bytes[32] = 0x12;
    expect(() => decode(elgamalCipherCodec, bytes)).toThrowCode('CODEC_BAD_POINT');
    expect(() => decode(elgamalCipherCodec, bytes.subarray(0, 63))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decode(elgamalCipherCodec, new Uint8Array(31))).toThrowCode('CODEC_TOO_SHORT');
  });
});
