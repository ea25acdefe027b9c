import { noteSecretKey } from '@eventide/crypto/keys/phoenix';
import { noteNullifier } from '@eventide/tx/phoenix/nullifier';
import { query } from '../../calls/query.ts';
import { checkHash } from '../../chain/actions.ts';
import type { BlockRef } from '../../chain/types.ts';
import type { Client } from '../../client.ts';
import { NetworkError } from '../../errors.ts';
import { asObject, asText } from '../../json.ts';
import { COMPACT_SIZE, type CompactPage, countNotes, placeOf, readCompactNote } from '../scan/compactNote.ts';
import type { Scanner, ScanResult } from '../scan/scanner.ts';
import type { Checkpoint, WalletNote } from '../store/records.ts';
import { appendLeaves, emptyPath, type LeafPath, type TreeEdge } from '../tree/noteTree.ts';
import type { Wallet } from '../wallet.ts';
import type { NotesFeed } from './notesFeed.ts';
import type { ReportProgress } from './syncWallet.ts';

/** Notes of a page. Spec: 13 §4 */
export const PAGE_NOTES = 5_000;

/** Checkpoints kept: far more than blocks can be reverted. */
const MAX_CHECKPOINTS = 32;
/** Notes found this near the tip arrived just now. */
const RECENT_BLOCKS = 20n;

export type ReadPagesParams = {
  readonly wallet: Wallet;
  readonly feed: NotesFeed;
  readonly scanner: Scanner;
  /** Notes of later blocks are left to the next run. */
  readonly tip: BlockRef & { readonly final: BlockRef };
  readonly total: number;
  readonly pageNotes: number;
  readonly progress: ReportProgress;
  readonly signal?: AbortSignal | undefined;
};

/** Reads, scans and stores all notes up to the tip; the number of own ones found. */
export async function readPages(client: Client, params: ReadPagesParams): Promise<number> {
  const { wallet, feed, scanner, tip, pageNotes, progress, signal } = params;
  const keys = wallet.viewKeys();
  let edge = wallet.syncState?.checkpoints.at(-1)?.edge ?? (wallet.syncState?.start as TreeEdge);
  let found = 0;
  progress('notes', edge.size, Math.max(params.total, edge.size), found);
  let next = feed.page(edge.size, pageNotes, signal);
  for (;;) {
    const page = await next;
    const known = upTo(page, tip.height);
    const last = countNotes(known) < pageNotes;
    // The next page is on its way while this one is scanned; nobody waits for it if this one fails.
    if (!last) {
      next = feed.page(edge.size + pageNotes, pageNotes, signal);
      next.catch(() => {});
    }
    const result = await scanner.scan(keys, known, signal);
    const place = last ? tip : await confirmPage(client, tip, placeOf(known, countNotes(known) - 1).height, signal);
    if (last) await confirmPage(client, tip, tip.height, signal);
    edge = await storePage(client, wallet, { page: known, result, edge, place, tip });
    found += result.found.length;
    progress('notes', edge.size, Math.max(params.total, edge.size), found);
    if (last) return found;
  }
}

/** Notes of blocks up to `height`. */
function upTo(page: CompactPage, height: bigint): CompactPage {
  let count = countNotes(page);
  while (count > 0 && placeOf(page, count - 1).height > height) count--;
  return page.subarray(0, count * COMPACT_SIZE);
}

/**
 * The block at `height`, if the chain still holds the tip from which the run began: then what was read in between is of its chain.
 * @throws NetworkError NETWORK_STALE after a reorganisation
 */
async function confirmPage(client: Client, tip: BlockRef, height: bigint, signal?: AbortSignal): Promise<BlockRef> {
  const text = `query { checkBlock(height: ${tip.height}, hash: "${checkHash(tip.hash)}") block(height: ${height}) { header { hash } } }`;
  const data = await query(client.transport, text, { signal });
  if (data.checkBlock !== true)
    throw new NetworkError('NETWORK_STALE', { rule: 'the chain was reorganised meanwhile', height: tip.height });
  return { height, hash: asText(asObject(asObject(data.block, 'block').header, 'header').hash, 'hash') };
}

async function storePage(
  client: Client,
  wallet: Wallet,
  read: {
    readonly page: CompactPage;
    readonly result: ScanResult;
    readonly edge: TreeEdge;
    readonly place: BlockRef;
    readonly tip: ReadPagesParams['tip'];
  },
): Promise<TreeEdge> {
  const { page, result, edge, place, tip } = read;
  // A note without value can be spent and is of no use.
  const fresh = result.found
    .filter(({ value }) => value > 0n)
    .map(({ index, key, value, blinder }): WalletNote => {
      const { height, pos } = placeOf(page, index);
      const note = readCompactNote(page, index);
      const noteSk = noteSecretKey(wallet.secretsOf(key).phoenix, note.stealthAddress);
      return {
        profile: key,
        pos,
        height,
        value,
        blinder,
        nullifier: noteNullifier(noteSk, pos),
        compact: page.slice(index * COMPACT_SIZE + 8, (index + 1) * COMPACT_SIZE),
        spent: null,
        seenMs: tip.height - height <= RECENT_BLOCKS ? client.clock.nowMs() : null,
        path: emptyPath(),
      };
    });
  const open = [...wallet.notes.values()].filter(({ spent }) => spent === null || spent.height > tip.final.height);
  const watched = [...open, ...fresh].map((note) => ({ note, pos: Number(note.pos), path: copyPath(note.path) }));
  const after = appendLeaves(edge, result.leaves, watched);
  const changed = watched.filter(({ note, path }) => knownNodes(path) !== knownNodes(note.path));
  const state = wallet.syncState;
  if (state === null) throw new NetworkError('NETWORK_STALE');
  const checkpoint: Checkpoint = { height: place.height, hash: place.hash, edge: after };
  const before = state.checkpoints.filter(({ height, hash }) => height !== place.height || hash !== place.hash);
  await wallet.commit({
    notes: changed.map(({ note, path }) => ({ ...note, path })),
    sync: { ...state, checkpoints: [...before, checkpoint].slice(-MAX_CHECKPOINTS) },
  });
  return after;
}

function copyPath(path: LeafPath): LeafPath {
  return path.map((row) => [...row]);
}

function knownNodes(path: LeafPath): number {
  return path.reduce((sum, row) => sum + row.filter((node) => node !== null).length, 0);
}
