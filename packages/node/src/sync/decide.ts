import { toHex } from '@eventide/base';
import { chooseFork } from '@eventide/consensus';
import type { Block, Hash, Header } from '@eventide/ledger';
import type { Peer } from '../chain/effects.ts';
import { BlockPool } from './blockPool.ts';

/** Limits of 06 §17; none of them is consensus. */
const PRESYNC_MS = 10_000;
const PROGRESS_MS = 5_000;
const ATTEMPTS = 3;
const REQUEST_BLOCKS = 100;
const REQUEST_LEAD = 33n;
const STALL_MS = 60_000;
const STALL_REPEAT_MS = 30_000;
/** Blocks an unproven announcement may be ahead; more is cut, so that a lie costs requests only. */
const MAX_LEAD = 10_000_000n;
/** Losing blocks remembered until the next final one. */
const MAX_BLACKLIST = 1_000;

/** The own chain as decisions see it. */
export type OwnView = {
  readonly tip: bigint;
  readonly lastFinal: bigint;
  readonly header: (height: bigint) => Header | undefined;
};

/** What to do, in order. `accept`: on top of the tip; `replace`: in place of the block of its height. */
export type SyncAction =
  | { readonly kind: 'accept'; readonly block: Block; readonly peer: Peer | undefined }
  | { readonly kind: 'replace'; readonly block: Block; readonly peer: Peer | undefined }
  | { readonly kind: 'sendOurs'; readonly height: bigint; readonly peer: Peer }
  | { readonly kind: 'request'; readonly heights: readonly bigint[]; readonly peer: Peer | undefined }
  | { readonly kind: 'askBlocks'; readonly height: bigint }
  | { readonly kind: 'startConsensus' };

type Presync = { readonly peer: Peer; readonly target: bigint; readonly from: bigint; readonly untilMs: number };
type Catchup = { readonly peer: Peer; target: bigint; lastRequest: bigint; attempts: number; untilMs: number };

/**
 * In sync or not, stalled or not: decides about blocks and announcements, without effects. Bounded in all it keeps.
 * Spec: 06 §17
 */
export class Synchroniser {
  #presync: Presync | undefined;
  #catchup: Catchup | undefined;
  readonly #pool = new BlockPool();
  readonly #blacklist = new Set<string>();
  #tipSinceMs: number;
  #askedMs = 0;
  /** Highest block or round anybody spoke of since the tip changed. */
  #highest = 0n;

  constructor(nowMs: number) {
    this.#tipSinceMs = nowMs;
  }

  get inSync(): boolean {
    return this.#catchup === undefined;
  }

  get pooled(): number {
    return this.#pool.size;
  }

  /** Blocks that somebody spoke of above the tip; unproven. */
  lag(tip: bigint): number {
    const highest = this.#catchup === undefined ? this.#highest : this.#catchup.target;
    return highest > tip ? Number(highest - tip) : 0;
  }

  /** A block that waits for its parents. */
  waiting(height: bigint): Block | undefined {
    return this.#pool.get(height);
  }

  isStalled(nowMs: number): boolean {
    return nowMs - this.#tipSinceMs > STALL_MS;
  }

  isBlacklisted(hash: Hash): boolean {
    return this.#blacklist.has(toHex(hash));
  }

