import { concatBytes, intToBytesLe } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { CryptoError } from '../errors.ts';
import { fr } from '../fields/fr.ts';
import { blake2b256 } from '../hash.ts';
import { JUBJUB_IDENTITY, type JubJubPoint } from './constants.ts';
import { decodeJubJub } from './encoding.ts';
import { equalJubJub } from './point.ts';

/** One try succeeds with a chance of 1/16; so many tries fail with a chance below 2^-380. */
const MAX_TRIES = 4096n;
const U64 = 1n << 64n;

/** The first subgroup point among BLAKE2b-256(`bytes` ‖ counter). Takes about 16 tries; not constant time. Spec: 01 §4.5 */
export function hashToJubJub(bytes: Uint8Array): JubJubPoint {
  return firstPoint((counter) => blake2b256(concatBytes(bytes, intToBytesLe(counter, 8))));
}

/** The point of an integer: the first subgroup point with v = `message` + k·2^64 and even u. Spec: 01 §4.5 */
export function mapToJubJub(message: bigint): JubJubPoint {
  if (message < 0n || message >= U64) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { argument: 'message' });
  return firstPoint((counter) => fr.encode(fr.reduce(message + counter * U64)));
}

/** The integer that `mapToJubJub` hid in the point: the first 8 bytes of its encoding. Spec: 01 §4.5 */
export function unmapFromJubJub(point: JubJubPoint): bigint {
  return point.v % U64;
}

function firstPoint(candidate: (counter: bigint) => Uint8Array): JubJubPoint {
  for (let counter = 0n; counter < MAX_TRIES; counter++) {
    const point = tryDecode(candidate(counter));
    if (point !== null && !equalJubJub(point, JUBJUB_IDENTITY)) return point;
  }
  throw new CryptoError('CRYPTO_BAD_ARGUMENT', { rule: 'no point found' });
}

function tryDecode(bytes: Uint8Array): JubJubPoint | null {
  try {
    return decodeJubJub(bytes);
  } catch (error) {
    if (error instanceof CodecError) return null;
    throw error;
  }
}
