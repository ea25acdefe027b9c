import { contractConstants } from '@eventide/params';
import type { BlockRef } from '../../chain/types.ts';
import type { Client } from '../../client.ts';
import { getTxStatus, type TxStatus } from '../../watch/waitForTx.ts';
import type { SentTx } from '../store/records.ts';
import type { Wallet } from '../wallet.ts';

/** Blocks after which a transaction that the node does not know is given up: its notes are free again. */
const GONE_AFTER_BLOCKS = 30n;
/** The same for one that was never sent: a while before its root is forgotten. Spec: 13 §5.3 */
const UNSENT_GONE_AFTER_BLOCKS = BigInt(contractConstants.maxRoots - 320);

/** Brings the wallet's own transactions up to date: executed, final, or gone. */
export async function settleSent(client: Client, wallet: Wallet, tip: BlockRef, signal?: AbortSignal): Promise<void> {
  const changed: SentTx[] = [];
  for (const sent of wallet.sent.values()) {
    if (sent.state !== 'waiting' && sent.state !== 'executed') continue;
    const status = await getTxStatus(client, sent.id, signal);
    const now = settled(sent, status, tip.height, spentElsewhere(wallet, sent));
    if (
      now.state !== sent.state ||
      (now.unsent ?? false) !== (sent.unsent ?? false) ||
      now.block?.hash !== sent.block?.hash
    )
      changed.push(now);
  }
  if (changed.length > 0) await wallet.commit({ sent: changed });
}

/** The state of a transaction by what the node says of it. */
export function settled(sent: SentTx, status: TxStatus, tip: bigint, replaced: boolean): SentTx {
  if (status.state === 'unknown') {
    const old = tip > sent.sentHeight + (sent.unsent === true ? UNSENT_GONE_AFTER_BLOCKS : GONE_AFTER_BLOCKS);
    return replaced || old ? { ...sent, state: 'gone', block: null } : { ...sent, state: 'waiting', block: null };
  }
  if (status.state === 'included') return { ...sent, unsent: false, state: 'waiting', block: null };
  const failed = status.error !== undefined;
  return {
    ...sent,
    unsent: false,
    state: status.state === 'final' ? (failed ? 'failed' : 'final') : 'executed',
    block: status.block ?? null,
    gasSpent: status.gasSpent ?? null,
    error: status.error ?? null,
  };
}

/** One of its notes was spent by another transaction. */
function spentElsewhere(wallet: Wallet, sent: SentTx): boolean {
  return sent.notes.some((pos) => {
    const spent = wallet.notes.get(pos)?.spent;
    return spent !== null && spent !== undefined && spent.txId !== null && spent.txId !== sent.id;
  });
}
