/** What a driver can be asked for. */
export type DriverTask =
  | { readonly do: 'encodeInput'; readonly name: string; readonly json: string }
  | { readonly do: 'decodeInput' | 'decodeOutput' | 'decodeEvent'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly do: 'schema' | 'version' };

/** A task for the driver of a key; its code comes along only when the worker does not have it. */
export type DriverRequest = { readonly key: string; readonly wasm: Uint8Array | undefined; readonly task: DriverTask };

export type DriverReply =
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly text: string }
  /** JSON as text. */
  | { readonly kind: 'json'; readonly text: string };

/** What the thread says before it takes requests. */
export const READY = 'ready';
