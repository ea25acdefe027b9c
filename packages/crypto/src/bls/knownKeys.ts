import { createLru, toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { type BlsPublicKey, blsPublicKeyCodec } from './keys.ts';

/** Keys kept: several times the provisioners of a large network. */
const KEYS_KEPT = 4_096;

const known = createLru<string, BlsPublicKey>({ maxEntries: KEYS_KEPT });

/**
 * The public key of 96 compressed bytes, as `blsPublicKeyCodec` reads it, remembered: the keys of a network's provisioners
 * come in every block. Cost: the square root and subgroup check of a point of G2, the first time.
 * @throws CodecError CODEC_BAD_TAG, CODEC_BAD_POINT, CODEC_TOO_SHORT, CODEC_TRAILING. Spec: 01 §9
 */
export function knownBlsPublicKey(bytes: Uint8Array): BlsPublicKey {
  const id = toHex(bytes);
  const cached = known.get(id);
  if (cached !== undefined) return cached;
  const key = decode(blsPublicKeyCodec, bytes);
  known.set(id, key);
  return key;
}
