/** A note that an address received. */
export type ReceivedNote = { readonly pos: bigint; readonly height: bigint; readonly value: bigint };

/** What the worker with a view key does; it tells `found` and `done` as it goes. */
export type ViewKeyCalls = {
  list(key: Uint8Array, nodeUrl: string, fromHeight: bigint): void;
};
