import type { Clock } from '@eventide/base';
import { type Address, formatAddress } from './address.ts';
import type { RandomU32 } from './random.ts';
import type { Transport } from './transport.ts';

export type SimulationOptions = {
  /** One-way time of a datagram: evenly between the two. */
  readonly delayMs: readonly [number, number];
  /** Share of datagrams lost. */
  readonly loss: number;
  /** Share of datagrams that arrive twice. */
  readonly duplication: number;
};

export const defaultSimulationOptions: SimulationOptions = { delayMs: [5, 80], loss: 0, duplication: 0 };

export type SimulationCounts = { datagrams: number; bytes: number; lost: number };

/**
 * A network in one process: virtual time, seeded delays, loss, duplication and hence reordering. A whole overlay replays from
 * the seed of `random`. Datagrams to addresses where nobody listens vanish.
 */
export class SimulatedNetwork {
  readonly clock: Clock;
  /** What all nodes sent so far. */
  readonly counts: SimulationCounts = { datagrams: 0, bytes: 0, lost: 0 };
  readonly #options: SimulationOptions;
  readonly #random: RandomU32;
  readonly #events = new EventHeap();
  readonly #receivers = new Map<string, (datagram: Uint8Array, source: Address) => void>();
  #nowMs = 0;

  constructor(options: SimulationOptions, random: RandomU32) {
    this.#options = options;
    this.#random = random;
    const setTimer = (ms: number, fire: () => void): (() => void) => {
      const event = this.#events.push(this.#nowMs + Math.max(0, ms), fire);
      return () => {
        event.fire = undefined;
      };
    };
    this.clock = {
      nowMs: () => this.#nowMs,
      setTimer,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          const cancel = setTimer(ms, resolve);
          signal?.addEventListener('abort', () => {
            cancel();
            reject(signal.reason);
          });
        }),
    };
  }

  /** The sockets of one node; others see it at `address`. */
  transport(address: Address): Transport {
    const key = formatAddress(address);
    return {
      pending: 0,
      onDatagram: (receive) => this.#receivers.set(key, receive),
      send: (datagram, to) => this.#send(datagram, address, to),
      close: () => this.#receivers.delete(key),
    };
  }

  /** Lets virtual time pass; promises that events set off run in between. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (let event = this.#events.popUntil(endMs); event !== undefined; event = this.#events.popUntil(endMs)) {
      this.#nowMs = event.dueMs;
      event.fire?.();
      // Names are resolved asynchronously; nothing else in a node is.
      if (event.dueMs !== this.#events.nextDueMs()) await Promise.resolve();
    }
    this.#nowMs = endMs;
  }

  #send(datagram: Uint8Array, from: Address, to: Address): void {
    this.counts.datagrams++;
    this.counts.bytes += datagram.length;
    if (this.#chance(this.#options.loss)) {
      this.counts.lost++;
      return;
    }
    this.#deliver(datagram, from, to);
    if (this.#chance(this.#options.duplication)) this.#deliver(datagram, from, to);
  }

  #deliver(datagram: Uint8Array, from: Address, to: Address): void {
    const [least, most] = this.#options.delayMs;
    const delayMs = least + ((most - least) * this.#random()) / 2 ** 32;
    const key = formatAddress(to);
    this.#events.push(this.#nowMs + delayMs, () => this.#receivers.get(key)?.(datagram, from));
  }

  #chance(share: number): boolean {
    return share > 0 && this.#random() < share * 2 ** 32;
  }
}

type Event = { readonly dueMs: number; readonly order: number; fire: (() => void) | undefined };

/** Events by time, then by creation: a binary heap. */
class EventHeap {
  readonly #heap: Event[] = [];
  #created = 0;

  push(dueMs: number, fire: () => void): Event {
    const event: Event = { dueMs, order: this.#created++, fire };
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(event, heap[above] as Event)) break;
      heap[at] = heap[above] as Event;
      at = above;
    }
    heap[at] = event;
    return event;
  }

  nextDueMs(): number | undefined {
    return this.#heap[0]?.dueMs;
  }

  /** The next event, if it is due by then. */
  popUntil(endMs: number): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.dueMs > endMs) return undefined;
    const last = heap.pop() as Event;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(event: Event): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && before(heap[below + 1] as Event, heap[below] as Event)) below++;
      if (!before(heap[below] as Event, event)) break;
      heap[at] = heap[below] as Event;
      at = below;
    }
    heap[at] = event;
  }
}

function before(a: Event, b: Event): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
