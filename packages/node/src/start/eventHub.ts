import type { NodeEvent } from '../api/nodeDoor.ts';

/** Hands every event to all listeners, in order, at once. */
export type EventHub = {
  emit(event: NodeEvent): void;
  subscribe(listener: (event: NodeEvent) => void): () => void;
};

export function createEventHub(): EventHub {
  const listeners = new Set<(event: NodeEvent) => void>();
  return {
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      // The same function may listen twice.
      const own = (event: NodeEvent): void => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}
