import { utf8 } from '@eventide/base';
import { hkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Rounds the reference's files are made with. Spec: 01 §11.1 */
export const PBKDF2_ROUNDS = 10_000;

/** HKDF-SHA256. Spec: 01 §11.1 */
export function hkdfSha256(keyMaterial: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return hkdf(sha256, keyMaterial, salt, info, length);
}

/** The AES key of a password: PBKDF2-HMAC-SHA256, 10,000 rounds, 32 bytes. Takes some 10 ms. Spec: 01 §11.1 */
export function passwordKey(password: string, salt: Uint8Array): Uint8Array {
  return pbkdf2(sha256, utf8(password), salt, { c: PBKDF2_ROUNDS, dkLen: 32 });
}
