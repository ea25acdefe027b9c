import { type Address, parseHost } from './address.ts';
import { blake2s256 } from './digest.ts';

/** Bytes of a peer id. */
export const ID_BYTES = 16;
/** Bytes of a nonce. */
export const NONCE_BYTES = 4;
/** Trailing zero bits a nonce must give. */
export const MIN_DIFFICULTY = 8;
/** Trailing zero bits the reference gives its own nonces. */
export const OWN_DIFFICULTY = 20;
/** Heights of buckets: 0 … 127. */
export const HEIGHTS = 128;

/** Id of the peer that others see at this address: BLAKE2s(port ‖ ip), cut to 16 bytes. Spec: 07 §2 */
export function peerId(address: Address): Uint8Array {
  const octets = parseHost(address.host);
  const preimage = new Uint8Array(2 + octets.length);
  // Pitfall: the port is little-endian here.
  preimage[0] = address.port;
  preimage[1] = address.port >>> 8;
  preimage.set(octets, 2);
  return blake2s256(preimage).slice(0, ID_BYTES);
}

/** The smallest nonce whose proof of work has `difficulty` bits; about 2^difficulty hashes. Spec: 07 §2 */
export function findNonce(id: Uint8Array, difficulty = OWN_DIFFICULTY): Uint8Array {
  const preimage = new Uint8Array(ID_BYTES + NONCE_BYTES);
  preimage.set(id);
  const view = new DataView(preimage.buffer);
  for (let nonce = 0; ; nonce++) {
    view.setUint32(ID_BYTES, nonce, true);
    if (trailingZeroBits(blake2s256(preimage)) >= difficulty) return preimage.slice(ID_BYTES);
  }
}

/** True if id ‖ nonce (20 bytes) carries the least proof of work. Spec: 07 §2 */
export function hasProofOfWork(idAndNonce: Uint8Array, difficulty = MIN_DIFFICULTY): boolean {
  return trailingZeroBits(blake2s256(idAndNonce)) >= difficulty;
}

/** Height of the highest differing bit, 0 … 127; -1 if equal. Pitfall: byte 15 is the most significant. Spec: 07 §2 */
export function distance(a: Uint8Array, b: Uint8Array): number {
  for (let i = ID_BYTES - 1; i >= 0; i--) {
    const difference = (a[i] as number) ^ (b[i] as number);
    if (difference !== 0) return 8 * i + 31 - Math.clz32(difference);
  }
  return -1;
}

/** The id that differs from `id` in the bit of this height alone. Spec: 07 §2 */
export function idAtDistance(id: Uint8Array, height: number): Uint8Array {
  const out = id.slice();
  out[height >>> 3]! ^= 1 << (height & 7);
  return out;
}

/** Zero bits from the least significant bit of the last byte upwards. Pitfall: byte 31 comes first. */
function trailingZeroBits(digest: Uint8Array): number {
  let bits = 0;
  for (let i = digest.length - 1; i >= 0; i--, bits += 8) {
    const byte = digest[i] as number;
    if (byte !== 0) return bits + 31 - Math.clz32(byte & -byte);
  }
  return bits;
}
