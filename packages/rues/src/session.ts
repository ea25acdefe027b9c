import { fromHex, TextError, toHex } from '@eventide/base';

const SESSION_ID_BYTES = 16;

/** The text a session is known by, of 16 random bytes: the first message of the socket. Spec: 08 §2.2 */
export function formatSessionId(bytes: Uint8Array): string {
  if (bytes.length !== SESSION_ID_BYTES) {
    throw new TextError('TEXT_BAD_LENGTH', { expected: SESSION_ID_BYTES, found: bytes.length });
  }
  return toHex(bytes);
}

/** The canonical form of a session id in a header, undefined if it is none. Spec: 08 §2.3 */
export function parseSessionId(text: string | undefined): string | undefined {
  if (text === undefined || text.length !== 2 * SESSION_ID_BYTES) return undefined;
  try {
    return toHex(fromHex(text, SESSION_ID_BYTES));
  } catch {
    return undefined;
  }
}
