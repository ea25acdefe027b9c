import { base58 as scureBase58, base64 as scureBase64 } from '@scure/base';
import { EventideError } from './errors.ts';

export type TextErrorCode =
  | 'TEXT_BAD_HEX'
  | 'TEXT_BAD_BASE58'
  | 'TEXT_BAD_BASE64'
  | 'TEXT_BAD_LENGTH'
  | 'TEXT_TOO_LONG';

/** A text form of bytes could not be read. */
export class TextError extends EventideError<TextErrorCode> {
  override readonly name = 'TextError';
}

const DIGITS = '0123456789abcdef';

/** Base58 costs quadratic time; keys and signatures need at most 132 characters. */
const MAX_BASE58_LENGTH = 512;

/**
 * Lower-case hex, as one flat string: a text put together piece by piece would stay in memory as all its pieces, a kilobyte for the
 * hash that is a key of a map.
 */
export function toHex(bytes: Uint8Array): string {
  // Node's own is several times as quick.
  if (typeof Buffer !== 'undefined') return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
  const characters = new Uint8Array(2 * bytes.length);
  bytes.forEach((byte, i) => {
    characters[2 * i] = DIGITS.charCodeAt(byte >> 4);
    characters[2 * i + 1] = DIGITS.charCodeAt(byte & 15);
  });
  return new TextDecoder().decode(characters);
}

/**
 * Bytes of hex, upper or lower case, no prefix. `length` bytes exactly when given.
 * @throws TextError TEXT_BAD_HEX, TEXT_BAD_LENGTH
 */
export function fromHex(text: string, length?: number): Uint8Array {
  if (text.length % 2 !== 0) throw new TextError('TEXT_BAD_HEX', { characters: text.length });
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) {
    const high = hexDigit(text.charCodeAt(2 * i));
    const low = hexDigit(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) throw new TextError('TEXT_BAD_HEX', { at: 2 * i });
    out[i] = high * 16 + low;
  }
  return checkLength(out, length);
}

/** Base58 with Bitcoin's alphabet, no checksum. Spec: 01 §12.3 */
export function toBase58(bytes: Uint8Array): string {
  return scureBase58.encode(bytes);
}

/** @throws TextError TEXT_BAD_BASE58, TEXT_BAD_LENGTH, TEXT_TOO_LONG. Spec: 01 §12.3 */
export function fromBase58(text: string, length?: number): Uint8Array {
  if (text.length > MAX_BASE58_LENGTH) throw new TextError('TEXT_TOO_LONG', { characters: text.length });
  let bytes: Uint8Array;
  try {
    bytes = scureBase58.decode(text);
  } catch {
    throw new TextError('TEXT_BAD_BASE58');
  }
  return checkLength(bytes, length);
}

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  return scureBase64.encode(bytes);
}

/** @throws TextError TEXT_BAD_BASE64, TEXT_BAD_LENGTH */
export function fromBase64(text: string, length?: number): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = scureBase64.decode(text);
  } catch {
    throw new TextError('TEXT_BAD_BASE64');
  }
  return checkLength(bytes, length);
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

function checkLength(bytes: Uint8Array, length: number | undefined): Uint8Array {
  if (length !== undefined && bytes.length !== length) {
    throw new TextError('TEXT_BAD_LENGTH', { expected: length, found: bytes.length });
  }
  return bytes;
}
