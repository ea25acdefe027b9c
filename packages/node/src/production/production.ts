import type { Clock } from '@eventide/base';
import type { Header } from '@eventide/ledger';
import type { NodeEvent } from '../api/nodeDoor.ts';
import { NodeError } from '../errors.ts';

/**
 * When a node makes blocks. `consensus`: when it is its turn, as on any network. The others are for a node alone: `instant`, as soon as
 * a transaction waits; `interval`, every so often; `manual`, when asked. Spec: 13 §3.1
 */
export type ProductionMode =
  | { readonly kind: 'consensus' }
  | { readonly kind: 'instant'; readonly gatherMs?: number | undefined }
  | { readonly kind: 'interval'; readonly intervalMs: number }
  | { readonly kind: 'manual' };

/** Time that transactions sent together have to arrive in one block. */
const GATHER_MS = 5;

export type Production = {
  readonly mode: ProductionMode;
  /** Changes the mode of a node alone. @throws NodeError NODE_NOT_MANUAL from or to `consensus` */
  setMode(mode: ProductionMode): void;
  /** Makes so many blocks now, whatever the mode; resolves with their headers. @throws NodeError NODE_NOT_MANUAL, NODE_CLOSED */
  produce(count: number): Promise<readonly Header[]>;
};

export type ProductionPorts = {
  readonly permit: () => void;
  readonly waiting: () => number;
  readonly clock: Clock;
};

type Order = { left: number; readonly headers: Header[]; readonly done: (error?: unknown) => void };

/** Opens the gate of a chain that waits for permission, one block at a time. */
export class GatedProduction implements Production {
  readonly #ports: ProductionPorts;
  readonly #orders: Order[] = [];
  #mode: ProductionMode;
  #running = false;
  #due = false;
  #closed = false;
  #cancelTimer: (() => void) | undefined;

  constructor(mode: ProductionMode, ports: ProductionPorts) {
    this.#mode = mode;
    this.#ports = ports;
  }

  get mode(): ProductionMode {
    return this.#mode;
  }

  /** The chain runs. */
  start(): void {
    this.#arm();
  }

  setMode(mode: ProductionMode): void {
    if (this.#mode.kind === 'consensus' || mode.kind === 'consensus') throw new NodeError('NODE_NOT_MANUAL');
    this.#mode = mode;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#due = false;
    this.#arm();
  }

  produce(count: number): Promise<readonly Header[]> {
    if (this.#mode.kind === 'consensus') return Promise.reject(new NodeError('NODE_NOT_MANUAL'));
    if (this.#closed) return Promise.reject(new NodeError('NODE_CLOSED'));
    const headers: Header[] = [];
    if (count < 1) return Promise.resolve(headers);
    const { promise, resolve, reject } = Promise.withResolvers<readonly Header[]>();
    const done = (error?: unknown): void => (error === undefined ? resolve(headers) : reject(error));
    this.#orders.push({ left: count, headers, done });
    this.#next();
    return promise;
  }

  hear(event: NodeEvent): void {
    if (event.kind === 'included' && this.#mode.kind === 'instant') this.#gather();
    if (event.kind !== 'accepted') return;
    this.#running = false;
    this.#due = false;
    const order = this.#orders[0];
    if (order !== undefined) {
      order.headers.push(event.block.header);
      order.left -= 1;
      if (order.left === 0) {
        this.#orders.shift();
        order.done();
      }
    }
    // A block that could take nothing of what waits is not followed by another one.
    if (this.#mode.kind === 'instant' && event.spent.length > 0 && this.#ports.waiting() > 0) this.#gather();
    else if (this.#mode.kind === 'interval') this.#arm();
    this.#next();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    for (const { done } of this.#orders.splice(0)) done(new NodeError('NODE_CLOSED'));
  }

  #arm(): void {
    if (this.#mode.kind === 'instant' && this.#ports.waiting() > 0) this.#gather();
    if (this.#mode.kind === 'interval') this.#after(this.#mode.intervalMs);
  }

  #gather(): void {
    if (this.#mode.kind === 'instant') this.#after(this.#mode.gatherMs ?? GATHER_MS);
  }

  #after(ms: number): void {
    if (this.#cancelTimer !== undefined || this.#closed) return;
    this.#cancelTimer = this.#ports.clock.setTimer(ms, () => {
      this.#cancelTimer = undefined;
      this.#due = true;
      this.#next();
    });
  }

  #next(): void {
    if (this.#running || this.#closed || (!this.#due && this.#orders.length === 0)) return;
    this.#running = true;
    this.#ports.permit();
  }
}

/** Of a node that takes its turn among others. */
export const consensusProduction: Production = {
  mode: { kind: 'consensus' },
  setMode() {
    throw new NodeError('NODE_NOT_MANUAL');
  },
  produce: () => Promise.reject(new NodeError('NODE_NOT_MANUAL')),
};
