import { fromBase64, toBase64, utf8 } from '@eventide/base';

const CURSOR = /^v1:(-?[0-9]{1,19})$/;

/** The place after an event, as clients hand it back. Spec: 08 §5.1 */
export function encodeCursor(id: bigint): string {
  return toBase64(utf8(`v1:${id}`));
}

/** The id in a cursor; undefined for anything else. Spec: 08 §5.1 */
export function decodeCursor(cursor: string): bigint | undefined {
  try {
    const found = CURSOR.exec(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64(cursor)));
    return found === null ? undefined : BigInt(found[1] as string);
  } catch {
    return undefined;
  }
}
