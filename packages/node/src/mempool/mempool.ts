import { archiveTransaction } from '@eventide/abi';
import { accept, isEventideError, refuse, toHex, type Verdict } from '@eventide/base';
import { contractConstants, type Rules } from '@eventide/params';
import {
  blobsToMemo,
  decodeKnownTx,
  type NodeTx,
  type SpendState,
  spendIds,
  type Transaction,
  type TxContext,
  type TxRefusal,
  verifyTx,
  withData,
  withoutBytecode,
} from '@eventide/tx';
import { createEntry, Pool, type PoolEntry } from './pool.ts';

/** A block of 1 MiB less its smallest header. Spec: 06 §19, step 1 */
const MAX_TX_BYTES = 1_047_713;
const HOUR_MS = 3_600_000;

export type MempoolOptions = {
  readonly maxTransactions: number;
  /** Least gas limit taken; an operator's choice. */
  readonly minGasLimit: bigint;
  readonly expiryMs: number;
  /** Between two looks for those that have expired. */
  readonly expiryCheckMs: number;
  /** Transactions under verification at most; more are dropped, peers send them again. Spec: 06 §18 */
  readonly maxPending: number;
  /** Neighbours asked for theirs at start. Spec: 06 §19 */
  readonly downloadPeers: number;
};

export const defaultMempoolOptions: MempoolOptions = {
  maxTransactions: 10_000,
  minGasLimit: 75_000n,
  expiryMs: 72 * HOUR_MS,
  expiryCheckMs: 60_000,
  maxPending: 1_000,
  downloadPeers: 5,
};

/** What admission looks at outside the pool. The shell reads it before it calls. */
export type AdmissionFacts = {
  /** Those of the height after the tip. */
  readonly rules: Rules;
  readonly inLedger: boolean;
  /** Spent nullifiers, or balance and nonce of the sender. */
  readonly state: SpendState;
};

export type MempoolRefusal =
  | TxRefusal
  | 'MEMPOOL_MALFORMED'
  | 'MEMPOOL_TOO_LARGE'
  /** Its archive exceeds what a contract can be given. */
  | 'MEMPOOL_TOO_LONG'
  | 'MEMPOOL_GAS_LIMIT'
  | 'MEMPOOL_KNOWN'
  | 'MEMPOOL_IN_LEDGER'
  | 'MEMPOOL_FULL'
  | 'MEMPOOL_NONCE_GAP'
  | 'MEMPOOL_CONFLICT';

/** How an admission ends: the entry, and those that had to go for it. */
export type Admission =
  | { readonly ok: true; readonly entry: PoolEntry; readonly removed: readonly PoolEntry[] }
  | { readonly ok: false; readonly reason: MempoolRefusal; readonly detail?: string | undefined };

export type Prepared =
  | { readonly ok: true; readonly entry: PoolEntry }
  | { readonly ok: false; readonly reason: MempoolRefusal; readonly detail?: string | undefined };

/** Transactions waiting for a block, bounded in number. Decisions only: time and facts come with each call. Spec: 06 §19 */
export class Mempool {
  readonly #options: MempoolOptions;
  readonly #context: Omit<TxContext, 'state'>;
  readonly #pool = new Pool();

  constructor(context: Omit<TxContext, 'state'>, options: MempoolOptions = defaultMempoolOptions) {
    this.#context = context;
    this.#options = options;
  }

  get size(): number {
    return this.#pool.size;
  }

  get(id: Uint8Array): PoolEntry | undefined {
    return this.#pool.get(toHex(id));
  }

