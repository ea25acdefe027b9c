import type { Lux } from '@eventide/base';
import { getTip } from '../../chain/actions.ts';
import type { Client } from '../../client.ts';
import { NetworkError, WalletError } from '../../errors.ts';
import { spendableNotes } from '../balance.ts';
import { createInlineScanner, type Scanner } from '../scan/scanner.ts';
import type { SyncState } from '../store/records.ts';
import { edgeRoot, type TreeEdge } from '../tree/noteTree.ts';
import type { Wallet } from '../wallet.ts';
import { createNotesFeed } from './notesFeed.ts';
import { PAGE_NOTES, readPages } from './readPages.ts';
import { readSpends } from './readSpends.ts';
import { findRollback, rollbackTo } from './rollback.ts';
import { settleSent } from './settleSent.ts';
import { noteRoot, numNotes, startEdge } from './start.ts';

export type SyncProgress = {
  readonly phase: 'notes' | 'nullifiers' | 'public';
  /** Notes, then blocks or nullifiers. */
  readonly done: number;
  readonly total: number;
  /** Own notes found so far, in this run. */
  readonly found: number;
  /** What can be spent by what is known so far. */
  readonly spendable: Lux;
  /** Seconds left of this phase by the speed so far; null: nothing is known yet. */
  readonly etaSec: number | null;
};

