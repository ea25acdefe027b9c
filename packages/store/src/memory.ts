import { compareBytes } from '@eventide/base';
import { type Bounds, createStore, type DriverView } from './driver.ts';
import type { Entry, KeyValueStore, Operation } from './keyValueStore.ts';

/** Entries per chunk at most; writing copies at most one chunk after a snapshot. */
const CHUNK_ENTRIES = 512;

/** Sorted entries; `epoch` tells who may write to it. */
type Chunk = { readonly epoch: number; readonly entries: Entry[] };

/** A store in memory, ordered like the others; nothing outlives it. Snapshots cost nothing until something is written. */
export function createMemoryStore(): KeyValueStore {
  let chunks: Chunk[] = [];
  /** Grows with every snapshot: chunks of an older epoch are shared and copied before writing. */
  let epoch = 0;
  let shared = false;
  const own = (index: number): Chunk => {
    if (shared) {
      chunks = chunks.slice();
      shared = false;
    }
    const chunk = chunks[index] as Chunk;
    if (chunk.epoch === epoch) return chunk;
    const copy = { epoch, entries: chunk.entries.slice() };
    chunks[index] = copy;
    return copy;
  };
  const put = (key: Uint8Array, value: Uint8Array): void => {
    if (chunks.length === 0) {
      chunks = [{ epoch, entries: [[key, value]] }];
      shared = false;
      return;
    }
    const index = Math.max(0, chunkOf(chunks, key));
    const { entries } = own(index);
    const at = positionOf(entries, key);
    const found = entries[at] && compareBytes(entries[at][0], key) === 0;
    entries.splice(at, found ? 1 : 0, [key, value]);
    if (entries.length > CHUNK_ENTRIES) {
      chunks.splice(index + 1, 0, { epoch, entries: entries.splice(CHUNK_ENTRIES / 2) });
    }
  };
  const remove = (key: Uint8Array): void => {
    const index = chunkOf(chunks, key);
    const at = positionOf(chunks[index]?.entries ?? [], key);
    const entry = chunks[index]?.entries[at];
    if (!entry || compareBytes(entry[0], key) !== 0) return;
    const { entries } = own(index);
    entries.splice(at, 1);
    if (entries.length === 0) chunks.splice(index, 1);
  };
  return createStore({
    get: (key) => viewOf(() => chunks).get(key),
    page: (bounds, count) => viewOf(() => chunks).page(bounds, count),
    async write(operations: readonly Operation[]) {
      // All copies are made before the first change, which cannot fail any more: a batch is whole or not there.
      const changes = operations.map((operation) => ({
        key: new Uint8Array(operation.key),
        value: operation.kind === 'put' ? new Uint8Array(operation.value) : null,
      }));
      for (const { key, value } of changes) {
        if (value === null) remove(key);
        else put(key, value);
      }
    },
    snapshot() {
      const taken = chunks;
      epoch++;
      shared = true;
      return { ...viewOf(() => taken), close: () => {} };
    },
    close: async () => {
      chunks = [];
    },
  });
}

function viewOf(chunks: () => readonly Chunk[]): DriverView {
  return {
    get(key) {
      const { entries } = chunks()[chunkOf(chunks(), key)] ?? { entries: [] };
      const entry = entries[positionOf(entries, key)];
      return entry && compareBytes(entry[0], key) === 0 ? entry[1].slice() : undefined;
    },
    page: (bounds, count) => (bounds.reverse ? pageDown(chunks(), bounds, count) : pageUp(chunks(), bounds, count)),
  };
}

function pageUp(chunks: readonly Chunk[], { lower, upper }: Bounds, count: number): Entry[] {
  const page: Entry[] = [];
  for (let i = lower ? Math.max(0, chunkOf(chunks, lower.key)) : 0; i < chunks.length; i++) {
    const { entries } = chunks[i] as Chunk;
    for (let at = lower ? positionOf(entries, lower.key) : 0; at < entries.length; at++) {
      const [key, value] = entries[at] as Entry;
      if (lower?.open && compareBytes(key, lower.key) === 0) continue;
      if (upper && compareBytes(key, upper.key) >= (upper.open ? 0 : 1)) return page;
      page.push([key.slice(), value.slice()]);
      if (page.length === count) return page;
    }
  }
  return page;
}

function pageDown(chunks: readonly Chunk[], { lower, upper }: Bounds, count: number): Entry[] {
  const page: Entry[] = [];
  for (let i = upper ? chunkOf(chunks, upper.key) : chunks.length - 1; i >= 0; i--) {
    const { entries } = chunks[i] as Chunk;
    const from = upper ? Math.min(positionOf(entries, upper.key), entries.length - 1) : entries.length - 1;
    for (let at = from; at >= 0; at--) {
      const [key, value] = entries[at] as Entry;
      if (upper && compareBytes(key, upper.key) > (upper.open ? -1 : 0)) continue;
      if (lower && compareBytes(key, lower.key) < (lower.open ? 1 : 0)) return page;
      page.push([key.slice(), value.slice()]);
      if (page.length === count) return page;
    }
  }
  return page;
}

/** The last chunk whose first key is not larger; −1 if all are. */
function chunkOf(chunks: readonly Chunk[], key: Uint8Array): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const first = ((chunks[middle] as Chunk).entries[0] as Entry)[0];
    if (compareBytes(first, key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The first entry whose key is not smaller. */
function positionOf(entries: readonly Entry[], key: Uint8Array): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes((entries[middle] as Entry)[0], key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
