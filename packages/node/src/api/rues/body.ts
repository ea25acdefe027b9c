import { fromHex } from '@eventide/base';
import { RefusedRequest } from '../errors.ts';
import type { RuesBody } from './exchange.ts';

/** Text that begins so may be bytes. Spec: 08 §2.6 */
const HEX_PREFIX = '0x';

/** The body as the reference takes it: bytes by content type or by `0x`, text otherwise. @throws RefusedRequest invalidEncoding */
export function readRuesBody(bytes: Uint8Array, binary: boolean): RuesBody {
  if (binary) return { bytes, text: decodeText(bytes) ?? '' };
  const text = decodeText(bytes);
  if (text === undefined) throw new RefusedRequest('invalidEncoding', 'Invalid utf8');
  const decoded = text.startsWith(HEX_PREFIX) ? decodeHex(text.slice(HEX_PREFIX.length)) : undefined;
  return decoded === undefined ? { bytes, text } : { bytes: decoded, text: decodeText(decoded) ?? '' };
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeHex(text: string): Uint8Array | undefined {
  try {
    return fromHex(text);
  } catch {
    return undefined;
  }
}
