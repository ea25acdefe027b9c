import type { Clock } from '@eventide/base';
import { decodeFrame, formatUri, matchesUri, parseSessionId, type RuesUri, ruesHeaders } from '@eventide/rues';
import { NetworkError } from '../errors.ts';
import type { EventListener, NodeEvents, Transport } from './transport.ts';

/** What a socket tells its session. */
export type SocketHandlers = {
  onText(text: string): void;
  onBytes(bytes: Uint8Array): void;
  onClose(): void;
};
/** An open socket of events. */
export type EventSocket = { send(text: string): void; close(): void };
export type OpenSocket = (handlers: SocketHandlers) => EventSocket;

type Subscription = { readonly uri: RuesUri; readonly listeners: Set<EventListener> };
type State = 'connecting' | 'online' | 'offline';
type Session = { readonly id: string; readonly socket: EventSocket };

const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
const GREETING_MS = 10_000;
/** What clients of the reference send. Spec: 08 §2.4 */
const CLIENT_VERSION = '1.0.0-rc.0';

/**
 * One session of events over sockets that may break: subscriptions are counted per address, set up again after a reconnect, and
 * listeners are told that there was a gap. The socket lives as long as there are subscriptions.
 * Spec: 08 §2.2, §2.3
 */
export function createEvents(deps: {
  readonly open: OpenSocket;
  readonly request: Transport['request'];
  readonly clock: Clock;
}): NodeEvents & { close(): void } {
  return new EventSession(deps.open, deps.request, deps.clock);
}

class EventSession implements NodeEvents {
  readonly #open: OpenSocket;
  readonly #request: Transport['request'];
  readonly #clock: Clock;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #stateListeners = new Set<(state: State) => void>();
  #state: State = 'connecting';
  #session: Promise<Session> | null = null;
  #current: Session | null = null;
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: (() => void) | null = null;
  #cancelKeepAlive: (() => void) | null = null;
  /** Counts sockets: what an older one still says is not heard. */
  #attempt = 0;
  #closed = false;

  constructor(open: OpenSocket, request: Transport['request'], clock: Clock) {
    this.#open = open;
    this.#request = request;
    this.#clock = clock;
  }

  async subscribe(uri: RuesUri, listener: EventListener, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const key = formatUri(uri);
    const known = this.#subscriptions.get(key);
    const subscription = known ?? { uri, listeners: new Set() };
    // Before the request, so that no event between it and its answer is lost.
    subscription.listeners.add(listener);
    this.#subscriptions.set(key, subscription);
    const leave = (): void => this.#leave(key, listener);
    try {
      const session = await this.#connect();
      await this.#register(session, key, signal);
    } catch (error) {
      leave();
      throw error;
    }
    return leave;
  }

