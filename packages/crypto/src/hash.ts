import { keccak256 as kernelKeccak256, sha3_256 as kernelSha3 } from '@eventide/kernels/sha3';
import { blake2b } from '@noble/hashes/blake2.js';
import { blake3 as nobleBlake3 } from '@noble/hashes/blake3.js';
import { sha256 as nobleSha256, sha512 as nobleSha512 } from '@noble/hashes/sha2.js';

/** BLAKE2b with a 32-byte digest; no prefix of `blake2b512`, the length enters the parameter block. Spec: 01 §13 */
export function blake2b256(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 32 });
}

/** BLAKE2b with a 64-byte digest, no key, no personalization. Spec: 01 §13 */
export function blake2b512(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: 64 });
}

/** BLAKE3, 32 bytes. Spec: 01 §13 */
export function blake3(bytes: Uint8Array): Uint8Array {
  return nobleBlake3(bytes);
}

/** SHA-256. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

/** SHA-512. */
export function sha512(bytes: Uint8Array): Uint8Array {
  return nobleSha512(bytes);
}

/** SHA3-256 (FIPS 202): header hashes, fault ids, sortition, transaction digests. Spec: 01 §13 */
export function sha3_256(bytes: Uint8Array): Uint8Array {
  return kernelSha3(bytes);
}

/** Keccak-256 with the padding before FIPS 202; only the host query of that name uses it. Spec: 01 §13 */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return kernelKeccak256(bytes);
}
