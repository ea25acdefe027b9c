import { fromBase58, fromHex, toBase58, toHex } from '@eventide/base';

/** What a text in the search field may be. */
export type SearchKind = 'height' | 'hash' | 'account' | 'address' | 'key' | 'bytes' | 'nothing';

const MIN_BYTES_HEX = 130;
const KEY_BYTES = 32;
const ADDRESS_BYTES = 64;
const ACCOUNT_BYTES = 96;

/**
 * Told apart by length and alphabet: 32 bytes in hex are a hash, in base58 a key; 64 bytes an address, of a receiver or of a note; 96
 * bytes an account. Spec: 13 §6
 */
export function searchKind(text: string): SearchKind {
  const query = text.trim().replace(/^0x/, '');
  if (/^[\d\s.,_']+$/.test(query) && query.replace(/\D/g, '').length <= 19) return 'height';
  if (/^[0-9a-fA-F]{64}$/.test(query)) return 'hash';
  if (/^[0-9a-fA-F]{128}$/.test(query)) return 'address';
  if (query.length >= MIN_BYTES_HEX && query.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(query)) return 'bytes';
  const size = bytesOf(searchKey(query)).length;
  if (size === ACCOUNT_BYTES) return 'account';
  if (size === ADDRESS_BYTES) return 'address';
  return size === KEY_BYTES ? 'key' : 'nothing';
}

/** The text without what surrounds a key in links. */
export function searchKey(text: string): string {
  return text
    .trim()
    .replace(/^0x/, '')
    .replace(/^dusk:/, '')
    .replace(/\?.*$/, '');
}

/** An address in base58, whatever it was typed in. */
export function addressText(text: string): string {
  const key = searchKey(text);
  return /^[0-9a-fA-F]{128}$/.test(key) ? toBase58(fromHex(key)) : key;
}

/** The note key in hex behind a stealth address, which ends with it, or behind a key of its own. */
export function noteKey(text: string): string {
  return toHex(bytesOf(addressText(text)).subarray(-KEY_BYTES));
}

/** Bytes behind a base58 text; none for text that is none. */
function bytesOf(text: string): Uint8Array {
  const isKey = text.length >= 40 && text.length <= 44;
  if (!isKey && (text.length < 80 || text.length > 140)) return new Uint8Array();
  try {
    return fromBase58(text);
  } catch {
    return new Uint8Array();
  }
}
