import { fromBase58 } from '@eventide/base';

/** What a text in the search field may be. */
export type SearchKind = 'height' | 'hash' | 'account' | 'address' | 'bytes' | 'nothing';

const MIN_BYTES_HEX = 130;

/** Told apart by length and alphabet. Spec: 13 §6 */
export function searchKind(text: string): SearchKind {
  const query = text.trim().replace(/^0x/, '');
  if (/^[\d\s.,_']+$/.test(query) && query.replace(/\D/g, '').length <= 19) return 'height';
  if (/^[0-9a-fA-F]{64}$/.test(query)) return 'hash';
  if (query.length >= MIN_BYTES_HEX && query.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(query)) return 'bytes';
  const key = query.replace(/^dusk:/, '').replace(/\?.*$/, '');
  const size = sizeOf(key);
  if (size === 96) return 'account';
  return size === 64 ? 'address' : 'nothing';
}

/** Bytes behind a base58 text; -1 for text that is none. */
function sizeOf(text: string): number {
  if (text.length < 80 || text.length > 140) return -1;
  try {
    return fromBase58(text).length;
  } catch {
    return -1;
  }
}
