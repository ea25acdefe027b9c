import { hash } from 'node:crypto';

/**
 * BLAKE2s-256, unkeyed. The machine's own implementation: ids, ray ids and the proof of work are hashed per datagram, and it
 * is an order of magnitude faster than one in JavaScript. Spec: 07 §2
 */
export function blake2s256(bytes: Uint8Array): Uint8Array {
  // Not a Buffer: its `slice` would alias.
  return new Uint8Array(hash('blake2s256', bytes, 'buffer'));
}
