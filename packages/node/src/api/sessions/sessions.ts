import type { Clock, Log } from '@eventide/base';
import type { RandomBytes } from '@eventide/crypto/random';
import { encodeFrame, formatSessionId, formatUri, type RuesUri } from '@eventide/rues';
import type { WebSocket } from 'ws';
import type { ApiLimits } from '../options.ts';
import type { Announcement } from './eventFrames.ts';

export type SessionsOptions = {
  readonly eventCapacity: number;
  readonly limits: Pick<ApiLimits, 'sessions' | 'subscriptionsPerSession' | 'bufferedBytesPerSession' | 'pingMs'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
};

type Session = {
  readonly id: string;
  readonly socket: WebSocket;
  readonly subscriptions: Set<string>;
  /** Frames handed to the socket and not written yet. */
  waiting: number;
  alive: boolean;
};

const SESSION_ID_BYTES = 16;
const AWAY = 1001;
const INTERNAL = 1011;
/** How long a peer may take to answer a close. */
const CLOSE_GRACE_MS = 3_000;

/**
 * Sockets that listen to events. A subscriber that lags too far behind is sent away, as the reference does, and one that is
 * silent is dropped.
 * Spec: 08 §2.2, §2.3
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();
  /** Who is subscribed, by the address of the subscription. */
  readonly #subscribers = new Map<string, Set<Session>>();
  #stopPinging: () => void;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#stopPinging = this.#schedulePing();
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** True while another socket may come. */
  get hasRoom(): boolean {
    return this.#sessions.size < this.#options.limits.sessions;
  }

  /** Takes a socket in and tells it its id. */
  open(socket: WebSocket): void {
    const id = formatSessionId(this.#options.random(SESSION_ID_BYTES));
    const session: Session = { id, socket, subscriptions: new Set(), waiting: 0, alive: true };
    this.#sessions.set(id, session);
    socket.on('close', () => this.#forget(session));
    socket.on('error', (error) => {
      this.#options.log.debug('event socket failed', { session: id.slice(0, 8), reason: error.message });
      this.#end(session, INTERNAL, 'Internal error');
    });
    socket.on('pong', () => {
      session.alive = true;
    });
    // Whatever a client says shows that it lives; nothing it says is listened to.
    socket.on('message', () => {
      session.alive = true;
    });
    socket.send(id, (error) => {
      if (error) this.#end(session, INTERNAL, 'Failed sending session ID');
    });
  }

  has(id: string): boolean {
    return this.#sessions.has(id);
  }

  /** False if the session has as many subscriptions as it may. */
  subscribe(id: string, uri: RuesUri): boolean {
    const session = this.#sessions.get(id);
    if (session === undefined) return false;
    const address = formatUri(uri);
    const { subscriptionsPerSession } = this.#options.limits;
    if (session.subscriptions.size >= subscriptionsPerSession && !session.subscriptions.has(address)) return false;
    session.subscriptions.add(address);
    const subscribers = this.#subscribers.get(address);
    if (subscribers === undefined) this.#subscribers.set(address, new Set([session]));
    else subscribers.add(session);
    return true;
  }

  /** False if there was no such subscription. */
  unsubscribe(id: string, uri: RuesUri): boolean {
    const session = this.#sessions.get(id);
    const address = formatUri(uri);
    if (session === undefined || !session.subscriptions.delete(address)) return false;
    this.#drop(address, session);
    return true;
  }

  /** Sends an event to everybody who subscribed to it, once each. */
  publish({ uri, origin, json, data }: Announcement): void {
    const exact = this.#subscribers.get(formatUri(uri));
    const any = this.#subscribers.get(formatUri({ component: uri.component, topic: uri.topic }));
    if (exact === undefined && any === undefined) return;
    const frame = encodeFrame({ uri, origin, json, data: data() });
    for (const session of new Set([...(exact ?? []), ...(any ?? [])])) this.#send(session, frame);
  }

  /** Sends everybody away. Resolves when all sockets are closed. */
  async close(): Promise<void> {
    this.#stopPinging();
    const closed = [...this.#sessions.values()].map(
      ({ socket }) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
    );
    for (const session of [...this.#sessions.values()]) this.#end(session, AWAY, 'Shutting down');
    await Promise.all(closed);
  }

  #send(session: Session, frame: Uint8Array): void {
    const { eventCapacity, limits } = this.#options;
    const { socket } = session;
    if (session.waiting >= eventCapacity || socket.bufferedAmount > limits.bufferedBytesPerSession) {
      this.#end(session, AWAY, 'Shutting down');
      return;
    }
    session.waiting++;
    socket.send(frame, { binary: true }, (error) => {
      session.waiting--;
      if (error) this.#end(session, INTERNAL, 'Failed sending event');
    });
  }

  #end(session: Session, code: number, reason: string): void {
    if (!this.#sessions.has(session.id)) return;
    this.#forget(session);
    const { socket } = session;
    socket.close(code, reason);
    const cancel = this.#options.clock.setTimer(CLOSE_GRACE_MS, () => socket.terminate());
    socket.once('close', cancel);
  }

  #forget(session: Session): void {
    this.#sessions.delete(session.id);
    for (const address of session.subscriptions) this.#drop(address, session);
    session.subscriptions.clear();
  }

  #drop(address: string, session: Session): void {
    const subscribers = this.#subscribers.get(address);
    subscribers?.delete(session);
    if (subscribers?.size === 0) this.#subscribers.delete(address);
  }

  #schedulePing(): () => void {
    return this.#options.clock.setTimer(this.#options.limits.pingMs, () => {
      for (const session of [...this.#sessions.values()]) {
        if (session.alive) {
          session.alive = false;
          session.socket.ping();
        } else {
          this.#forget(session);
          session.socket.terminate();
        }
      }
      this.#stopPinging = this.#schedulePing();
    });
  }
}
