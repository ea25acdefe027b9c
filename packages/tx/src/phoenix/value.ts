import { bytesToIntLe, concatBytes, intToBytesLe, isEventideError, type Lux, utf8 } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type Fl, fl } from '@eventide/crypto/fields/fl';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { encodeJubJub } from '@eventide/crypto/jubjub/encoding';
import { sumOfProductsJubJub } from '@eventide/crypto/jubjub/point';
import { type StealthAddress, stealthAddressCodec } from '@eventide/crypto/keys/phoenix';
import { aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE } from '@eventide/crypto/symmetric/aes';
import { hkdfSha256 } from '@eventide/crypto/symmetric/kdf';
import { VALUE_ENC_SIZE } from './note.ts';

/** What opens a commitment. The blinder of a transparent note is 0. Spec: 03 §3.2 */
export type NoteValue = { readonly value: Lux; readonly blinder: Fl };

const KEY_INFO = utf8('Phoenix-Dusk');
const VALUE_SIZE = 8;

/** value·G + blinder·G'. Spec: 03 §3.2 */
export function commitValue({ value, blinder }: NoteValue): JubJubPoint {
  return sumOfProductsJubJub([value, blinder], [JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS]);
}

/** The value field of a transparent note: the value, then zeros. Spec: 03 §3.2 */
export function plainValue(value: Lux): Uint8Array {
  return concatBytes(intToBytesLe(value, VALUE_SIZE), new Uint8Array(VALUE_ENC_SIZE - VALUE_SIZE));
}

/** The value of a transparent note. Spec: 03 §3.2 */
export function readPlainValue(valueEnc: Uint8Array): Lux {
  return bytesToIntLe(valueEnc.subarray(0, VALUE_SIZE));
}

/**
 * The value field of an obfuscated note: `nonce ‖ AES-256-GCM(value ‖ blinder)`, 68 bytes. `shared` is r·A = a·R.
 * Spec: 03 §3.2
 */
export function encryptValue(
  shared: JubJubPoint,
  address: StealthAddress,
  { value, blinder }: NoteValue,
  nonce: Uint8Array,
): Uint8Array {
  const plain = concatBytes(intToBytesLe(value, VALUE_SIZE), fl.encode(blinder));
  return concatBytes(nonce, aesGcmEncrypt(valueKey(shared, address), nonce, plain));
}

/** Value and blinder, or null if the field was not encrypted under this shared point. Spec: 03 §3.2 */
export function decryptValue(shared: JubJubPoint, address: StealthAddress, valueEnc: Uint8Array): NoteValue | null {
  const nonce = valueEnc.subarray(0, GCM_NONCE_SIZE);
  try {
    const plain = aesGcmDecrypt(valueKey(shared, address), nonce, valueEnc.subarray(GCM_NONCE_SIZE));
    return { value: bytesToIntLe(plain.subarray(0, VALUE_SIZE)), blinder: fl.decode(plain.subarray(VALUE_SIZE)) };
  } catch (error) {
    // A wrong tag or an unreduced blinder says that the field is not for this key, or corrupt.
    if (isEventideError(error, 'CRYPTO_DECRYPT') || isEventideError(error, 'CODEC_NOT_CANONICAL')) return null;
    throw error;
  }
}

function valueKey(shared: JubJubPoint, address: StealthAddress): Uint8Array {
  return hkdfSha256(encodeJubJub(shared), encode(stealthAddressCodec, address), KEY_INFO, 32);
}
