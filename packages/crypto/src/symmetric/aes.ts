import { cbc, gcm } from '@noble/ciphers/aes.js';
import { CryptoError } from '../errors.ts';

/** Bytes AES-256-GCM appends. */
export const GCM_TAG_SIZE = 16;
/** Bytes of the nonce; it must never repeat under one key. */
export const GCM_NONCE_SIZE = 12;

/** AES-256-GCM without associated data: ciphertext, then the tag. Spec: 01 §11.1 */
export function aesGcmEncrypt(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
  checkSizes(key, nonce, GCM_NONCE_SIZE);
  return gcm(key, nonce).encrypt(plaintext);
}

/** @throws CryptoError CRYPTO_DECRYPT if the tag does not match. Spec: 01 §11.1 */
export function aesGcmDecrypt(key: Uint8Array, nonce: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  checkSizes(key, nonce, GCM_NONCE_SIZE);
  if (ciphertext.length < GCM_TAG_SIZE) throw new CryptoError('CRYPTO_DECRYPT');
  try {
    return gcm(key, nonce).decrypt(ciphertext);
  } catch {
    throw new CryptoError('CRYPTO_DECRYPT');
  }
}

/** AES-256-CBC with PKCS#7, for files of old versions. Nothing authenticates them. Spec: 01 §11.1 @throws CryptoError CRYPTO_DECRYPT */
export function aesCbcDecrypt(key: Uint8Array, iv: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  checkSizes(key, iv, 16);
  try {
    return cbc(key, iv).decrypt(ciphertext);
  } catch {
    throw new CryptoError('CRYPTO_DECRYPT');
  }
}

function checkSizes(key: Uint8Array, nonce: Uint8Array, nonceSize: number): void {
  if (key.length !== 32 || nonce.length !== nonceSize) {
    throw new CryptoError('CRYPTO_BAD_ARGUMENT', { keyBytes: key.length, nonceBytes: nonce.length });
  }
}
