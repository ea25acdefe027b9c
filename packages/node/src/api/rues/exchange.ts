import type { JsonValue } from '@eventide/ledger';
import type { RuesUri } from '@eventide/rues';

/** The body of a request, as bytes and as the text they are. Spec: 08 §2.6 */
export type RuesBody = {
  readonly bytes: Uint8Array;
  /** Empty if the bytes are no UTF-8. */
  readonly text: string;
};

/** A request to the event system. */
export type RuesRequest = {
  readonly uri: RuesUri;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: RuesBody;
  /** The content type is JSON. */
  readonly json: boolean;
  /** Address of the client, for those who serve this machine alone. */
  readonly remoteAddress: string;
  /** Aborts when the client is gone or the server ends. */
  readonly signal: AbortSignal;
};

/** What a handler gives; the encoding follows from the request. Spec: 08 §2.6 */
export type RuesAnswer = (
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: JsonValue; readonly keepOrder?: boolean | undefined }
  /** Hex unless the client asked for bytes, or `raw`. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly raw?: boolean | undefined }
  /** Sent as it comes; `json` items are text already. */
  | { readonly kind: 'stream'; readonly items: AsyncIterable<Uint8Array>; readonly json: boolean }
) & {
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

/** @throws RefusedRequest */
export type RuesHandler = (request: RuesRequest) => Promise<RuesAnswer> | RuesAnswer;

export const NOTHING: RuesAnswer = { kind: 'none' };

export function jsonAnswer(value: JsonValue): RuesAnswer {
  return { kind: 'json', value };
}

export function bytesAnswer(bytes: Uint8Array): RuesAnswer {
  return { kind: 'bytes', bytes };
}
