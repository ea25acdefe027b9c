import { Worker } from 'node:worker_threads';
import {
  EventideError,
  FaultError,
  type Log,
  type Metrics,
  silentLog,
  silentMetrics,
  threadModule,
} from '@eventide/base';
import type { Address } from './address.ts';
import { KadcastError } from './errors.ts';
import type { KadcastNodeOptions } from './kadcastNode.ts';
import { overlayMeters } from './metrics.ts';
import type { OverlayMessage, OverlayStats } from './overlay.ts';
import type { Answer, FromWorker, Question, Route, ToWorker } from './workerMessages.ts';

export type KadcastWorkerDeps = {
  readonly onMessage: (message: OverlayMessage) => void;
  readonly log?: Log | undefined;
  readonly metrics?: Metrics | undefined;
};

/** An overlay node in its own thread. */
export type KadcastWorker = {
  readonly listen: Address;
  /** As `Overlay.broadcast`; a copy of the payload travels. @throws KadcastError KADCAST_PAYLOAD, KADCAST_CLOSED */
  broadcast(payload: Uint8Array, receivedHeight?: number): void;
  /** As `Overlay.send`. @throws KadcastError KADCAST_PAYLOAD, KADCAST_CLOSED */
  send(payload: Uint8Array, targets: readonly Address[]): void;
  /** As `Overlay.greet`. @throws KadcastError KADCAST_CLOSED */
  greet(peers: readonly Address[]): void;
  aliveNodes(count: number): Promise<readonly Address[]>;
  /** As `Overlay.routes`. */
  routes(): Promise<readonly Route[]>;
  stats(): Promise<OverlayStats>;
  block(host: string): void;
  unblock(host: string): void;
  /** Resolves when the thread has ended; rejects with a FaultError if it broke. */
  readonly ended: Promise<void>;
};

/**
 * Starts UDP, routing and RaptorQ in a thread of their own; it ends with the signal.
 * @throws KadcastError for bad options. @throws FaultError if a socket or the thread cannot be had. Spec: 07 §9.1
 */
export async function startKadcastWorker(
  options: KadcastNodeOptions,
  deps: KadcastWorkerDeps,
  signal: AbortSignal,
): Promise<KadcastWorker> {
  signal.throwIfAborted();
  const thread = new Worker(threadModule('./workerMain', import.meta.url));
  const handle = new Handle(thread, options.overlay.decoder.maxPayloadBytes, deps);
  signal.addEventListener('abort', () => handle.stop(), { once: true });
  await handle.start(options);
  return handle;
}

type Waiter = { readonly resolve: (answer: Answer) => void; readonly reject: (error: unknown) => void };

class Handle implements KadcastWorker {
  readonly ended: Promise<void>;
  readonly #thread: Worker;
  readonly #maxPayloadBytes: number;
  readonly #deps: KadcastWorkerDeps;
  readonly #waiters = new Map<number, Waiter>();
  readonly #meters: ReadonlyMap<string, (value: number, labels: Readonly<Record<string, string>> | undefined) => void>;
  readonly #started = Promise.withResolvers<Address>();
  #listen: Address | undefined;
  #asked = 0;
  #closed = false;

