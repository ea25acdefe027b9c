import { bytesToIntLe, toHex } from '@eventide/base';
import { gasTerms, type NodeTx, spendIds, type Transaction, txId } from '@eventide/tx';

/** An admitted transaction. */
export type PoolEntry = {
  readonly id: string;
  readonly tx: Transaction;
  readonly envelope: NodeTx;
  readonly gasPrice: bigint;
  readonly gasLimit: bigint;
  /** Hex of what it spends. Spec: 03 §8 */
  readonly spends: readonly string[];
  /** Sender and nonce of a public transaction; undefined for shielded ones. */
  readonly account: { readonly sender: string; readonly nonce: bigint } | undefined;
  readonly receivedMs: number;
};

/** Bytes of a sender in a spend id, before its nonce. Spec: 03 §8 */
const SENDER_BYTES = 96;

export function createEntry(tx: Transaction, envelope: NodeTx, receivedMs: number): PoolEntry {
  const ids = spendIds(tx);
  const first = ids[0] as Uint8Array;
  return {
    id: toHex(txId(tx)),
    tx,
    envelope,
    ...gasTerms(tx),
    spends: ids.map(toHex),
    account:
      tx.kind === 'moonlight'
        ? { sender: toHex(first.subarray(0, SENDER_BYTES)), nonce: bytesToIntLe(first.subarray(SENDER_BYTES)) }
        : undefined,
    receivedMs,
  };
}

/** Transactions by id, by what they spend, and in order of their price. Spec: 06 §20 */
export class Pool {
  readonly #byId = new Map<string, PoolEntry>();
  readonly #bySpend = new Map<string, PoolEntry>();
  /** Ascending by price, then id: the last one is the best. */
  readonly #byPrice: PoolEntry[] = [];

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): PoolEntry | undefined {
    return this.#byId.get(id);
  }

  spending(spend: string): PoolEntry | undefined {
    return this.#bySpend.get(spend);
  }

  lowest(): PoolEntry | undefined {
    return this.#byPrice[0];
  }

  /** Best price first; equal prices by id, descending. Spec: 06 §14, step 3 */
  *byPrice(): Iterable<PoolEntry> {
    for (const entry of this.#byPrice.toReversed()) yield entry;
  }

  add(entry: PoolEntry): void {
    this.#byId.set(entry.id, entry);
    for (const spend of entry.spends) this.#bySpend.set(spend, entry);
    this.#byPrice.splice(this.#place(entry), 0, entry);
  }

  /** Takes out an entry and, of its sender, what cannot come without it. Spec: 06 §19 */
  removeWithDependants(entry: PoolEntry): readonly PoolEntry[] {
    const removed: PoolEntry[] = [];
    for (let next: PoolEntry | undefined = entry; next !== undefined; next = this.#following(next)) {
      this.remove(next);
      removed.push(next);
    }
    return removed;
  }

  remove(entry: PoolEntry): void {
    if (!this.#byId.delete(entry.id)) return;
    for (const spend of entry.spends) this.#bySpend.delete(spend);
    this.#byPrice.splice(this.#place(entry), 1);
  }

  /** The entry of an account's nonce. */
  ofAccount(sender: string, nonce: bigint): PoolEntry | undefined {
    return this.#bySpend.get(spendOf(sender, nonce));
  }

  #following({ account }: PoolEntry): PoolEntry | undefined {
    return account && this.ofAccount(account.sender, account.nonce + 1n);
  }

  /** Where an entry stands, or would. */
  #place(entry: PoolEntry): number {
    let low = 0;
    let high = this.#byPrice.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (order(this.#byPrice[middle] as PoolEntry, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function order(a: PoolEntry, b: PoolEntry): number {
  if (a.gasPrice !== b.gasPrice) return a.gasPrice < b.gasPrice ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

function spendOf(sender: string, nonce: bigint): string {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, nonce, true);
  return sender + toHex(bytes);
}
