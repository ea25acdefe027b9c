import { blake3 as nobleBlake3 } from '@noble/hashes/blake3.js';

/** BLAKE3-256. */
export function blake3(bytes: Uint8Array): Uint8Array {
  return nobleBlake3(bytes);
}
