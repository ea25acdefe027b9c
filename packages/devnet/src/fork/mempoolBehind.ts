import type { NodeDoor, Submission } from '@eventide/node';

/** Looks at the bytes of a transaction before the mempool does, and goes on with `then` or refuses. */
export type Guard = (bytes: Uint8Array, then: () => Promise<Submission>) => Promise<Submission>;

/** A mempool whose senders pass a guard first; all else of it is as it was. */
export function mempoolBehind(mempool: NodeDoor['mempool'], guard: Guard): NodeDoor['mempool'] {
  return {
    get size() {
      return mempool.size;
    },
    get: (id) => mempool.get(id),
    byPrice: () => mempool.byPrice(),
    nextNonce: (account, nonce) => mempool.nextNonce(account, nonce),
    preverify: (bytes) => guard(bytes, () => mempool.preverify(bytes)),
    submit: (bytes) => guard(bytes, () => mempool.submit(bytes)),
  };
}
