import { utf8 } from '@eventide/base';
import { hkdf } from '@noble/hashes/hkdf.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { CryptoError } from '../errors.ts';

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

/** What scrypt costs: N a power of two, memory 128·N·r bytes. */
export type ScryptCost = { readonly n: number; readonly r: number; readonly p: number };

/** Most memory a stored cost may ask for. */
const MAX_SCRYPT_BYTES = 512 * 1024 * 1024;

/**
 * The AES key of a password by scrypt, 32 bytes; gives way to other work every 10 ms. About a second and 128 MiB at N = 2^17, r = 8.
 * @throws CryptoError CRYPTO_BAD_ARGUMENT for a cost that is none or takes more than 512 MiB. Spec: 13 §5.5
 */
export async function scryptKey(password: string, salt: Uint8Array, { n, r, p }: ScryptCost): Promise<Uint8Array> {
  const whole = [n, r, p].every((value) => Number.isInteger(value) && value >= 1);
  if (!whole || n < 2 || (n & (n - 1)) !== 0 || p > 16 || 128 * n * r > MAX_SCRYPT_BYTES) {
    throw new CryptoError('CRYPTO_BAD_ARGUMENT', { argument: 'scrypt cost', n, r, p });
  }
  // The library counts the block memory and a little more.
  return scryptAsync(utf8(password.normalize('NFKC')), salt, { N: n, r, p, dkLen: 32, maxmem: 2 * MAX_SCRYPT_BYTES });
}
