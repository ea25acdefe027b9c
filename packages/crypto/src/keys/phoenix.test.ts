import { concatBytes, fromHex, intToBytesLe, toBase58, toHex, utf8 } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { elgamalCipherCodec, elgamalDecrypt, elgamalEncrypt } from '../elgamal/elgamal.ts';
import { fl } from '../fields/fl.ts';
import { fr } from '../fields/fr.ts';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS } from '../jubjub/constants.ts';
import { encodeJubJub } from '../jubjub/encoding.ts';
import { dhke, mulJubJub, sumOfProductsJubJub } from '../jubjub/point.ts';
import { poseidonDigest } from '../poseidon/hash.ts';
import { stdRngFromU64 } from '../rng/stdRng.ts';
import { aesGcmDecrypt, aesGcmEncrypt } from '../symmetric/aes.ts';
import { hkdfSha256 } from '../symmetric/kdf.ts';
import {
  formatAddress,
  noteSecretKey,
  ownsAddress,
  parseAddress,
  phoenixPublicKey,
  phoenixPublicKeyCodec,
  phoenixSecretKeyCodec,
  phoenixViewKey,
  randomPhoenixSecretKey,
  stealthAddress,
  stealthAddressCodec,
  viewKeyCodec,
} from './phoenix.ts';

type Note = {
  type: number;
  value: number;
  value_blinder_le: string;
  sender_blinder_le: string[];
  sender_pk: string;
  receiver_sk: string;
  receiver_pk: string;
  r_le: string;
  stealth_address: string;
  value_commitment: string;
  shared_secret: string;
  hkdf_key: string;
  aes_nonce: string;
  plaintext: string;
  value_enc: string;
  sender: string[];
  note_bytes: string;
  note_sk_le: string;
  hash_pos0_le: string;
  hash_posmax_le: string;
  nullifier_pos0_le: string;
};
type Vectors = { keys_seed_0xc0b: { sk: string; pk: string; vk: string; pk_b58: string }; note: Note; length: number };
const { keys_seed_0xc0b: keys, note, length } = loadVectors<Vectors>('crypto/phoenix');

