import { type Clock, FaultError, toHex } from '@eventide/base';
import { encodeG2Archive } from '@eventide/crypto/bls12-381/raw';
import { gasTerms, type Transaction } from '@eventide/tx/transaction';
import type { Engine } from './engine.ts';
import { executeTx, type TxOutcome, type TxReceipt, type Unspendable } from './executeTx.ts';
import { type OpenBlock, openBlock } from './openBlock.ts';
import { prewarm } from './prewarm/prewarm.ts';
import { type BlockInput, type ExecutedBlock, finishBlock, VERIFIED_TOGETHER } from './runBlock.ts';

/** A block to be produced. */
export type BlockRequest = Omit<BlockInput, 'transactions'> & {
  /** In order of preference; read in groups until the block is full or the time over. */
  readonly candidates: Iterable<Transaction>;
  readonly maxTransactions: number;
  /** Bytes of transactions at most, by `sizeOf`. */
  readonly maxBytes: number;
  readonly sizeOf: (tx: Transaction) => number;
  /** When to stop taking transactions, on `clock`. */
  readonly deadlineMs: number;
  readonly clock: Pick<Clock, 'nowMs'>;
};

/** A candidate that cannot be spent on this state. */
export type Discarded = { readonly tx: Transaction; readonly reason: Unspendable; readonly detail: string };

export type BuiltBlock = {
  readonly transactions: readonly Transaction[];
  readonly block: ExecutedBlock;
  /** To be dropped from the mempool. Candidates in neither list wait for another block. */
  readonly discarded: readonly Discarded[];
};

/**
 * Fills a block. A candidate is tried only if its whole gas limit still fits, so that no execution has to be taken back; one
 * whose nonce is ahead is tried again right after its predecessor. Undefined where nobody voted for the block before.
 * @throws as `runBlock`
 * Spec: 04 §7.6, 05 §6
 */
export function buildBlock(engine: Engine, request: BlockRequest): BuiltBlock | undefined {
  const draft = new Draft(engine, request);
  try {
    for (const group of groupsOf(request.candidates)) {
      draft.prepare(group);
      for (const candidate of group) if (!draft.isFull()) draft.offer(candidate);
      if (draft.isFull()) break;
    }
    return draft.finish();
  } catch (error) {
    draft.close();
    throw error;
  }
}

class Draft {
  readonly #engine: Engine;
  readonly #request: BlockRequest;
  readonly #transactions: Transaction[] = [];
  readonly #receipts: TxReceipt[] = [];
  readonly #discarded: Discarded[] = [];
  /** Transactions ahead of their account, by sender and nonce. */
  readonly #ahead = new Map<string, Transaction>();
  #block: OpenBlock;
  #gasLeft: bigint;
  #bytesLeft: number;

  constructor(engine: Engine, request: BlockRequest) {
    this.#engine = engine;
    this.#request = request;
    this.#block = openBlock(engine, request.previousRoot, request.height);
    this.#gasLeft = request.gasLimit;
    this.#bytesLeft = request.maxBytes;
  }

  isFull(): boolean {
    const { clock, deadlineMs, maxTransactions } = this.#request;
    return this.#transactions.length >= maxTransactions || clock.nowMs() >= deadlineMs;
  }

  /** Has signatures and proofs of candidates to come verified together. */
  prepare(group: readonly Transaction[]): void {
    if (this.isFull()) return;
    prewarm(this.#engine, group, { rules: this.#block.rules, root: this.#request.previousRoot });
  }

  /** Tries a candidate and, while that succeeds, those that waited for it. */
  offer(candidate: Transaction): void {
    let next: Transaction | undefined = candidate;
    while (next !== undefined && !this.isFull() && this.#fits(next))
      next = this.#try(next) ? this.#follower(next) : undefined;
  }

  finish(): BuiltBlock | undefined {
    const block = finishBlock(this.#block, this.#request, this.#receipts);
    if (block === undefined) {
      this.close();
      return undefined;
    }
    return { transactions: this.#transactions, block, discarded: this.#discarded };
  }

  close(): void {
    this.#block.session.close();
  }

  #fits(tx: Transaction): boolean {
    return gasTerms(tx).gasLimit <= this.#gasLeft && this.#request.sizeOf(tx) <= this.#bytesLeft;
  }

  #try(tx: Transaction): boolean {
    const outcome = executeTx(this.#block, tx);
    if (outcome.ok) {
      this.#transactions.push(tx);
      this.#receipts.push(outcome.receipt);
      this.#gasLeft -= outcome.receipt.gasSpent;
      this.#bytesLeft -= this.#request.sizeOf(tx);
      return true;
    }
    if (outcome.reason === 'TX_NONCE_AHEAD' && tx.kind === 'moonlight') this.#ahead.set(turn(tx, 0n), tx);
    else this.#discard(tx, outcome);
    return false;
  }

  #discard(tx: Transaction, { reason, detail }: Extract<TxOutcome, { ok: false }>): void {
    this.#discarded.push({ tx, reason, detail });
    if (reason === 'TX_HOST_ABORT') this.#rebuild();
  }

  #follower(tx: Transaction): Transaction | undefined {
    if (tx.kind !== 'moonlight') return undefined;
    const key = turn(tx, 1n);
    const found = this.#ahead.get(key);
    this.#ahead.delete(key);
    return found;
  }

  /** The state is spoilt: the transactions taken so far are executed again on a new one. */
  #rebuild(): void {
    this.close();
    this.#block = openBlock(this.#engine, this.#request.previousRoot, this.#request.height);
    this.#receipts.length = 0;
    for (const tx of this.#transactions) {
      const outcome = executeTx(this.#block, tx);
      if (!outcome.ok)
        throw new FaultError('FAULT_INTERNAL', { what: 'execution is not repeatable', reason: outcome.reason });
      this.#receipts.push(outcome.receipt);
    }
  }
}

function* groupsOf(candidates: Iterable<Transaction>): Iterable<readonly Transaction[]> {
  let group: Transaction[] = [];
  for (const candidate of candidates) {
    group.push(candidate);
    if (group.length < VERIFIED_TOGETHER) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Names the transaction of the same account whose nonce is `later` further on. */
function turn({ payload }: Extract<Transaction, { kind: 'moonlight' }>, later: bigint): string {
  return `${toHex(encodeG2Archive(payload.sender))}/${payload.nonce + later}`;
}