  /** First nonce from `first` on that no waiting transaction of the account uses; `sender` in hex. */
  nextNonce(sender: string, first: bigint): bigint {
    let nonce = first;
    while (this.#pool.ofAccount(sender, nonce) !== undefined) nonce++;
    return nonce;
  }

  /** For a candidate, and for peers that ask: best price first. */
  byPrice(): Iterable<PoolEntry> {
    return this.#pool.byPrice();
  }

  /**
   * Takes a transaction, in place of those it outbids, or refuses it; cheap checks first.
   * Cost: one signature or proof verification. Spec: 06 §19
   */
  admit(envelope: NodeTx, facts: AdmissionFacts, nowMs: number): Admission {
    const prepared = this.prepare(envelope, facts.rules, nowMs);
    if (!prepared.ok) return prepared;
    const { entry } = prepared;
    const before = this.check(entry, facts);
    if (!before.ok) return before;
    const verdict = verifyTx(entry.tx, facts.rules, { ...this.#context, state: facts.state });
    if (!verdict.ok) return verdict;
    return this.insert(entry, facts);
  }

  /** Bytes to an entry: size, envelope, encoding. The first of three steps for those who verify elsewhere. */
  prepare(envelope: NodeTx, rules: Rules, nowMs: number): Prepared {
    const decoded = this.#decode(envelope, rules);
    return 'reason' in decoded
      ? { ok: false, ...decoded }
      : { ok: true, entry: createEntry(decoded.tx, envelope, nowMs) };
  }

  /** What costs nothing and needs no other transaction: may it enter, if it verifies? Nonces are looked at last. */
  check(entry: PoolEntry, facts: AdmissionFacts): Verdict<MempoolRefusal> {
    const place = this.#checkPlace(entry, facts);
    if (!place.ok) return place;
    return this.#conflicts(entry).some((rival) => !outbids(entry, rival)) ? refuse('MEMPOOL_CONFLICT') : accept();
  }

  /** May it enter now, after it verified? */
  checkTurn(entry: PoolEntry, facts: AdmissionFacts): Verdict<MempoolRefusal> {
    const gap = this.#checkNonce(entry, facts.state);
    return gap.ok ? this.check(entry, facts) : gap;
  }

  /** Takes in what verified; everything that may have changed meanwhile is looked at again. */
  insert(entry: PoolEntry, facts: AdmissionFacts): Admission {
    const checked = this.checkTurn(entry, facts);
    if (!checked.ok) return checked;
    const conflicts = this.#conflicts(entry);
    const removed: PoolEntry[] = [];
    for (const rival of conflicts) {
      this.#pool.remove(rival);
      removed.push(rival);
    }
    if (conflicts.length === 0 && this.#pool.size >= this.#options.maxTransactions) removed.push(...this.#evict());
    this.#pool.add(entry);
    return { ok: true, entry, removed };
  }

  /** A block came: its transactions go, and all that spend what it spends. Spec: 06 §15 */
  onBlock(transactions: readonly Transaction[]): readonly PoolEntry[] {
    const removed: PoolEntry[] = [];
    for (const tx of transactions) {
      for (const spend of spendIds(tx)) {
        const entry = this.#pool.spending(toHex(spend));
        if (entry === undefined) continue;
        this.#pool.remove(entry);
        removed.push(entry);
      }
    }
    return removed;
  }

  /** Transactions of reverted blocks come back unchecked, as if they came now; what conflicts stays out. Spec: 06 §17 */
  reinsert(envelopes: readonly NodeTx[], rules: Pick<Rules, 'strict'>, nowMs: number): void {
    for (const envelope of envelopes) {
      const entry = createEntry(decodeKnownTx(envelope.protocolBytes, rules), envelope, nowMs);
      const full = this.#pool.size >= this.#options.maxTransactions;
      if (!full && this.#pool.get(entry.id) === undefined && this.#conflicts(entry).length === 0) this.#pool.add(entry);
    }
  }

  /** A generator found that it can never be executed. Spec: 06 §14, step 3 */
  discard(id: Uint8Array): readonly PoolEntry[] {
    const entry = this.#pool.get(toHex(id));
    return entry === undefined ? [] : this.#pool.removeWithDependants(entry);
  }

  /** Drops what waited too long, with what depends on it. Spec: 06 §19 */
  expire(nowMs: number): readonly PoolEntry[] {
    const old = [...this.#pool.byPrice()].filter(({ receivedMs }) => nowMs - receivedMs >= this.#options.expiryMs);
    return old.flatMap((entry) =>
      this.#pool.get(entry.id) === undefined ? [] : this.#pool.removeWithDependants(entry),
    );
  }

  #decode(
    { protocolBytes, version, type }: NodeTx,
    rules: Rules,
  ): { readonly tx: Transaction } | { readonly reason: MempoolRefusal; readonly detail?: string } {
    if (protocolBytes.length > MAX_TX_BYTES)
      return { reason: 'MEMPOOL_TOO_LARGE', detail: String(protocolBytes.length) };
    // Spec: 14 §7, S9
    if (rules.strict && (version !== 1 || type !== 1)) return { reason: 'MEMPOOL_MALFORMED', detail: 'envelope' };
    try {
      const tx = decodeKnownTx(protocolBytes, rules);
      const archive = archiveTransaction(withData(tx, withoutBytecode(blobsToMemo(tx.payload.data))));
      return archive.length > contractConstants.argumentBufferBytes ? { reason: 'MEMPOOL_TOO_LONG' } : { tx };
    } catch (error) {
      if (isEventideError(error)) return { reason: 'MEMPOOL_MALFORMED', detail: error.code };
      throw error;
    }
  }

  #checkPlace(entry: PoolEntry, facts: AdmissionFacts): Verdict<MempoolRefusal> {
    const { minGasLimit, maxTransactions } = this.#options;
    if (entry.gasLimit < minGasLimit) return refuse('MEMPOOL_GAS_LIMIT', String(minGasLimit));
    if (this.#pool.get(entry.id) !== undefined) return refuse('MEMPOOL_KNOWN');
    if (facts.inLedger) return refuse('MEMPOOL_IN_LEDGER');
    const lowest = this.#pool.lowest();
    if (this.#pool.size < maxTransactions || lowest === undefined) return accept();
    // What would have to go may be what this one needs.
    const needed = lowest.account?.sender === entry.account?.sender && lowest.account !== undefined;
    return entry.gasPrice < lowest.gasPrice || needed ? refuse('MEMPOOL_FULL', `price ${lowest.gasPrice}`) : accept();
  }

  /** Every nonce between the account's and this one must be waiting already. Spec: 06 §19, step 8 */
  #checkNonce({ account }: PoolEntry, state: SpendState): Verdict<MempoolRefusal> {
    if (account === undefined) return accept();
    const first = (state.account?.nonce ?? 0n) + 1n;
    // More nonces than the pool can hold are a gap for sure: the search is bounded by the pool.
    if (account.nonce - first > BigInt(this.#pool.size)) return refuse('MEMPOOL_NONCE_GAP', `next is ${first}`);
    for (let nonce = account.nonce - 1n; nonce >= first; nonce--) {
      if (this.#pool.ofAccount(account.sender, nonce) === undefined) return refuse('MEMPOOL_NONCE_GAP', String(nonce));
    }
    return accept();
  }

  #conflicts(entry: PoolEntry): readonly PoolEntry[] {
    const found = new Set<PoolEntry>();
    for (const spend of entry.spends) {
      const rival = this.#pool.spending(spend);
      if (rival !== undefined) found.add(rival);
    }
    return [...found];
  }

  #evict(): readonly PoolEntry[] {
    const lowest = this.#pool.lowest();
    return lowest === undefined ? [] : this.#pool.removeWithDependants(lowest);
  }
}

/** A higher price, or the same price and more gas. Spec: 06 §19, step 9 */
function outbids(entry: PoolEntry, rival: PoolEntry): boolean {
  return entry.gasPrice > rival.gasPrice || (entry.gasPrice === rival.gasPrice && entry.gasLimit > rival.gasLimit);
}
