import { type Address, formatAddress } from './address.ts';
import { defaultOverlayOptions, type OverlayOptions } from './options.ts';
import { Overlay, type OverlayMessage } from './overlay.ts';
import type { RandomU32 } from './random.ts';
import { defaultSimulationOptions, SimulatedNetwork, type SimulationOptions } from './simulation.ts';

export type SimulatedOverlayOptions = {
  readonly network: SimulationOptions;
  /** For every node, over the defaults; messages are passed on as they arrive. */
  readonly overlay: Partial<OverlayOptions>;
};

export const defaultSimulatedOverlayOptions: SimulatedOverlayOptions = {
  network: defaultSimulationOptions,
  overlay: {},
};

/** What one broadcast led to. */
export type BroadcastReport = {
  /** Share of the nodes alive at the start that received it, the sender not counted. */
  readonly coverage: number;
  readonly datagrams: number;
  readonly bytes: number;
  /** Largest number of nodes a message passed on its way, the sender not counted. */
  readonly hops: number;
  /** From the start to the last receipt. */
  readonly lastMs: number;
  /** Until 90 % had it. */
  readonly mostMs: number;
};

type Member = { readonly overlay: Overlay; readonly stop: AbortController };

/** Nonces of simulated nodes need no more than what every peer accepts. */
const DIFFICULTY = 8;

/** Many overlay nodes on one simulated network; the same seed gives the same run. For tests, benches and experiments. */
export class SimulatedOverlay {
  readonly network: SimulatedNetwork;
  readonly #options: SimulatedOverlayOptions;
  readonly #random: RandomU32;
  readonly #members = new Map<string, Member>();
  #created = 0;
  /** Receipts of the broadcast under way: hops and time by node. */
  #receipts = new Map<string, { readonly hops: number; readonly atMs: number }>();

  constructor(options: SimulatedOverlayOptions, random: RandomU32) {
    this.#options = options;
    this.#random = random;
    this.network = new SimulatedNetwork(options.network, random);
  }

  get size(): number {
    return this.#members.size;
  }

  get overlays(): Overlay[] {
    return [...this.#members.values()].map((member) => member.overlay);
  }

  /** A new node that joins through the given ones. */
  add(bootstrap: readonly Address[]): Overlay {
    const number = this.#created++;
    const address: Address = { host: `10.${number >>> 16}.${(number >>> 8) & 255}.${number & 255}`, port: 9000 };
    const key = formatAddress(address);
    const overlay = new Overlay(
      {
        ...defaultOverlayOptions,
        publicAddress: key,
        bootstrappingNodes: bootstrap.map(formatAddress),
        difficulty: DIFFICULTY,
        ...this.#options.overlay,
        autoPropagate: false,
      },
      {
        transport: this.network.transport(address),
        clock: this.network.clock,
        random: this.#random,
        resolve: async () => [],
        onMessage: (message) => this.#onMessage(key, overlay, message),
      },
    );
    const stop = new AbortController();
    overlay.start(stop.signal);
    this.#members.set(key, { overlay, stop });
    return overlay;
  }

  /** The node falls silent. */
  remove(address: Address): void {
    const key = formatAddress(address);
    this.#members.get(key)?.stop.abort();
    this.#members.delete(key);
  }

  /** Ends all nodes. */
  close(): void {
    for (const { overlay } of this.#members.values()) this.remove(overlay.address);
  }

  /** One broadcast from `sender`, followed for `forMs` of virtual time. */
  async broadcast(sender: Overlay, payload: Uint8Array, forMs: number): Promise<BroadcastReport> {
    const startMs = this.network.clock.nowMs();
    const before = { ...this.network.counts };
    const own = formatAddress(sender.address);
    const present = [...this.#members.keys()].filter((key) => key !== own);
    this.#receipts = new Map([[own, { hops: 0, atMs: startMs }]]);
    sender.broadcast(payload);
    await this.network.advance(forMs);
    const receipts = present.map((key) => this.#receipts.get(key)).filter((receipt) => receipt !== undefined);
    const times = receipts.map((receipt) => receipt.atMs - startMs).sort((a, b) => a - b);
    return {
      coverage: present.length === 0 ? 1 : receipts.length / present.length,
      datagrams: this.network.counts.datagrams - before.datagrams,
      bytes: this.network.counts.bytes - before.bytes,
      hops: receipts.reduce((most, receipt) => Math.max(most, receipt.hops), 0),
      lastMs: times.at(-1) ?? 0,
      mostMs: times[Math.ceil(times.length * 0.9) - 1] ?? 0,
    };
  }

  #onMessage(key: string, overlay: Overlay, message: OverlayMessage): void {
    const hops = (this.#receipts.get(formatAddress(message.source))?.hops ?? 0) + 1;
    this.#receipts.set(key, { hops, atMs: this.network.clock.nowMs() });
    overlay.broadcast(message.payload, message.height);
  }
}
