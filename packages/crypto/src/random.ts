import { CryptoError } from './errors.ts';

/** A source of random bytes. Time and randomness are arguments, so that a run can be replayed from a seed. */
export type RandomBytes = (length: number) => Uint8Array;

/** `length` bytes of `random`. @throws CryptoError CRYPTO_BAD_RANDOM if the source returns another number */
export function drawBytes(random: RandomBytes, length: number): Uint8Array {
  const bytes = random(length);
  if (bytes.length !== length) throw new CryptoError('CRYPTO_BAD_RANDOM', { expected: length, found: bytes.length });
  return bytes;
}

/** Random bytes of the platform (WebCrypto). */
export const systemRandom: RandomBytes = (length) => {
  const out = new Uint8Array(length);
  // The platform serves at most 65,536 bytes per call.
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(out.subarray(at, at + 65_536));
  return out;
};