  onState(listener: (state: State) => void): () => void {
    this.#stateListeners.add(listener);
    listener(this.#state);
    return () => this.#stateListeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#subscriptions.clear();
    this.#disconnect();
    this.#setState('offline');
  }

  #leave(key: string, listener: EventListener): void {
    const subscription = this.#subscriptions.get(key);
    if (subscription === undefined) return;
    subscription.listeners.delete(listener);
    if (subscription.listeners.size > 0) return;
    this.#subscriptions.delete(key);
    if (this.#subscriptions.size === 0) this.#disconnect();
    else if (this.#current !== null) {
      const headers = { [ruesHeaders.sessionId]: this.#current.id };
      // Whether the node forgets it now or with the session makes no difference to anybody.
      this.#request({ path: key, method: 'DELETE', headers }).catch(() => {});
    }
  }

  #connect(): Promise<Session> {
    if (this.#closed) return Promise.reject(new NetworkError('NETWORK_UNREACHABLE', { reason: 'closed' }));
    this.#session ??= this.#openSession();
    return this.#session;
  }

  #openSession(): Promise<Session> {
    const attempt = ++this.#attempt;
    this.#setState(this.#state === 'offline' ? 'offline' : 'connecting');
    return new Promise((resolve, reject) => {
      let socket: EventSocket | undefined;
      let greeted = false;
      const end = (): void => {
        cancelTimeout();
        reject(new NetworkError('NETWORK_UNREACHABLE', { reason: 'the socket of events was closed' }));
        if (attempt === this.#attempt) this.#lost();
      };
      const cancelTimeout = this.#clock.setTimer(GREETING_MS, () => socket?.close());
      const greet = (text: string): void => {
        const id = parseSessionId(text.trim());
        if (greeted || attempt !== this.#attempt || socket === undefined) return;
        if (id === undefined) {
          socket.close();
          return;
        }
        greeted = true;
        cancelTimeout();
        const session = { id, socket };
        this.#current = session;
        this.#retryMs = FIRST_RETRY_MS;
        this.#keepAlive(session);
        this.#setState('online');
        resolve(session);
      };
      // Handlers run in a later task than `open`: a socket that greets at once is already known by then.
      const later = (run: () => void): void => queueMicrotask(run);
      socket = this.#open({
        onText: (text) => later(() => greet(text)),
        onBytes: (bytes) => later(() => this.#deliver(bytes)),
        onClose: () => later(end),
      });
    });
  }

  async #register(session: Session, key: string, signal?: AbortSignal): Promise<void> {
    const headers = { [ruesHeaders.sessionId]: session.id, [ruesHeaders.version]: CLIENT_VERSION };
    const response = await this.#request({ path: key, method: 'GET', headers, signal });
    if (response.status === 200) return;
    const reason = (await response.text()).slice(0, 200);
    // The node forgot the session: a new one sets everything up again.
    if (response.status === 424) session.socket.close();
    throw new NetworkError('NETWORK_REFUSED', { path: key, status: response.status, reason });
  }

  #deliver(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes);
    for (const { uri, listeners } of [...this.#subscriptions.values()]) {
      if (!matchesUri(uri, { ...frame.uri, topic: frame.uri.topic.toLowerCase() })) continue;
      for (const listener of [...listeners]) listener.onEvent(frame);
    }
  }

  /** The socket ended by itself: connect again while somebody listens. */
  #lost(): void {
    this.#attempt++;
    this.#session = null;
    this.#current = null;
    this.#cancelKeepAlive?.();
    if (this.#closed || this.#subscriptions.size === 0) return;
    this.#setState('offline');
    if (this.#cancelRetry !== null) return;
    const waitMs = this.#retryMs;
    this.#retryMs = Math.min(2 * waitMs, MAX_RETRY_MS);
    this.#cancelRetry = this.#clock.setTimer(waitMs, () => {
      this.#cancelRetry = null;
      void this.#reconnect();
    });
  }

  async #reconnect(): Promise<void> {
    if (this.#closed || this.#subscriptions.size === 0) return;
    let session: Session | undefined;
    try {
      session = await this.#connect();
      for (const key of [...this.#subscriptions.keys()]) await this.#register(session, key);
    } catch {
      // `#lost` has set the next attempt when the socket broke; a refused registration ends the session, which does the same.
      session?.socket.close();
      return;
    }
    for (const { listeners } of [...this.#subscriptions.values()]) for (const it of [...listeners]) it.onGap?.();
  }

  #keepAlive(session: Session): void {
    this.#cancelKeepAlive?.();
    this.#cancelKeepAlive = this.#clock.setTimer(KEEP_ALIVE_MS, () => {
      if (this.#current !== session) return;
      session.socket.send('');
      this.#keepAlive(session);
    });
  }

  #disconnect(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#cancelKeepAlive?.();
    this.#attempt++;
    const opening = this.#session;
    this.#session = null;
    this.#current = null;
    opening?.then(({ socket }) => socket.close()).catch(() => {});
  }

  #setState(state: State): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}
