import { fromHex, toHex } from '@eventide/base';
import { Writer } from '@eventide/codec';
import { blobHash } from '@eventide/tx';
import { RefusedRequest } from '../errors.ts';
import type { NodeDoor } from '../nodeDoor.ts';
import { bytesAnswer, jsonAnswer, type RuesAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

const HASH_BYTES = 32;

/** Contents of blobs, while they are kept. Spec: 08 §3 */
export function blobRoutes(door: Pick<NodeDoor, 'blob'>): RuesRoute[] {
  const answer = async (hash: Uint8Array, json: boolean): Promise<RuesAnswer> => {
    const found = await door.blob(hash);
    if (found === undefined) {
      throw new RefusedRequest('notFound', `Blob with versioned hash ${toHex(hash)} not found`);
    }
    const { commitment, proof, data } = found;
    if (json) return jsonAnswer({ commitment: toHex(commitment), proof: toHex(proof), data: toHex(data) });
    const w = new Writer();
    for (const part of [commitment, proof, data]) w.bytes(part);
    return bytesAnswer(w.finish());
  };
  return [
    {
      component: 'blobs',
      topic: 'commitment',
      entity: true,
      handle: ({ uri, json }) => answer(blobHash(hexOf(uri.entity ?? '', 'commitment not hex')), json),
    },
    {
      component: 'blobs',
      topic: 'hash',
      entity: true,
      handle: ({ uri, json }) => {
        const hash = hexOf(uri.entity ?? '', 'hash not hex');
        if (hash.length !== HASH_BYTES) throw new RefusedRequest('invalidInput', 'hash length');
        return answer(hash, json);
      },
    },
  ];
}

function hexOf(text: string, refusal: string): Uint8Array {
  try {
    return fromHex(text);
  } catch (error) {
    throw new RefusedRequest('invalidInput', refusal, { cause: error });
  }
}
