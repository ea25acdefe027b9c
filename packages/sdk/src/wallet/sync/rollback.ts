import { checkBlock } from '../../chain/actions.ts';
import type { Client } from '../../client.ts';
import type { Checkpoint, SentTx, SyncState, WalletNote } from '../store/records.ts';
import { truncatePath } from '../tree/noteTree.ts';
import type { WalletChange } from '../wallet.ts';

/**
 * What a reorganisation takes back: null if the chain still holds the newest checkpoint. Everything after the last common checkpoint
 * is forgotten; spends seen after it are open again. Spec: 03 §18.5, 13 §4
 */
export async function findRollback(
  client: Client,
  state: SyncState,
  notes: Iterable<WalletNote>,
  sent: Iterable<SentTx>,
  signal?: AbortSignal,
): Promise<WalletChange | null> {
  const kept = [...state.checkpoints];
  for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
    if (await checkBlock(client, last, { signal })) break;
    kept.pop();
  }
  const { nullifiers } = state;
  const whole = kept.length === state.checkpoints.length;
  const spendsHold = nullifiers === null || (await checkBlock(client, nullifiers, { signal }));
  return whole && spendsHold ? null : rollbackTo(kept, state, notes, sent);
}

/** The change that leaves only what `kept` vouches for. */
export function rollbackTo(
  kept: readonly Checkpoint[],
  state: SyncState,
  notes: Iterable<WalletNote>,
  sent: Iterable<SentTx>,
): WalletChange {
  const last = kept.at(-1);
  const height = last?.height ?? -1n;
  const size = (last?.edge ?? state.start).size;
  const dropped: bigint[] = [];
  const changed: WalletNote[] = [];
  let knowsSpends = last !== undefined && state.nullifiers !== null && state.nullifiers.height >= height;
  for (const note of notes) {
    if (note.pos >= BigInt(size)) {
      dropped.push(note.pos);
      continue;
    }
    const reopened = note.spent !== null && note.spent.height > height;
    // A spend of the whole set may be older than it was seen: only the set can tell again.
    if (reopened && note.spent?.txId === null) knowsSpends = false;
    const path = truncatePath({ pos: Number(note.pos), path: note.path }, size);
    changed.push({ ...note, path, spent: reopened ? null : note.spent });
  }
  const waiting = [...sent]
    .filter(({ block }) => block !== null && block.height > height)
    .map((it): SentTx => ({ ...it, state: 'waiting', block: null, gasSpent: null, error: null }));
  return {
    dropped,
    notes: changed,
    sent: waiting,
    sync: {
      ...state,
      checkpoints: kept,
      nullifiers: knowsSpends && last !== undefined ? { height: last.height, hash: last.hash } : null,
    },
  };
}
