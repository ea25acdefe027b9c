import type { EventFrame, RuesUri } from '@eventide/rues';

/** A request to a node. Spec: 08 §2.6 */
export type TransportRequest = {
  /** `/on/…` */
  readonly path: string;
  /** Default POST. */
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined;
  /** Bytes travel as octets, text as text. */
  readonly body?: Uint8Array | string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Until the answer begins; default 30 s. */
  readonly timeoutMs?: number | undefined;
};

/** What a node answers. The body is read once. */
export type TransportResponse = {
  readonly status: number;
  header(name: string): string | null;
  /** @throws NetworkError NETWORK_BAD_ANSWER for more than `maxBytes` (default 64 MiB), NETWORK_UNREACHABLE if the stream breaks */
  bytes(maxBytes?: number): Promise<Uint8Array>;
  text(): Promise<string>;
  /** Pieces as they come. */
  chunks(): AsyncIterable<Uint8Array>;
};

/** Who listens to an address of events. */
export type EventListener = {
  onEvent(frame: EventFrame): void;
  /** Events may have been missed: look at the state again. */
  onGap?(): void;
};

/** Live events of a node. */
export type NodeEvents = {
  /**
   * Resolves once the node has taken the subscription; from then on nothing is missed without `onGap`.
   * @throws NetworkError NETWORK_UNREACHABLE, NETWORK_REFUSED; the signal's reason
   */
  subscribe(uri: RuesUri, listener: EventListener, signal?: AbortSignal): Promise<() => void>;
  /** Told now and at each change whether events flow; returns how to stop. */
  onState(listener: (state: 'connecting' | 'online' | 'offline') => void): () => void;
};

/** The way to a node. */
export type Transport = {
  /** For messages; without credentials. */
  readonly url: string;
  /** @throws NetworkError NETWORK_UNREACHABLE, NETWORK_TIMEOUT; the signal's reason */
  request(request: TransportRequest): Promise<TransportResponse>;
  /** null: no events; watchers look again in intervals. */
  readonly events: NodeEvents | null;
  close(): void;
};