  constructor(thread: Worker, maxPayloadBytes: number, deps: KadcastWorkerDeps) {
    this.#thread = thread;
    this.#maxPayloadBytes = maxPayloadBytes;
    this.#deps = deps;
    this.#meters = metersByName(deps.metrics ?? silentMetrics);
    this.ended = new Promise((resolve, reject) => {
      thread.on('error', (cause) => {
        this.#close();
        reject(new FaultError('FAULT_WORKER', {}, { cause }));
      });
      thread.on('exit', () => {
        this.#close();
        resolve();
      });
    });
    // Whoever does not look at `ended` shall not be ended by it.
    this.ended.catch(() => {});
    thread.on('message', (message: FromWorker) => this.#hear(message));
  }

  get listen(): Address {
    return this.#listen as Address;
  }

  async start(options: KadcastNodeOptions): Promise<void> {
    this.#tell({ kind: 'start', options });
    this.#listen = await this.#started.promise;
  }

  broadcast(payload: Uint8Array, receivedHeight?: number): void {
    const copy = this.#copy(payload);
    this.#tell({ kind: 'broadcast', payload: copy, height: receivedHeight }, copy);
  }

  send(payload: Uint8Array, targets: readonly Address[]): void {
    const copy = this.#copy(payload);
    this.#tell({ kind: 'send', payload: copy, targets }, copy);
  }

  async aliveNodes(count: number): Promise<readonly Address[]> {
    return (await this.#ask({ what: 'alive', count })) as readonly Address[];
  }

  greet(peers: readonly Address[]): void {
    this.#tell({ kind: 'greet', peers });
  }

  async routes(): Promise<readonly Route[]> {
    return (await this.#ask({ what: 'routes' })) as readonly Route[];
  }

  async stats(): Promise<OverlayStats> {
    return (await this.#ask({ what: 'stats' })) as OverlayStats;
  }

  block(host: string): void {
    this.#tell({ kind: 'block', host });
  }

  unblock(host: string): void {
    this.#tell({ kind: 'unblock', host });
  }

  stop(): void {
    if (!this.#closed) this.#tell({ kind: 'stop' });
  }

  #ask(question: Question): Promise<Answer> {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#tell({ kind: 'ask', id, question });
      this.#waiters.set(id, { resolve, reject });
    });
  }

  #copy(payload: Uint8Array): Uint8Array<ArrayBuffer> {
    if (payload.length === 0 || payload.length >= this.#maxPayloadBytes) {
      throw new KadcastError('KADCAST_PAYLOAD', { bytes: payload.length, maxPayloadBytes: this.#maxPayloadBytes });
    }
    return new Uint8Array(payload);
  }

  #tell(message: ToWorker, transfer?: Uint8Array<ArrayBuffer>): void {
    if (this.#closed) throw new KadcastError('KADCAST_CLOSED');
    this.#thread.postMessage(message, transfer === undefined ? [] : [transfer.buffer]);
  }

  #hear(message: FromWorker): void {
    const { onMessage, log = silentLog } = this.#deps;
    switch (message.kind) {
      case 'started':
        this.#started.resolve(message.listen);
        return;
      case 'failed':
        this.#started.reject(new EventideError(message.code, {}, { message: message.message }));
        return;
      case 'message':
        onMessage(message.message);
        return;
      case 'answer':
        this.#waiters.get(message.id)?.resolve(message.answer);
        this.#waiters.delete(message.id);
        return;
      case 'log':
        log[message.line.level](message.line.text, message.line.fields);
        return;
      case 'meters':
        for (const { name, value, labels } of [...message.counters, ...message.gauges]) {
          this.#meters.get(name)?.(value, labels);
        }
    }
  }

  #close(): void {
    this.#closed = true;
    const error = new KadcastError('KADCAST_CLOSED');
    this.#started.reject(error);
    for (const waiter of this.#waiters.values()) waiter.reject(error);
    this.#waiters.clear();
  }
}

/** The overlay's meters in this thread, by name. */
function metersByName(
  metrics: Metrics,
): Map<string, (value: number, labels: Readonly<Record<string, string>> | undefined) => void> {
  const byName = new Map<string, (value: number, labels: Readonly<Record<string, string>> | undefined) => void>();
  overlayMeters({
    counter: (options) => {
      const counter = metrics.counter(options);
      byName.set(options.name, (value, labels) => counter.add(value, labels));
      return counter;
    },
    gauge: (options) => {
      const gauge = metrics.gauge(options);
      byName.set(options.name, (value, labels) => gauge.set(value, labels));
      return gauge;
    },
    histogram: (options) => metrics.histogram(options),
  });
  return byName;
}
