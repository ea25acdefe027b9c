import { concatBytes, fromHex, toHex, utf8 } from '@eventide/base';
import { encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { cbc } from '@noble/ciphers/aes.js';
import { describe, expect, test } from 'vitest';
import { blsPublicKey, blsPublicKeyCodec, blsSecretKeyCodec } from '../bls/keys.ts';
import { fr } from '../fields/fr.ts';
import { blake3, sha256 } from '../hash.ts';
import { stdRngFromU64 } from '../rng/stdRng.ts';
import { passwordKey } from '../symmetric/kdf.ts';
import { decodeKeyPair, encodePublicKeyFile, openKeyFile, parseKeyFile, sealKeyFile } from './keyFile.ts';
import { openWalletFile, parseWalletFile, sealWalletFile } from './walletFile.ts';
import { openMnemonic, sealMnemonic } from './webWallet.ts';

type Vectors = {
  password: string;
  consensus_keys_new: { file_json: object; aes_key: string; plaintext_utf8: string };
  consensus_keys_old: { file_hex: string; aes_key: string; plaintext_utf8: string };
  consensus_keys_old_seed64: { file_hex: string; cpk_hex: string; secret_key_le: string };
  wallet_dat_v0_0_1: { file_hex: string; aes_key: string; seed: string; count: number };
  wallet_dat_v0_0_2: { file_hex: string; aes_key: string; seed: string; count: number; length: number };
};
const vectors = loadVectors<Vectors>('crypto/keyfiles');
const { password } = vectors;
const random = () => stdRngFromU64(5n).randomBytes;

describe('01 §11.3 consensus key files', () => {
  const { consensus_keys_new: newer, consensus_keys_old: older, consensus_keys_old_seed64: seed64 } = vectors;
  const newFile = utf8(JSON.stringify(newer.file_json));

  test('01 §11.3 new form', () => {
    const keys = openKeyFile(newFile, password);
    expect(keys.form).toBe('new');
    expect(keys).toEqual({ ...decodeKeyPair(utf8(newer.plaintext_utf8)), form: 'new' });
    expect(toHex(passwordKey(password, parseKeyFile(newFile).salt))).toBe(newer.aes_key);
  });

  test('01 §11.3 old form', () => {
    const keys = openKeyFile(fromHex(older.file_hex), password);
    expect(keys).toEqual({ ...decodeKeyPair(utf8(older.plaintext_utf8)), form: 'old' });
    expect(toHex(sha256(utf8(password)))).toBe(older.aes_key);
  });

  test('01 §11.3 old form with its companion', () => {
    const keys = openKeyFile(fromHex(seed64.file_hex), password);
    expect(toHex(encode(blsSecretKeyCodec, keys.secretKey))).toBe(seed64.secret_key_le);
    expect(toHex(encodePublicKeyFile(keys.publicKey))).toBe(seed64.cpk_hex);
  });

  test('01 §11.3 sealed files open', () => {
    const file = sealKeyFile(99n, 'pässword', random());
    expect(openKeyFile(file, 'pässword')).toEqual({ secretKey: 99n, publicKey: blsPublicKey(99n), form: 'new' });
    const json = JSON.parse(new TextDecoder().decode(file));
    expect(Object.keys(json)).toEqual(['salt', 'iv', 'key_pair']);
    expect(json.key_pair.every((byte: unknown) => typeof byte === 'number')).toBe(true);
  });

  test('01 §11.3 refuses wrong passwords and altered files', () => {
    expect(() => openKeyFile(newFile, 'Password')).toThrowCode('CRYPTO_DECRYPT');
    expect(() => openKeyFile(fromHex(older.file_hex), 'Password')).toThrow();
    const altered = new TextDecoder().decode(newFile).replace(/"key_pair":\[\d+/u, '"key_pair":[255');
    expect(() => openKeyFile(utf8(altered), password)).toThrowCode('CRYPTO_DECRYPT');
  });

  test('01 §11.3 refuses other sizes and contents', () => {
    const bad = (file: Uint8Array) => expect(() => openKeyFile(file, password)).toThrowCode('CRYPTO_BAD_FILE');
    bad(new Uint8Array(0));
    bad(new Uint8Array(16));
    bad(new Uint8Array(33));
    bad(new Uint8Array(16_385));
    bad(utf8('{"salt":"AAAA","iv":"AAAA","key_pair":[1]}'));
  });

  test('01 §11.3 the stored public key must be the secret’s', () => {
    const pair = JSON.parse(newer.plaintext_utf8);
    const foreign = Buffer.from(encode(blsPublicKeyCodec, blsPublicKey(3n))).toString('base64');
    const broken = [
      { ...pair, public_key_bls: foreign },
      { ...pair, secret_key_bls: Buffer.alloc(32, 0xff).toString('base64') },
      { ...pair, secret_key_bls: 'AAAA' },
      { ...pair, public_key_bls: undefined },
      { secret_key_bls: 5 },
      [],
      null,
    ];
    for (const value of broken) {
      expect(() => decodeKeyPair(utf8(JSON.stringify(value)))).toThrowCode('CRYPTO_BAD_FILE');
    }
    expect(() => decodeKeyPair(Uint8Array.of(0xff))).toThrowCode('CRYPTO_BAD_FILE');
  });
});

describe('01 §11.4 wallet files', () => {
  const { wallet_dat_v0_0_1: first, wallet_dat_v0_0_2: second } = vectors;
  const seed = fromHex(second.seed);
  const cbcFile = (key: Uint8Array, plaintext: Uint8Array) => {
    const iv = new Uint8Array(16).fill(7);
    return concatBytes(iv, cbc(key, iv).encrypt(plaintext));
  };

  test('01 §11.4 version 0.0.1', () => {
    const opened = openWalletFile(fromHex(first.file_hex), password);
    expect({ seed: toHex(opened.seed), count: opened.profileCount }).toEqual({ seed: first.seed, count: first.count });
    expect(toHex(sha256(utf8(password)))).toBe(first.aes_key);
    expect(parseWalletFile(fromHex(first.file_hex)).form).toBe('beforeV2');
  });

  test('01 §11.4 version 0.0.2', () => {
    const file = fromHex(second.file_hex);
    expect(file.length).toBe(second.length);
    expect(openWalletFile(file, password)).toEqual({ seed, profileCount: second.count });
    expect(toHex(passwordKey(password, parseWalletFile(file).salt))).toBe(second.aes_key);
  });

  test('01 §11.4 sealed files have the vector’s header and open', () => {
    const file = sealWalletFile({ seed, profileCount: 2 }, password, random());
    expect(toHex(file.subarray(0, 12))).toBe(second.file_hex.slice(0, 24));
    expect(file.length).toBe(137);
    expect(openWalletFile(file, password)).toEqual({ seed, profileCount: 2 });
    expect(() => openWalletFile(file, 'other')).toThrowCode('CRYPTO_DECRYPT');
    expect(() => openWalletFile(file.with(100, (file[100] as number) ^ 1), password)).toThrowCode('CRYPTO_DECRYPT');
  });

  test('01 §11.4 forms of the first wallet', () => {
    const key = blake3(utf8(password));
    for (const version of [
      [1, 0],
      [2, 0],
    ]) {
      const file = concatBytes(Uint8Array.of(0x15, 0x0c, 0x1d, ...version), cbcFile(key, seed));
      expect(openWalletFile(file, password)).toEqual({ seed, profileCount: 1 });
    }
    expect(openWalletFile(cbcFile(key, seed), password)).toEqual({ seed, profileCount: 1 });
    const prefixed = concatBytes(Uint8Array.of(9, 0, 0), cbcFile(key, seed));
    expect(openWalletFile(prefixed, password)).toEqual({ seed, profileCount: 1 });
    expect(() => openWalletFile(cbcFile(key, seed.subarray(1)), password)).toThrowCode('CRYPTO_DECRYPT');
  });

  test('01 §11.4 refuses sizes, types, reserved fields and versions', () => {
    const file = fromHex(second.file_hex);
    const old = concatBytes(Uint8Array.of(0x15, 0x0c, 0x1d, 3, 0), new Uint8Array(96));
    const bad = [
      new Uint8Array(0),
      new Uint8Array(11),
      new Uint8Array(5000),
      file.subarray(0, 136),
      concatBytes(file, new Uint8Array(1)),
      file.with(4, 1),
      file.with(5, 1),
      file.with(6, 1),
      file.with(7, 1),
      fromHex(first.file_hex).subarray(0, 107),
      old,
    ];
    for (const bytes of bad) expect(() => openWalletFile(bytes, password)).toThrowCode('CRYPTO_BAD_FILE');
  });

  test('01 §11.4 refuses to seal other seeds and counts', () => {
    expect(() => sealWalletFile({ seed: seed.subarray(1), profileCount: 1 }, 'x', random())).toThrowCode(
      'CRYPTO_BAD_ARGUMENT',
    );
    expect(() => sealWalletFile({ seed, profileCount: 256 }, 'x', random())).toThrowCode('CRYPTO_BAD_ARGUMENT');
  });
});

describe('01 §11.5 web wallet', () => {
  test('01 §11.5 seals the mnemonic, opens with the password only', () => {
    const sealed = sealMnemonic('zoo zoo zoo', password, random());
    expect(openMnemonic(sealed, password)).toBe('zoo zoo zoo');
    expect(() => openMnemonic(sealed, 'other')).toThrowCode('CRYPTO_DECRYPT');
    expect(() => openMnemonic({ ...sealed, iv: new Uint8Array(11) }, password)).toThrowCode('CRYPTO_BAD_FILE');
    expect(() => openMnemonic({ ...sealed, data: new Uint8Array(2000) }, password)).toThrowCode('CRYPTO_BAD_FILE');
    expect(() => openMnemonic({ ...sealed, data: new Uint8Array(3) }, password)).toThrowCode('CRYPTO_DECRYPT');
  });
});

describe('01 §16 secrets stay out of errors', () => {
  test('01 §16 no error names password, seed or key', () => {
    const secret = fr.modulus - 5n;
    const file = sealKeyFile(secret, 'hunter2', random());
    const wallet = sealWalletFile({ seed: new Uint8Array(64).fill(0xab), profileCount: 1 }, 'hunter2', random());
    for (const open of [() => openKeyFile(file, 'hunter3'), () => openWalletFile(wallet, 'hunter3')]) {
      expect(open).toThrowCode('CRYPTO_DECRYPT');
      expect(open).not.toThrow(/hunter|abab/u);
    }
    expect(() => fr.encode(fr.modulus)).not.toThrow(/524358/u);
  });
});
