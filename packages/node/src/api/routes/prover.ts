import { isEventideError } from '@eventide/base';
import { decode } from '@eventide/codec';
import type { Rules } from '@eventide/params';
import type { Prover } from '@eventide/prover/prover';
import { proverRequestCodec, txCircuitVecCodec } from '@eventide/tx';
import { RefusedRequest } from '../errors.ts';
import type { Gate } from '../gate.ts';
import { bytesAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

/** The first byte of a `sound-1` request; a `TxCircuitVec` begins with the number of inputs as u64. Spec: 14 §4 */
const SOUND_1 = 1;
const COUNT_BYTES = 8;

/** Makes proofs of shielded transactions for others, who thereby tell what they pay. Spec: 08 §3, 14 §4 */
export function proverRoutes(prover: Prover, set: Rules['circuitSet'], gate: Gate): RuesRoute[] {
  return [
    {
      component: 'prover',
      topic: 'prove',
      handle: async ({ body, signal }) => {
        const circuit = circuitOf(body.bytes, set);
        try {
          return bytesAnswer((await gate.run(() => prover.prove(circuit, body.bytes, { signal }))).proof);
        } catch (error) {
          if (isEventideError(error) && /^(PROVE|CODEC)_/.test(error.code)) {
            throw new RefusedRequest('prover', error.code, { cause: error });
          }
          throw error;
        } finally {
          // They tell what a payment is about.
          body.bytes.fill(0);
        }
      },
    },
  ];
}

/** The circuit by the number of inputs. @throws RefusedRequest */
function circuitOf(bytes: Uint8Array, set: Rules['circuitSet']): string {
  const classic = bytes.length >= COUNT_BYTES && bytes.subarray(1, COUNT_BYTES).every((byte) => byte === 0);
  if (set === 'sound-1' && (bytes[0] !== SOUND_1 || classic)) {
    throw new RefusedRequest('invalidInput', 'circuit set sound-1 expected');
  }
  try {
    const { inputs } = set === 'sound-1' ? decode(proverRequestCodec, bytes) : decode(txCircuitVecCodec, bytes);
    return `${set}/phoenix/${inputs.length}`;
  } catch (error) {
    if (!isEventideError(error)) throw error;
    throw new RefusedRequest('prover', error.code, { cause: error });
  }
}
