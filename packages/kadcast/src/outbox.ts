import { type Clock, equalBytes } from '@eventide/base';
import type { Address } from './address.ts';
import { type Datagrams, datagramAt } from './chunk.ts';
import type { Transport } from './transport.ts';

export type OutboxOptions = {
  /** Datagrams of messages sent per second, on average. */
  readonly perSecond: number;
  /** Datagrams sent in one go. */
  readonly burst: number;
  /** Datagrams waiting at most; a message that does not fit is not sent. */
  readonly maxQueued: number;
};

export const defaultOutboxOptions: OutboxOptions = { perSecond: 40_000, burst: 128, maxQueued: 200_000 };

/** Datagrams in the hands of the transport above which nothing more is given to it. */
const MAX_PENDING = 1024;
/** When the transport has caught up enough to look again. */
const TICK_MS = 1;

type Job = {
  readonly datagrams: Datagrams;
  readonly height: number;
  targets: readonly Address[];
  next: number;
};

/**
 * Sends messages at a bounded rate and in turn with everything else the thread does. Each datagram of a job goes to all of the
 * job's targets before the next one, so that no receiver gets a message in one burst. Spec: 07 §6.2, §7.4
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #jobs: Job[] = [];
  #queued = 0;
  #tokens: number;
  #filledMs: number;
  #cancelTimer: (() => void) | undefined;
  #closed = false;

  constructor(options: OutboxOptions, transport: Transport, clock: Clock) {
    this.#options = options;
    this.#transport = transport;
    this.#clock = clock;
    this.#tokens = options.burst;
    this.#filledMs = clock.nowMs();
  }

  /** Datagrams waiting. */
  get queued(): number {
    return this.#queued;
  }

  /** False if there is no room; nothing of the message is sent then. */
  push(datagrams: Datagrams, height: number, targets: readonly Address[]): boolean {
    const count = datagrams.packets.count * targets.length;
    if (this.#closed || this.#queued + count > this.#options.maxQueued) return false;
    if (count === 0) return true;
    this.#jobs.push({ datagrams, height, targets, next: 0 });
    this.#queued += count;
    if (this.#cancelTimer === undefined) this.#drain();
    return true;
  }

  /**
   * A peer that passes a message on has it: what of it waits for that peer is not sent. Who claims what it does not have harms
   * itself alone, and others will still offer it the message.
   */
  spare(rayId: Uint8Array, peer: Address): void {
    for (const job of this.#jobs) {
      if (!equalBytes(job.datagrams.rayId, rayId)) continue;
      const left = job.targets.filter(({ host, port }) => host !== peer.host || port !== peer.port);
      this.#queued -= (job.targets.length - left.length) * (job.datagrams.packets.count - job.next);
      job.targets = left;
    }
  }

  /** Gives up what waits. */
  close(): void {
    this.#closed = true;
    this.#jobs.length = 0;
    this.#queued = 0;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #drain(): void {
    this.#cancelTimer = undefined;
    this.#refill();
    while (this.#jobs.length > 0 && this.#tokens >= 1 && this.#transport.pending < MAX_PENDING) this.#sendNext();
    if (this.#jobs.length > 0) this.#cancelTimer = this.#clock.setTimer(TICK_MS, () => this.#drain());
  }

  #sendNext(): void {
    const job = this.#jobs[0] as Job;
    const datagram = datagramAt(job.datagrams, job.next, job.height);
    for (const target of job.targets) this.#transport.send(datagram, target);
    this.#tokens -= job.targets.length;
    this.#queued -= job.targets.length;
    if (++job.next === job.datagrams.packets.count || job.targets.length === 0) this.#jobs.shift();
  }

  #refill(): void {
    const nowMs = this.#clock.nowMs();
    const { perSecond, burst } = this.#options;
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#filledMs) * perSecond) / 1000);
    this.#filledMs = nowMs;
  }
}
