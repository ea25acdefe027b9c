import { concatBytes, equalBytes, fromHex, toHex } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import { sha256 } from '@eventide/crypto/hash';
import { PlonkError } from '../errors.ts';
import { decodeOpeningKey, encodeOpeningKey, OPENING_KEY_SIZE } from '../keys/verifierData.ts';
import { POWER_SIZE, type Srs } from './srs.ts';

/** SHA-256 of the parameters that public networks use, 2^17 + 7 powers in 6 292 032 bytes. Spec: 02 §3.3 */
export const CEREMONY_DIGEST: Uint8Array = fromHex('6161605616b62356cf09fa28252c672ef53b2c8489ad5f81d87af26e105f6059');

/** Size of that file. Spec: 02 §3.3 */
export const CEREMONY_BYTES = 6_292_032;

/** SHA-256 of the ceremony's 15th response, from which the parameters were cut. Spec: 02 §3.3 */
export const RESPONSE_DIGEST: Uint8Array = fromHex('52c9d47e5cddd585b9b0c2e5ade6f809046d516289302871766bdc463e7be214');

const RESPONSE_HASH_SIZE = 64;
const RESPONSE_POWERS = 2 ** 22 - 1;
const G2_SIZE = 96;

/** Opening key and compressed powers, no count. Spec: 02 §3.2 @throws PlonkError PLONK_SRS_WRONG for other powers than compressed ones */
export function encodeParameters({ openingKey, powers, format }: Srs): Uint8Array {
  if (format !== 'compressed') throw new PlonkError('PLONK_SRS_WRONG', { format });
  return concatBytes(encodeOpeningKey(openingKey), powers);
}

/**
 * Reads compressed parameters of any origin. Nothing is trusted: `compile` checks every point it loads.
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING
 * Spec: 02 §3.2
 */
export function decodeParameters(bytes: Uint8Array, name: string): Srs {
  const openingKey = decodeOpeningKey(bytes);
  const powers = bytes.slice(OPENING_KEY_SIZE);
  if (powers.length === 0) throw new CodecError('CODEC_TOO_SHORT', { need: 1, have: 0 });
  const left = powers.length % POWER_SIZE.compressed;
  if (left !== 0) throw new CodecError('CODEC_TRAILING', { bytes: left });
  return { name, insecure: false, openingKey, format: 'compressed', powers, trusted: false };
}

/**
 * The parameters of public networks from their file, pinned by its digest.
 * @throws PlonkError PLONK_SRS_WRONG for any other file
 * Spec: 02 §3.3
 */
export function importCeremony(bytes: Uint8Array): Srs {
  expectDigest(bytes, CEREMONY_DIGEST);
  return { ...decodeParameters(bytes, 'ceremony'), trusted: true };
}

/**
 * The same parameters, up to 2^21 powers, from the complete response of the ceremony (hash, powers in G1, powers in G2).
 * @throws PlonkError PLONK_SRS_WRONG for another file, PLONK_SRS_SHORT for more powers than it has
 * Spec: 02 §3.3
 */
export function importCeremonyResponse(bytes: Uint8Array, count: number): Srs {
  expectDigest(bytes, RESPONSE_DIGEST);
  if (count > RESPONSE_POWERS) throw new PlonkError('PLONK_SRS_SHORT', { need: count, have: RESPONSE_POWERS });
  return { ...cutResponse(bytes, count, RESPONSE_POWERS), trusted: true };
}

/** Cuts a response of `available` G1 powers, whatever its origin. */
export function cutResponse(bytes: Uint8Array, count: number, available: number): Srs {
  const size = POWER_SIZE.compressed;
  const second = RESPONSE_HASH_SIZE + size * available;
  if (bytes.length < second + 2 * G2_SIZE) {
    throw new CodecError('CODEC_TOO_SHORT', { need: second + 2 * G2_SIZE, have: bytes.length });
  }
  const openingKey = {
    g: bytes.slice(RESPONSE_HASH_SIZE, RESPONSE_HASH_SIZE + size),
    h: bytes.slice(second, second + G2_SIZE),
    xH: bytes.slice(second + G2_SIZE, second + 2 * G2_SIZE),
  };
  const powers = bytes.slice(RESPONSE_HASH_SIZE, RESPONSE_HASH_SIZE + size * count);
  return { name: 'ceremony', insecure: false, openingKey, format: 'compressed', powers, trusted: false };
}

function expectDigest(bytes: Uint8Array, expected: Uint8Array): void {
  const digest = sha256(bytes);
  if (!equalBytes(digest, expected)) {
    throw new PlonkError('PLONK_SRS_WRONG', { sha256: toHex(digest), expected: toHex(expected) });
  }
}
