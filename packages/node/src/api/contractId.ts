import { fromHex } from '@eventide/base';
import { RefusedRequest } from './errors.ts';

const ID_BYTES = 32;

/** The 32 bytes of a contract id in hex. @throws RefusedRequest invalidInput with this text. Spec: 08 §3 */
export function contractIdOf(text: string, refusal: string): Uint8Array {
  try {
    return fromHex(text, ID_BYTES);
  } catch (error) {
    throw new RefusedRequest('invalidInput', refusal, { cause: error });
  }
}
