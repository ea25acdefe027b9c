import { equalBytes, equalSecret, fromBase64, toBase64, utf8 } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import {
  BLS_PUBLIC_KEY_SIZE,
  BLS_SECRET_KEY_SIZE,
  type BlsPublicKey,
  type BlsSecretKey,
  blsPublicKey,
  blsPublicKeyCodec,
  blsSecretKeyCodec,
} from '../bls/keys.ts';
import { CryptoError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import { drawBytes, type RandomBytes } from '../random.ts';
import { aesCbcDecrypt, aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE } from '../symmetric/aes.ts';
import { passwordKey } from '../symmetric/kdf.ts';

/** The keys of a provisioner. The public key is recomputed, never taken from the file. Spec: 01 §11.3 */
export type ConsensusKeys = { readonly secretKey: BlsSecretKey; readonly publicKey: BlsPublicKey };

/** What a file held, and whether it is of the old form, so that the caller can rewrite it. */
export type OpenedKeyFile = ConsensusKeys & { readonly form: 'new' | 'old' };

/** The parts of a key file before decryption; only the new form has a salt. Spec: 01 §11.3 */
export type SealedKeyFile = {
  readonly form: 'new' | 'old';
  readonly salt: Uint8Array;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
};

const SALT_SIZE = 32;
const CBC_IV_SIZE = 16;
const MAX_FILE_SIZE = 16_384;
/** How every writer of the new form begins: what starts so and does not parse was damaged, and is no random iv of the old form. */
const NEW_FORM_START = utf8('{"salt":');

/** The bytes of a `.keys` file in the new form. Spec: 01 §11.3 */
export function sealKeyFile(secretKey: BlsSecretKey, password: string, random: RandomBytes): Uint8Array {
  const salt = drawBytes(random, SALT_SIZE);
  const iv = drawBytes(random, GCM_NONCE_SIZE);
  const keyPair = aesGcmEncrypt(passwordKey(password, salt), iv, encodeKeyPair(secretKey));
  return utf8(JSON.stringify({ salt: toBase64(salt), iv: toBase64(iv), key_pair: Array.from(keyPair) }));
}

/**
 * The keys of a `.keys` file of either form. Spec: 01 §11.3
 * @throws CryptoError CRYPTO_BAD_FILE (size, form, content), CRYPTO_DECRYPT (password or altered file)
 */
export function openKeyFile(file: Uint8Array, password: string): OpenedKeyFile {
  const { form, salt, iv, ciphertext } = parseKeyFile(file);
  if (form === 'new') return { ...decodeKeyPair(aesGcmDecrypt(passwordKey(password, salt), iv, ciphertext)), form };
  const plaintext = aesCbcDecrypt(sha256(utf8(password)), iv, ciphertext);
  // This form has no tag: one wrong password of 256 ends in proper padding, and shows only here.
  if (parseJson(plaintext) === null) throw new CryptoError('CRYPTO_DECRYPT');
  return { ...decodeKeyPair(plaintext), form };
}

/** The parts of a file; what is not the new form is the old one. Spec: 01 §11.3 @throws CryptoError CRYPTO_BAD_FILE */
export function parseKeyFile(file: Uint8Array): SealedKeyFile {
  if (file.length > MAX_FILE_SIZE) throw badFile('size');
  const sealed = parseNewForm(file);
  if (sealed !== null) return sealed;
  if (equalBytes(file.subarray(0, NEW_FORM_START.length), NEW_FORM_START)) throw badFile('JSON');
  const ciphertext = file.slice(CBC_IV_SIZE);
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) throw badFile('size');
  return { form: 'old', salt: new Uint8Array(0), iv: file.slice(0, CBC_IV_SIZE), ciphertext };
}

/** The 96 bytes of the companion `.cpk` file. Spec: 01 §11.3 */
export function encodePublicKeyFile(publicKey: BlsPublicKey): Uint8Array {
  return encode(blsPublicKeyCodec, publicKey);
}

function parseNewForm(file: Uint8Array): SealedKeyFile | null {
  const json = parseJson(file);
  if (json === null || typeof json.salt !== 'string' || typeof json.iv !== 'string') return null;
  if (!Array.isArray(json.key_pair) || !json.key_pair.every(isByte)) return null;
  const salt = readBase64(json.salt);
  const iv = readBase64(json.iv);
  if (salt?.length !== SALT_SIZE || iv?.length !== GCM_NONCE_SIZE) throw badFile('salt or iv');
  return { form: 'new', salt, iv, ciphertext: Uint8Array.from(json.key_pair) };
}

/** The JSON inside a file, in the clear. Spec: 01 §11.3 */
export function encodeKeyPair(secretKey: BlsSecretKey): Uint8Array {
  return utf8(
    JSON.stringify({
      secret_key_bls: toBase64(encode(blsSecretKeyCodec, secretKey)),
      public_key_bls: toBase64(encode(blsPublicKeyCodec, blsPublicKey(secretKey))),
    }),
  );
}

/** The keys of the decrypted JSON; the stored public key must be the secret's. @throws CryptoError CRYPTO_BAD_FILE */
export function decodeKeyPair(plaintext: Uint8Array): ConsensusKeys {
  const json = parseJson(plaintext);
  const secret = readBase64(json?.secret_key_bls);
  const stored = readBase64(json?.public_key_bls);
  if (secret?.length !== BLS_SECRET_KEY_SIZE || stored?.length !== BLS_PUBLIC_KEY_SIZE) throw badFile('key pair');
  let secretKey: BlsSecretKey;
  try {
    secretKey = decode(blsSecretKeyCodec, secret);
  } catch {
    throw badFile('secret key');
  }
  const publicKey = blsPublicKey(secretKey);
  if (!equalSecret(encode(blsPublicKeyCodec, publicKey), stored)) throw badFile('public key');
  return { secretKey, publicKey };
}

function parseJson(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function readBase64(text: unknown): Uint8Array | null {
  if (typeof text !== 'string') return null;
  try {
    return fromBase64(text);
  } catch {
    return null;
  }
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function badFile(rule: string): CryptoError {
  return new CryptoError('CRYPTO_BAD_FILE', { file: 'keys', rule });
}
