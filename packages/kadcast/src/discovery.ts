import { createLru, type Lru } from '@eventide/base';
import { type Address, formatAddress } from './address.ts';
import type { PeerRecord } from './packet.ts';
import { RateLimiter } from './rateLimit.ts';
import type { RoutingTable } from './routingTable.ts';

/** Records of a Nodes message that are looked at. Spec: 07 §1 */
const MAX_RECORDS = 40;
/** Peers we asked for nodes and from whom an answer is welcome. */
const MAX_ASKED = 4096;
const ASKED_TTL_MS = 60_000;
/** A peer we only heard of is not tried again within this time. */
const CONTACT_AGAIN_MS = 5_000;

/** Decides whom to contact of those we are told of, so that nobody can aim us at others. Spec: 07 §5.4 */
export class Discovery {
  readonly #table: RoutingTable;
  readonly #ration: RateLimiter;
  readonly #asked: Lru<string, number> = createLru({ maxEntries: MAX_ASKED });
  readonly #contacted: Lru<string, number> = createLru({ maxEntries: MAX_ASKED });

  constructor(table: RoutingTable, contactsPerSecond: number) {
    this.#table = table;
    this.#ration = new RateLimiter({ perSecond: contactsPerSecond, burst: contactsPerSecond });
  }

  /** Notes that this peer was asked for nodes. */
  noteAsked(peer: Address, nowMs: number): void {
    this.#asked.set(formatAddress(peer), nowMs);
  }

  /** True if an answer of this peer is expected. */
  expects(peer: Address, nowMs: number): boolean {
    const askedMs = this.#asked.get(formatAddress(peer));
    return askedMs !== undefined && nowMs - askedMs <= ASKED_TTL_MS;
  }

  /** The peers of an answer that are unknown, find room, and may be contacted now. */
  select(records: readonly PeerRecord[], nowMs: number): PeerRecord[] {
    const others = records.filter(({ id, address }) => address.port !== 0 && !this.#table.isOwn(id));
    return others.slice(0, MAX_RECORDS).filter((record) => this.#mayContact(record, nowMs));
  }

  #mayContact({ id, address }: PeerRecord, nowMs: number): boolean {
    const key = formatAddress(address);
    const lastMs = this.#contacted.get(key);
    if (!this.#table.hasRoomFor(id) || (lastMs !== undefined && nowMs - lastMs < CONTACT_AGAIN_MS)) return false;
    if (!this.#ration.allows('all', nowMs)) return false;
    this.#contacted.set(key, nowMs);
    return true;
  }
}
