import { fromBase58 } from '@eventide/base';
import { knownBlsPublicKey } from '@eventide/crypto/bls/knownKeys';
import { RefusedRequest } from '../errors.ts';
import type { NodeDoor } from '../nodeDoor.ts';
import { jsonAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

/** Balance and nonces of a public account. Spec: 08 §3 */
export function accountRoutes({ state, mempool }: NodeDoor): RuesRoute[] {
  return [
    {
      component: 'account',
      topic: 'status',
      entity: true,
      handle: async ({ uri }) => {
        const key = accountOf(uri.entity ?? '');
        const { nonce, balance } = await state.account(key);
        return jsonAnswer({ balance, nonce, next_nonce: mempool.nextNonce(key, nonce) });
      },
    },
  ];
}

/** The 96 bytes of a key that is on its curve. @throws RefusedRequest. Spec: 08 §13 item 11 */
function accountOf(text: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = fromBase58(text);
  } catch (error) {
    throw new RefusedRequest('invalidInput', 'Invalid bs58 account', { cause: error });
  }
  try {
    // Wallets ask for the same account again and again.
    knownBlsPublicKey(bytes);
  } catch (error) {
    throw new RefusedRequest('invalidInput', 'Invalid bls account', { cause: error });
  }
  return bytes;
}