describe('01 §10.4 Phoenix keys', () => {
  const secret = decode(phoenixSecretKeyCodec, fromHex(note.receiver_sk));
  const publicKey = phoenixPublicKey(secret);
  const address = stealthAddress(publicKey, fl.decode(fromHex(note.r_le)));

  test('01 §10.4 keys of seed 0xc0b', () => {
    const drawn = randomPhoenixSecretKey(stdRngFromU64(0xc0bn).randomBytes);
    expect(toHex(encode(phoenixSecretKeyCodec, drawn))).toBe(keys.sk);
    expect(toHex(encode(phoenixPublicKeyCodec, phoenixPublicKey(drawn)))).toBe(keys.pk);
    expect(toHex(encode(viewKeyCodec, phoenixViewKey(drawn)))).toBe(keys.vk);
    expect(decode(viewKeyCodec, fromHex(keys.vk))).toEqual(phoenixViewKey(drawn));
    expect(formatAddress(phoenixPublicKey(drawn))).toBe(keys.pk_b58);
    expect(parseAddress(keys.pk_b58)).toEqual(phoenixPublicKey(drawn));
  });

  test('03 §2 stealth address, note key and ownership', () => {
    expect(toHex(encode(phoenixPublicKeyCodec, publicKey))).toBe(note.receiver_pk);
    expect(toHex(encode(stealthAddressCodec, address))).toBe(note.stealth_address);
    expect(decode(stealthAddressCodec, fromHex(note.stealth_address))).toEqual(address);
    const noteSecret = noteSecretKey(secret, address);
    expect(toHex(fl.encode(noteSecret))).toBe(note.note_sk_le);
    expect(mulJubJub(noteSecret, JUBJUB_GENERATOR)).toEqual(address.notePk);
    expect(ownsAddress(phoenixViewKey(secret), address)).toBe(true);
    const stranger = decode(viewKeyCodec, fromHex(keys.vk));
    expect(ownsAddress(stranger, address)).toBe(false);
    expect(ownsAddress(phoenixViewKey(secret), { ...address, notePk: address.R })).toBe(false);
  });

  test('01 §11.2 the value of the published note, from primitives', () => {
    const shared = dhke(fl.decode(fromHex(note.r_le)), publicKey.A);
    expect(shared).toEqual(dhke(secret.a, address.R));
    expect(toHex(encodeJubJub(shared))).toBe(note.shared_secret);
    const key = hkdfSha256(encodeJubJub(shared), encode(stealthAddressCodec, address), utf8('Phoenix-Dusk'), 32);
    expect(toHex(key)).toBe(note.hkdf_key);
    const plaintext = concatBytes(intToBytesLe(BigInt(note.value), 8), fromHex(note.value_blinder_le));
    expect(toHex(plaintext)).toBe(note.plaintext);
    const nonce = fromHex(note.aes_nonce);
    const sealed = aesGcmEncrypt(key, nonce, plaintext);
    expect(note.aes_nonce + toHex(sealed)).toBe(note.value_enc);
    expect(toHex(aesGcmDecrypt(key, nonce, sealed))).toBe(note.plaintext);
    expect(() => aesGcmDecrypt(key.with(0, (key[0] as number) ^ 1), nonce, sealed)).toThrowCode('CRYPTO_DECRYPT');
  });

  test('01 §10.4 commitment, hash, nullifier and sender of the published note', () => {
    const blinder = fl.decode(fromHex(note.value_blinder_le));
    const commitment = sumOfProductsJubJub([BigInt(note.value), blinder], [JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS]);
    expect(toHex(encodeJubJub(commitment))).toBe(note.value_commitment);
    const hashAt = (position: bigint): string => {
      const { u, v } = address.notePk;
      const inputs = [BigInt(note.type), commitment.u, commitment.v, u, v, position];
      return toHex(fr.encode(poseidonDigest('other', inputs)));
    };
    expect(hashAt(0n)).toBe(note.hash_pos0_le);
    expect(hashAt((1n << 64n) - 1n)).toBe(note.hash_posmax_le);
    const spent = mulJubJub(fl.decode(fromHex(note.note_sk_le)), JUBJUB_GENERATOR_NUMS);
    expect(toHex(fr.encode(poseidonDigest('other', [spent.u, spent.v, 0n])))).toBe(note.nullifier_pos0_le);

    const sender = decode(phoenixPublicKeyCodec, fromHex(note.sender_pk));
    const ciphers = [sender.A, sender.B].map((point, i) =>
      elgamalEncrypt(address.notePk, point, fl.decode(fromHex(note.sender_blinder_le[i] as string))),
    );
    expect(ciphers.map((cipher) => toHex(encode(elgamalCipherCodec, cipher))).join('')).toBe(note.sender.join(''));
    expect(elgamalDecrypt(noteSecretKey(secret, address), ciphers[0] as never)).toEqual(sender.A);
    const bytes = [
      '01',
      note.value_commitment,
      note.stealth_address,
      'ff'.repeat(8),
      note.value_enc,
      '00',
      ...note.sender,
    ].join('');
    expect(note.note_bytes.length).toBe(2 * length);
    expect([bytes, bytes.replace('ff'.repeat(8), '00'.repeat(8))]).toContain(note.note_bytes);
  });

  test('01 §12.3 addresses: refuses other lengths, torsion and accounts', () => {
    const bytes = fromHex(keys.pk);
    expect(() => parseAddress(toBase58(bytes.subarray(0, 63)))).toThrowCode('TEXT_BAD_LENGTH');
    expect(() => parseAddress(toBase58(new Uint8Array(96)))).toThrowCode('TEXT_BAD_LENGTH');
    expect(() => parseAddress('O0Il')).toThrowCode('TEXT_BAD_BASE58');
    bytes.set(fromHex('0b'.padEnd(64, '0')), 32);
    expect(() => parseAddress(toBase58(bytes))).toThrowCode('CODEC_BAD_POINT');
  });

  test('01 §10.4 codecs refuse short input and scalars that are not reduced', () => {
    for (const codec of [phoenixSecretKeyCodec, phoenixPublicKeyCodec, viewKeyCodec, stealthAddressCodec]) {
      expect(() => decode(codec as never, fromHex(keys.pk).subarray(0, 63))).toThrow();
    }
    expect(() => decode(phoenixSecretKeyCodec, new Uint8Array(64).fill(0xff))).toThrowCode('CODEC_NOT_CANONICAL');
    expect(() => decode(viewKeyCodec, fromHex(keys.vk).fill(0xff, 32))).toThrowCode('CODEC_NOT_CANONICAL');
  });
});
