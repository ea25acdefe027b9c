import type { NodeDoor, NodeEvent } from '@eventide/node';

/** A door that stays while the node behind it is changed. */
export type SwitchDoor = {
  readonly door: NodeDoor;
  /** Listeners hear the new node from now on. */
  switchTo(door: NodeDoor): void;
  /** Tells listeners what no node told. */
  emit(event: NodeEvent): void;
};

/** What API and clients hold; a reverted network is another node behind the same door. */
export function createSwitchDoor(first: NodeDoor): SwitchDoor {
  let current = first;
  const listeners = new Set<(event: NodeEvent) => void>();
  const emit = (event: NodeEvent): void => {
    for (const listener of listeners) listener(event);
  };
  let stop = current.subscribe(emit);
  const door: NodeDoor = {
    identity: first.identity,
    ledger: {
      tip: () => current.ledger.tip(),
      lastFinal: () => current.ledger.lastFinal(),
      at: (height) => current.ledger.at(height),
      byHash: (hash) => current.ledger.byHash(hash),
      spent: (id) => current.ledger.spent(id),
    },
    mempool: {
      get size() {
        return current.mempool.size;
      },
      get: (id) => current.mempool.get(id),
      byPrice: () => current.mempool.byPrice(),
      nextNonce: (account, nonce) => current.mempool.nextNonce(account, nonce),
      preverify: (bytes) => current.mempool.preverify(bytes),
      submit: (bytes) => current.mempool.submit(bytes),
    },
    state: {
      query: (...words) => current.state.query(...words),
      feed: (...words) => current.state.feed(...words),
      account: (account) => current.state.account(account),
      provisioners: () => current.state.provisioners(),
      owner: (contract) => current.state.owner(contract),
      simulate: (tx) => current.state.simulate(tx),
      trace: (request) => current.state.trace(request),
      statePage: (...words) => current.state.statePage(...words),
      stateContracts: (...words) => current.state.stateContracts(...words),
      contractCode: (...words) => current.state.contractCode(...words),
    },
    peers: {
      alive: (count) => current.peers.alive(count),
      table: () => current.peers.table(),
    },
    subscribe(listener) {
      const own = (event: NodeEvent): void => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    blob: (hash) => current.blob(hash),
  };
  return {
    door,
    switchTo(next) {
      stop();
      current = next;
      stop = current.subscribe(emit);
    },
    emit,
  };
}
