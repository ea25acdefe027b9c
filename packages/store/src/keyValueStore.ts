/** Longest key, in bytes; what every driver can hold. Keys have at least one byte. */
export const MAX_KEY_BYTES = 1024;

/** Longest value, in bytes. */
export const MAX_VALUE_BYTES = 64 * 1024 * 1024;

/** Most operations of one batch. */
export const MAX_BATCH_OPERATIONS = 1_000_000;

export type Entry = readonly [key: Uint8Array, value: Uint8Array];

/** Bounds of keys in lexicographic order; at most one lower and one upper bound. */
export type KeyRange = {
  readonly gte?: Uint8Array | undefined;
  readonly gt?: Uint8Array | undefined;
  readonly lte?: Uint8Array | undefined;
  readonly lt?: Uint8Array | undefined;
  /** From the largest key down. */
  readonly reverse?: boolean | undefined;
  /** Entries at most; with `reverse` the largest ones. */
  readonly limit?: number | undefined;
};

export type Operation =
  | { readonly kind: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly kind: 'delete'; readonly key: Uint8Array };

/** What can be read from. */
export type ReadView = {
  /** A copy of the value; undefined if there is none. */
  get(key: Uint8Array): Promise<Uint8Array | undefined>;
  /**
   * Entries in order of their keys, each key once. Of writes made meanwhile the part not yet reached may show;
   * a snapshot shows none. Entries are fetched in pages: leaving the loop early costs nothing.
   */
  range(range?: KeyRange): AsyncIterable<Entry>;
};

/** The state of one moment; holds storage back until closed. */
export type Snapshot = ReadView & { close(): void };

/**
 * Ordered bytes → bytes. All methods throw StoreError for misuse and FaultError FAULT_DISK when disk or database fail;
 * a write that failed has changed nothing.
 */
export type KeyValueStore = ReadView & {
  put(key: Uint8Array, value: Uint8Array): Promise<void>;
  delete(key: Uint8Array): Promise<void>;
  /** All operations or none, in order; later ones on the same key win. Written to disk when it resolves. */
  batch(operations: readonly Operation[]): Promise<void>;
  /** null for drivers without snapshots (IndexedDB). */
  readonly snapshot: (() => Snapshot) | null;
  /** Waits for the writes under way; everything after it throws STORE_CLOSED. */
  close(): Promise<void>;
};