export type SyncWalletParams = {
  readonly wallet: Wallet;
  /** Where scanning begins, for a wallet that was never synced; default the wallet's own. */
  readonly birthday?: bigint | undefined;
  /** Forget everything and scan again. */
  readonly full?: boolean | undefined;
  /** Notes asked for at once, with a checkpoint behind them; default 5,000. */
  readonly pageNotes?: number | undefined;
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type SyncResult = {
  /** The wallet knows everything up to this block. */
  readonly height: bigint;
  readonly hash: string;
  /** Notes on the chain, and scanned in this run. */
  readonly notes: number;
  readonly scanned: number;
  /** Own notes found in this run. */
  readonly found: number;
  /** Height back to which a reorganisation made it go; null: none. */
  readonly rolledBackTo: bigint | null;
};

const running = new WeakMap<Wallet, Promise<unknown>>();

/**
 * Brings a wallet to the tip: back over a reorganisation, notes page by page with a checkpoint each, spends, then the state of its own
 * transactions. May be ended at any moment and goes on where it was. The node learns neither own notes nor own nullifiers.
 * One run per wallet at a time; a second call waits for the first.
 * @throws WalletError WALLET_LOCKED, WALLET_READ_ONLY, WALLET_DEV_KEY; NetworkError NETWORK_WRONG_CHAIN, NETWORK_STALE, NETWORK_UNREACHABLE,
 * NETWORK_BAD_ANSWER; the signal's reason
 * Spec: 13 §4
 */
export function syncWallet(client: Client, params: SyncWalletParams): Promise<SyncResult> {
  const { wallet } = params;
  const before = running.get(wallet) ?? Promise.resolve();
  const run = before.catch(() => {}).then(() => sync(client, params));
  running.set(wallet, run);
  return run;
}

async function sync(client: Client, params: SyncWalletParams): Promise<SyncResult> {
  const { wallet, signal, onProgress, full = false } = params;
  await assertSameChain(client, wallet, signal);
  const feed = createNotesFeed(client);
  const rolledBackTo = await goBack(client, wallet, full, signal);
  const tip = await getTip(client, { signal });
  const total = Number(await numNotes(client, signal));
  if (wallet.syncState === null) {
    const start = await startEdge(client, feed, params.birthday ?? wallet.birthday, signal);
    await wallet.commit({ sync: { start, checkpoints: [], nullifiers: null, profiles: wallet.profileCount } });
  }
  const progress = progressOf(client, wallet, onProgress);
  const scanner: Scanner = client.scanner ?? createInlineScanner();
  const before = edgeOf(wallet).size;
  const pageNotes = params.pageNotes ?? PAGE_NOTES;
  const found = await readPages(client, { wallet, feed, scanner, tip, total, pageNotes, progress, signal });
  await checkRoot(client, wallet, tip.hash, signal);
  await readSpends(client, { wallet, tip, found, progress, signal });
  progress('public', 0, 1, found);
  await settleSent(client, wallet, tip, signal);
  progress('public', 1, 1, found);
  const { size } = edgeOf(wallet);
  return { height: tip.height, hash: tip.hash, notes: size, scanned: size - before, found, rolledBackTo };
}

/** The edge of what is scanned. */
export function edgeOf(wallet: Wallet): TreeEdge {
  const state = wallet.syncState;
  if (state === null) throw new WalletError('WALLET_SYNC_NEEDED');
  return state.checkpoints.at(-1)?.edge ?? state.start;
}

/** Tells progress with a spendable balance and an estimate per phase. */
export type ReportProgress = (phase: SyncProgress['phase'], done: number, total: number, found: number) => void;

function progressOf(client: Client, wallet: Wallet, onProgress: SyncWalletParams['onProgress']): ReportProgress {
  let phaseNow: SyncProgress['phase'] | null = null;
  let startedMs = 0;
  let startedAt = 0;
  return (phase, done, total, found) => {
    if (onProgress === undefined) return;
    const nowMs = client.clock.nowMs();
    if (phase !== phaseNow) {
      phaseNow = phase;
      startedMs = nowMs;
      startedAt = done;
    }
    const speed = (done - startedAt) / Math.max(nowMs - startedMs, 1);
    const etaSec = speed > 0 ? Math.ceil(Math.max(total - done, 0) / speed / 1_000) : done >= total ? 0 : null;
    const spendable = spendableNotes(wallet).reduce((sum, { value }) => sum + value, 0n);
    onProgress({ phase, done, total, found, spendable, etaSec });
  };
}

/** Binds the wallet to its first chain and refuses every other. */
export async function assertSameChain(client: Client, wallet: Wallet, signal?: AbortSignal): Promise<void> {
  const { chainId, genesisHash } = await client.chain(signal);
  if (wallet.isPublished && (chainId === 1 || chainId === 2)) throw new WalletError('WALLET_DEV_KEY', { chainId });
  const { network } = wallet;
  if (network === null) {
    await wallet.commit({ network: { chainId, genesisHash } });
    return;
  }
  if (network.chainId !== chainId || network.genesisHash !== genesisHash) {
    throw new NetworkError('NETWORK_WRONG_CHAIN', {
      url: client.transport.url,
      expected: `${network.chainId} ${network.genesisHash}`,
      found: `${chainId} ${genesisHash}`,
    });
  }
}

/** Undoes what the chain has undone, or everything. The height it went back to; null: nothing was undone. */
async function goBack(client: Client, wallet: Wallet, full: boolean, signal?: AbortSignal): Promise<bigint | null> {
  const state = wallet.syncState;
  if (state === null) return null;
  if (full || state.profiles !== wallet.profileCount) {
    const start = full ? undefined : state.start;
    const reset: SyncState = {
      start: start ?? state.start,
      checkpoints: [],
      nullifiers: null,
      profiles: wallet.profileCount,
    };
    await wallet.commit({ dropped: [...wallet.notes.keys()], sync: reset });
    return null;
  }
  const change = await findRollback(client, state, wallet.notes.values(), wallet.sent.values(), signal);
  if (change === null) return null;
  await wallet.commit(change);
  return wallet.syncState?.checkpoints.at(-1)?.height ?? 0n;
}

/**
 * Compares the own tree with the node's, if the chain has not moved on since. Where they differ, one of the nodes asked since the roots
 * were last equal has lied: all that was read since then is forgotten, and nothing of what was proven before.
 */
async function checkRoot(client: Client, wallet: Wallet, tipHash: string, signal?: AbortSignal): Promise<void> {
  const state = wallet.syncState;
  if (state === null) throw new WalletError('WALLET_SYNC_NEEDED');
  const root = await noteRoot(client, signal);
  if (root === edgeRoot(edgeOf(wallet))) {
    const last = state.checkpoints.at(-1);
    if (last === undefined || last.rooted === true) return;
    const checkpoints = [...state.checkpoints.slice(0, -1), { ...last, rooted: true }];
    return wallet.commit({ sync: { ...state, checkpoints } });
  }
  const { hash } = await getTip(client, { signal });
  if (hash !== tipHash) return;
  const rooted = state.checkpoints.findLastIndex((checkpoint) => checkpoint.rooted === true);
  const kept = state.checkpoints.slice(0, rooted + 1);
  await wallet.commit(rollbackTo(kept, state, wallet.notes.values(), wallet.sent.values()));
  throw new NetworkError('NETWORK_BAD_ANSWER', { at: 'root', rule: 'the root of the notes that were read' });
}
