import { isEventideError } from '@eventide/base';
import type { NodeDoor, Submission } from '@eventide/node';
import { RefusedRequest } from '@eventide/node/api/errors';
import { decodeKnownTx } from '@eventide/tx';
import { mempoolBehind } from './mempoolBehind.ts';

/**
 * A door of a fork whose pages come when they are read. An origin that is gone is told to who asks for what is not here; what a
 * transaction needs is fetched before it waits for a block, so that it ends none.
 * Spec: 13 §3.2
 */
export function withFetchedFirst(door: NodeDoor): NodeDoor {
  const { mempool, state } = door;
  const fetched = async (bytes: Uint8Array, then: () => Promise<Submission>): Promise<Submission> => {
    try {
      await state.simulate(decodeKnownTx(bytes, { strict: false }));
    } catch (error) {
      // What else is wrong with it is for others to tell.
      if (!isEventideError(error)) throw error;
      if (isMissing(error)) return { ok: false, kind: 'refused', code: error.code, text: error.message };
    }
    return then();
  };
  return {
    ...door,
    mempool: mempoolBehind(mempool, fetched),
    state: {
      query: told(state.query),
      async *feed(...asked) {
        try {
          yield* state.feed(...asked);
        } catch (error) {
          throw refusal(error);
        }
      },
      account: told(state.account),
      provisioners: told(state.provisioners),
      owner: told(state.owner),
      simulate: told(state.simulate),
      trace: told(state.trace),
      statePage: told(state.statePage),
      stateContracts: told(state.stateContracts),
      contractCode: told(state.contractCode),
    },
  };
}

function told<Asked extends readonly unknown[], T>(
  read: (...asked: Asked) => Promise<T>,
): (...asked: Asked) => Promise<T> {
  return async (...asked) => {
    try {
      return await read(...asked);
    } catch (error) {
      throw refusal(error);
    }
  };
}

function refusal(error: unknown): unknown {
  return isMissing(error) ? new RefusedRequest('vm', error.message, { cause: error }) : error;
}

function isMissing(error: unknown): error is Error & { readonly code: string } {
  return isEventideError(error) && error.code.startsWith('DEVNET_FORK_');
}
