import type { KeyValueStore, Operation, Snapshot as StoreSnapshot } from '@eventide/store';
import { createMemoryStore } from '@eventide/store/memory';

/** Ledger and state of a node in memory. */
export type SoloStores = { readonly ledger: KeyValueStore; readonly state: KeyValueStore };

/** Both as they were at one moment. Costs nothing until something is written. */
export type SoloSnapshot = { readonly ledger: StoreSnapshot; readonly state: StoreSnapshot };

export function createSoloStores(): SoloStores {
  return { ledger: createMemoryStore(), state: createMemoryStore() };
}

/** A state without its block is harmless, so the two need not be taken between blocks. Spec: 06 §20 */
export function takeSnapshot({ ledger, state }: SoloStores): SoloSnapshot {
  return { ledger: snapshotOf(ledger), state: snapshotOf(state) };
}

/** New stores with what the snapshot holds; it may be restored again. */
export async function restoreSnapshot(snapshot: SoloSnapshot): Promise<SoloStores> {
  const stores = createSoloStores();
  await copy(snapshot.ledger, stores.ledger);
  await copy(snapshot.state, stores.state);
  return stores;
}

export function dropSnapshot({ ledger, state }: SoloSnapshot): void {
  ledger.close();
  state.close();
}

/** Operations per batch, so that copying a large store stays in bounds. */
const BATCH = 10_000;

async function copy(from: StoreSnapshot, to: KeyValueStore): Promise<void> {
  let batch: Operation[] = [];
  for await (const [key, value] of from.range()) {
    batch.push({ kind: 'put', key, value });
    if (batch.length === BATCH) {
      await to.batch(batch);
      batch = [];
    }
  }
  await to.batch(batch);
}

function snapshotOf(store: KeyValueStore): StoreSnapshot {
  // Stores in memory have snapshots.
  return (store.snapshot as () => StoreSnapshot)();
}
