import { openLmdbStore } from '@eventide/store/lmdb';
import { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import { lockFolder } from '../run/folderLock.ts';

/**
 * Takes every block that is not final off the ledger of a node that does not run; the node fetches them again.
 * @returns heights before and after; equal if nothing was taken off
 * @throws NodeError NODE_FOLDER_BUSY, NODE_FORMAT, NODE_NOT_WRITABLE; FaultError FAULT_DISK
 * Spec: 08 §8.1
 */
export async function revertToFinal(path: string): Promise<{ readonly from: bigint; readonly to: bigint }> {
  const lock = await lockFolder(path);
  const store = openLmdbStore({ path: `${path}/ledger` });
  try {
    const ledger = new LedgerStore(store);
    const heights: bigint[] = [];
    for (let tip = await ledger.tip(); tip !== undefined; tip = await ledger.tip()) {
      heights.push(tip.block.header.height);
      if (tip.label.kind === 'Final') break;
      await ledger.removeTip();
    }
    return { from: heights[0] ?? 0n, to: heights.at(-1) ?? 0n };
  } finally {
    await store.close();
    await lock.release();
  }
}
