import { type Clock, createLru, type Lru } from '@eventide/base';
import type { Address } from '@eventide/kadcast';
import type { Hash, InventoryItem, Message, ResourceRequest } from '@eventide/ledger';
import type { NodeTx } from '@eventide/tx';
import type { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import { peerOf, toAddress } from './socketAddress.ts';

export type BrokerOptions = {
  /** Items one request is answered with at most. Spec: 06 §18 */
  readonly maxEntries: number;
  /** Requests that wait at most. */
  readonly maxQueued: number;
  /** Bytes one address may be sent at once, and how many more each second: nobody proves that an address is its own. */
  readonly burstBytes: number;
  readonly bytesPerSecond: number;
};

export const defaultBrokerOptions: BrokerOptions = {
  maxEntries: 100,
  maxQueued: 1_000,
  burstBytes: 32 * 1024 * 1024,
  bytesPerSecond: 8 * 1024 * 1024,
};

export type BrokerPorts = {
  readonly ledger: LedgerStore;
  readonly mempool: {
    get(id: Hash): { readonly envelope: NodeTx } | undefined;
    ids(): Iterable<Hash>;
  };
  /** Encoded size of what was sent. */
  readonly send: (message: Message, to: Address) => number;
  /** Passes a request on to a random neighbour. */
  readonly forward: (request: ResourceRequest) => void;
  readonly ask: (items: readonly InventoryItem[], to: Address) => void;
  readonly clock: Clock;
  /** The own machine failed. */
  readonly onFault: (error: unknown) => void;
};

/** Ids of waiting transactions that one answer names; decoders refuse more. Spec: 06 §6.3 */
const MAX_IDS = 10_000;
/** Addresses whose budgets are remembered. */
const MAX_ADDRESSES = 4_096;

type Request = Extract<Message, { topic: 'GetResource' | 'GetBlocks' | 'GetMempool' | 'Inv' }>;
type Budget = { left: number; atMs: number };

/** Answers what other nodes ask for, from ledger and mempool, within bounds. Spec: 06 §18 */
export class Broker {
  readonly #ports: BrokerPorts;
  readonly #options: BrokerOptions;
  readonly #budgets: Lru<string, Budget> = createLru({ maxEntries: MAX_ADDRESSES });
  #queued = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(ports: BrokerPorts, options: BrokerOptions = defaultBrokerOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** False if too many requests wait. */
  receive(request: Request, source: Address): boolean {
    if (this.#queued >= this.#options.maxQueued) return false;
    this.#queued++;
    this.#last = this.#last
      .then(() => this.#answer(request, source))
      .catch(this.#ports.onFault)
      .finally(() => this.#queued--);
    return true;
  }

  async #answer(request: Request, source: Address): Promise<void> {
    switch (request.topic) {
      case 'GetResource':
        return this.#resources(request.payload);
      case 'GetBlocks': {
        const hashes = await this.#ports.ledger.successors(request.payload.locator, this.#options.maxEntries);
        this.#inventory(
          hashes.map((hash) => ({ kind: 'BlockFromHash', hash })),
          source,
        );
        return;
      }
      case 'GetMempool': {
        const items: InventoryItem[] = [];
        for (const id of this.#ports.mempool.ids()) {
          if (items.length === MAX_IDS) break;
          items.push({ kind: 'MempoolTx', hash: id });
        }
        this.#inventory(items, source);
        return;
      }
      case 'Inv':
        return this.#lacking(request.payload.items, request.payload.maxEntries, source);
    }
  }

  #inventory(items: readonly InventoryItem[], to: Address): void {
    if (items.length > 0) this.#send({ topic: 'Inv', payload: { items, maxEntries: 0 } }, to);
  }

  /** Waiting transactions we do not have; blocks are the chain's business. */
  async #lacking(items: readonly InventoryItem[], maxEntries: number, source: Address): Promise<void> {
    const wanted: InventoryItem[] = [];
    for (const item of items) {
      if (wanted.length === this.#limit(maxEntries)) break;
      if (item.kind !== 'MempoolTx' || this.#ports.mempool.get(item.hash) !== undefined) continue;
      if ((await this.#ports.ledger.spent(item.hash)) === undefined) wanted.push(item);
    }
    if (wanted.length > 0) this.#ports.ask(wanted, source);
  }

  async #resources(request: ResourceRequest): Promise<void> {
    const { inventory, requester, ttlSec, hops } = request;
    if (BigInt(Math.floor(this.#ports.clock.nowMs() / 1_000)) > ttlSec) return;
    const to = toAddress(requester);
    let found = 0;
    for (const item of inventory.items.slice(0, this.#limit(inventory.maxEntries))) {
      const message = await this.#find(item);
      if (message === undefined) continue;
      found++;
      if (!this.#send(message, to)) return;
    }
    if (found === 0 && hops > 1) this.#ports.forward({ ...request, hops: hops - 1 });
  }

  async #find(item: InventoryItem): Promise<Message | undefined> {
    const { ledger, mempool } = this.#ports;
    switch (item.kind) {
      case 'MempoolTx': {
        const waiting = mempool.get(item.hash)?.envelope;
        return waiting && { topic: 'Tx', payload: waiting };
      }
      case 'BlockFromHash':
        return asBlock(await ledger.block(item.hash));
      case 'BlockFromHeight':
        return asBlock((await ledger.at(item.height))?.block);
      case 'CandidateFromHash':
        return asBlock((await ledger.block(item.hash)) ?? (await ledger.candidate(item.hash)));
      case 'CandidateFromIteration': {
        const candidate = await ledger.candidateOf(item.header);
        return candidate && { topic: 'Candidate', payload: candidate };
      }
      case 'ValidationResult': {
        const result = await ledger.result(item.header);
        return result && { topic: 'ValidationQuorum', payload: { header: item.header, result } };
      }
    }
  }

  #limit(maxEntries: number): number {
    return maxEntries > 0 ? Math.min(maxEntries, this.#options.maxEntries) : this.#options.maxEntries;
  }

  /** False if the address has had its share. */
  #send(message: Message, to: Address): boolean {
    const { burstBytes, bytesPerSecond } = this.#options;
    const nowMs = this.#ports.clock.nowMs();
    const id = peerOf(to);
    const budget = this.#budgets.get(id) ?? { left: burstBytes, atMs: nowMs };
    budget.left = Math.min(burstBytes, budget.left + ((nowMs - budget.atMs) * bytesPerSecond) / 1_000);
    budget.atMs = nowMs;
    this.#budgets.set(id, budget);
    if (budget.left <= 0) return false;
    budget.left -= this.#ports.send(message, to);
    return true;
  }
}

function asBlock(block: Extract<Message, { topic: 'Block' }>['payload'] | undefined): Message | undefined {
  return block && { topic: 'Block', payload: block };
}
