import { getTip } from '../../chain/actions.ts';
import type { BlockRef } from '../../chain/types.ts';
import type { Client } from '../../client.ts';
import type { SyncState, WalletNote } from '../store/records.ts';
import { emptyPath } from '../tree/noteTree.ts';
import type { Wallet } from '../wallet.ts';
import { nullifiersAfter } from './nullifiers.ts';
import type { ReportProgress } from './syncWallet.ts';

export type ReadSpendsParams = {
  readonly wallet: Wallet;
  readonly tip: BlockRef & { readonly final: BlockRef };
  readonly found: number;
  readonly progress: ReportProgress;
  readonly signal?: AbortSignal | undefined;
};

/** Marks own notes whose nullifiers the chain has. */
export async function readSpends(
  client: Client,
  { wallet, tip, found, progress, signal }: ReadSpendsParams,
): Promise<void> {
  const state = wallet.syncState as SyncState;
  const open = new Map(
    [...wallet.notes.values()].filter(({ spent }) => spent === null).map((note) => [note.nullifier, note]),
  );
  const spentBy = new Map<WalletNote, { readonly height: bigint | null; readonly txId: string | null }>();
  let whole = false;
  progress('nullifiers', 0, 1, found);
  for await (const part of nullifiersAfter(client, state.nullifiers?.height ?? null, tip.height, signal)) {
    whole = part.whole;
    for (const { nullifier, height, txId } of part.seen) {
      const note = open.get(nullifier);
      if (note !== undefined) spentBy.set(note, { height, txId });
    }
    progress('nullifiers', Number(part.done), Number(part.total), found);
  }
  // The set is that of the tip after reading it: blocks that came meanwhile are in it.
  const place = whole ? await getTip(client, { signal }) : tip;
  const notes = [...spentBy].map(([note, { height, txId }]) => ({
    ...note,
    spent: { height: height ?? place.height, txId },
  }));
  // Nothing can bring notes back that were spent in final blocks: their ways are not needed any more.
  const settled = [...wallet.notes.values()]
    .filter(
      ({ spent, path }) =>
        spent !== null && spent.height <= tip.final.height && path.some((row) => row.some((it) => it !== null)),
    )
    .map((note) => ({ ...note, path: emptyPath() }));
  await wallet.commit({
    notes: [...notes, ...settled],
    sync: { ...(wallet.syncState as SyncState), nullifiers: { height: place.height, hash: place.hash } },
  });
}
