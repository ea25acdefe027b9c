import type { Clock, Log } from '@eventide/base';
import { type Address, formatAddress, formatHost, isIpAddress, parseHost } from './address.ts';
import { KadcastError } from './errors.ts';
import type { OverlayOptions } from './options.ts';
import { idAtDistance } from './peerId.ts';
import type { RandomU32 } from './random.ts';
import type { RoutingTable } from './routingTable.ts';

/** Peers asked per refresh, beside the bootstrapping nodes. Spec: 07 §1 */
const PEERS_PER_REFRESH = 3;

export type MaintenanceDeps = {
  readonly clock: Clock;
  readonly random: RandomU32;
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly log?: Log | undefined;
};

/** What maintenance lets the overlay do. */
export type MaintenanceActions = {
  readonly own: Address;
  readonly ownId: Uint8Array;
  ping(to: Address): void;
  findNodes(to: Address, target: Uint8Array): void;
  /** After each round. */
  onPrune(): void;
};

/** Joins the network and keeps the routing table fresh. Spec: 07 §5.3 */
export class Maintenance {
  readonly #options: OverlayOptions;
  readonly #deps: MaintenanceDeps;
  readonly #table: RoutingTable;
  readonly #actions: MaintenanceActions;
  readonly #bootstrapNodes: readonly HostPort[];

  /** @throws KadcastError KADCAST_TEXT for a bootstrapping node that is no `host:port` */
  constructor(options: OverlayOptions, deps: MaintenanceDeps, table: RoutingTable, actions: MaintenanceActions) {
    this.#options = options;
    this.#deps = deps;
    this.#table = table;
    this.#actions = actions;
    this.#bootstrapNodes = options.bootstrappingNodes.map(splitHostPort);
  }

  /** Runs until the signal. */
  start(signal: AbortSignal): void {
    let cancel = (): void => {};
    const wait = (ms: number, next: () => void): void => {
      if (!signal.aborted) cancel = this.#deps.clock.setTimer(ms, next);
    };
    const step = (): void => {
      const { minPeers, bootstrapRetryMs, bucket } = this.#options;
      if (this.#table.alive(this.#deps.clock.nowMs(), minPeers).length >= minPeers) {
        wait(bucket.bucketTtlMs, () => void this.#refresh(signal).finally(step));
      } else {
        void this.#bootstrap(signal);
        wait(bootstrapRetryMs, step);
      }
    };
    signal.addEventListener('abort', () => cancel(), { once: true });
    step();
    this.#keepNeighbours(signal);
  }

  /**
   * Asks the nearest known nodes for still nearer ones, from time to time. Only neighbours can reach us at the end of a
   * broadcast; the reference finds them by chance or after `bucketTtlMs`.
   */
  #keepNeighbours(signal: AbortSignal): void {
    let cancel = (): void => {};
    const wait = (): void => {
      cancel = this.#deps.clock.setTimer(this.#options.neighboursEveryMs, () => {
        const { ownId } = this.#actions;
        const nearest = this.#table.closest(ownId).slice(0, PEERS_PER_REFRESH);
        for (const node of nearest) this.#actions.findNodes(node.address, ownId);
        wait();
      });
    };
    signal.addEventListener('abort', () => cancel(), { once: true });
    if (!signal.aborted) wait();
  }

  async #bootstrap(signal: AbortSignal): Promise<void> {
    for (const address of await this.#bootstrapAddresses()) {
      if (!signal.aborted) this.#actions.findNodes(address, this.#actions.ownId);
    }
  }

  /** Looks for nodes in idle buckets, greets silent nodes and forgets them until they answer. */
  async #refresh(signal: AbortSignal): Promise<void> {
    const bootstrap = await this.#bootstrapAddresses();
    if (signal.aborted) return;
    const nowMs = this.#deps.clock.nowMs();
    const targets = [...this.#table.alive(nowMs, PEERS_PER_REFRESH).map((node) => node.address), ...bootstrap];
    for (const height of this.#table.idleHeights(nowMs)) {
      const wanted = idAtDistance(this.#actions.ownId, height);
      for (const target of targets) this.#actions.findNodes(target, wanted);
    }
    for (const node of this.#table.silent(nowMs)) this.#actions.ping(node.address);
    this.#table.removeSilent(nowMs);
    this.#actions.onPrune();
  }

  /** Names are resolved each time; those that cannot be are left out. */
  async #bootstrapAddresses(): Promise<Address[]> {
    const own = formatAddress(this.#actions.own);
    const found = new Map<string, Address>();
    for (const node of this.#bootstrapNodes) {
      for (const address of await this.#resolve(node)) found.set(formatAddress(address), address);
    }
    found.delete(own);
    return [...found.values()];
  }

  async #resolve({ host, port }: HostPort): Promise<Address[]> {
    if (isIpAddress(host)) return [{ host: formatHost(parseHost(host)), port }];
    try {
      const hosts = await this.#deps.resolve(host);
      return hosts.map((ip) => ({ host: formatHost(parseHost(ip)), port }));
    } catch (cause) {
      this.#deps.log?.warn('bootstrapping node not resolved', { host, cause: String(cause) });
      return [];
    }
  }
}

type HostPort = { readonly host: string; readonly port: number };

/** `host:port` or `[ipv6]:port`. @throws KadcastError KADCAST_TEXT */
function splitHostPort(text: string): HostPort {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port === 0 || port > 65_535)
    throw new KadcastError('KADCAST_TEXT', { address: text.slice(0, 80) });
  return { host: (match[1] ?? match[2]) as string, port };
}