  /** A block with an attestation, still unverified, that is not ours. */
  block(block: Block, peer: Peer | undefined, nowMs: number, own: OwnView): SyncAction[] {
    const { height, hash } = block.header;
    if (this.isBlacklisted(hash)) return [];
    if (height > this.#highest) this.#highest = height;
    if (height <= own.tip) return this.#old(block, peer, nowMs, own);
    if (this.#catchup !== undefined) return this.#ahead(block, peer, own);
    if (height === own.tip + 1n) {
      const actions: SyncAction[] = [{ kind: 'accept', block, peer }];
      const { from, peer: source } = this.#presync ?? {};
      if (peer !== undefined && peer === source && height === (from ?? 0n) + 1n) this.#leaveSync(own, nowMs, actions);
      return actions;
    }
    if (peer === undefined) return [];
    if (this.#presync?.peer === peer) this.#pool.add(block);
    return this.#announced(height, peer, nowMs, own, block);
  }

  /** A quorum of a later round than ours could be: somebody is ahead. It is unverified. Spec: 06 §17 */
  quorum(round: bigint, peer: Peer | undefined, nowMs: number, own: OwnView): SyncAction[] {
    if (round < 1n || round - 1n <= own.tip || peer === undefined) return [];
    if (round - 1n > this.#highest) this.#highest = round - 1n;
    if (this.#catchup === undefined) {
      return round - 1n > own.tip + 1n ? this.#announced(round - 1n, peer, nowMs, own) : [];
    }
    if (round - 1n <= this.#catchup.target) return [];
    this.#catchup.target = cut(round - 1n, own);
    return [this.#requestMissing(own)];
  }

  /** The tip changed; what follows from the pool. `settled`: something became final. */
  accepted(nowMs: number, own: OwnView, settled: boolean): SyncAction[] {
    this.#tipSinceMs = nowMs;
    this.#highest = 0n;
    if (settled) this.#blacklist.clear();
    this.#pool.dropUpTo(own.tip);
    const catchup = this.#catchup;
    if (catchup === undefined) return [{ kind: 'startConsensus' }];
    catchup.untilMs = nowMs + PROGRESS_MS;
    catchup.attempts = ATTEMPTS;
    const next = this.#pool.take(own.tip + 1n);
    if (next !== undefined) {
      const actions: SyncAction[] = [{ kind: 'accept', block: next, peer: catchup.peer }];
      if (own.tip + REQUEST_LEAD > catchup.lastRequest && catchup.lastRequest < catchup.target)
        actions.push(this.#requestMissing(own));
      return actions;
    }
    if (own.tip >= catchup.target) return this.#backInSync();
    return own.tip >= catchup.lastRequest ? [this.#requestMissing(own)] : [];
  }

  /** A block was replaced by a better one and must not come back before the next final block. */
  lost(hash: Hash): void {
    if (this.#blacklist.size >= MAX_BLACKLIST) this.#blacklist.clear();
    this.#blacklist.add(toHex(hash));
  }

  /** Every few seconds. */
  heartbeat(nowMs: number, own: OwnView): SyncAction[] {
    const actions: SyncAction[] = [];
    if (this.#presync !== undefined && nowMs > this.#presync.untilMs) this.#presync = undefined;
    const catchup = this.#catchup;
    if (catchup !== undefined && nowMs > catchup.untilMs) {
      catchup.attempts -= 1;
      catchup.untilMs = nowMs + PROGRESS_MS;
      if (catchup.attempts > 0) actions.push(this.#requestMissing(own));
      else actions.push(...this.#backInSync());
    }
    if (this.isStalled(nowMs) && nowMs - this.#askedMs > STALL_REPEAT_MS) {
      this.#askedMs = nowMs;
      // The branch we left may be the one the others settled on.
      this.#blacklist.clear();
      actions.push({ kind: 'askBlocks', height: own.lastFinal });
    }
    return actions;
  }

  /** At or below the tip: fork choice, or any verifiable block of another branch once we are stalled. */
  #old(block: Block, peer: Peer | undefined, nowMs: number, own: OwnView): SyncAction[] {
    const { height } = block.header;
    const choice = chooseFork(block.header, { lastFinal: own.lastFinal, at: own.header });
    if (choice === 'replace') return [{ kind: 'replace', block, peer }];
    if (choice !== 'inferior' && choice !== 'tie') return [];
    // A worse block is the way out only if others went on along it: otherwise they come to ours.
    if (this.isStalled(nowMs) && this.#highest > own.tip) return [{ kind: 'replace', block, peer }];
    return choice === 'inferior' && peer !== undefined ? [{ kind: 'sendOurs', height, peer }] : [];
  }

  #announced(target: bigint, peer: Peer, nowMs: number, own: OwnView, block?: Block): SyncAction[] {
    if (this.#presync !== undefined) return [];
    this.#presync = { peer, target: cut(target, own), from: own.tip, untilMs: nowMs + PRESYNC_MS };
    if (block !== undefined) this.#pool.add(block);
    return [{ kind: 'request', heights: [own.tip + 1n], peer }];
  }

  #leaveSync(own: OwnView, nowMs: number, actions: SyncAction[]): void {
    const { peer, target } = this.#presync as Presync;
    this.#presync = undefined;
    if (target <= own.tip + 1n) return;
    this.#catchup = { peer, target, lastRequest: own.tip, attempts: ATTEMPTS, untilMs: nowMs + PROGRESS_MS };
    actions.push(this.#requestMissing({ ...own, tip: own.tip + 1n }));
  }

  #ahead(block: Block, peer: Peer | undefined, own: OwnView): SyncAction[] {
    const catchup = this.#catchup as Catchup;
    const { height } = block.header;
    if (height > catchup.target) catchup.target = cut(height, own);
    if (height === own.tip + 1n) return [{ kind: 'accept', block, peer }];
    this.#pool.add(block);
    return catchup.lastRequest < own.tip + REQUEST_LEAD ? [this.#requestMissing(own)] : [];
  }

  #backInSync(): SyncAction[] {
    this.#catchup = undefined;
    this.#pool.clear();
    return [{ kind: 'startConsensus' }];
  }

  #requestMissing(own: OwnView): SyncAction {
    const catchup = this.#catchup as Catchup;
    const heights: bigint[] = [];
    for (let height = own.tip + 1n; height <= catchup.target && heights.length < REQUEST_BLOCKS; height++) {
      if (!this.#pool.has(height)) heights.push(height);
    }
    catchup.lastRequest = heights.at(-1) ?? own.tip;
    return { kind: 'request', heights, peer: catchup.peer };
  }
}

function cut(target: bigint, own: OwnView): bigint {
  return target > own.tip + MAX_LEAD ? own.tip + MAX_LEAD : target;
}
