import { toHex } from '@eventide/base';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';
import type { Transaction } from '@eventide/tx/transaction';

/** What a transaction does, in two words: `shielded 2→2`, `public`, `stake.stake`, `deploy`. */
export function txKind(tx: Transaction): string {
  const { data } = tx.payload;
  if (data?.kind === 'call') return `${contractName(toHex(data.contract))}.${data.fnName}`;
  if (data?.kind === 'deploy') return 'deploy';
  if (data?.kind === 'blob') return 'blob';
  if (tx.kind === 'moonlight') return 'public';
  const { nullifiers, outputs } = tx.payload.skeleton;
  return `shielded ${nullifiers.length}→${outputs.length}`;
}

function contractName(id: string): string {
  if (id === toHex(TRANSFER_CONTRACT)) return 'transfer';
  if (id === toHex(STAKE_CONTRACT)) return 'stake';
  return id.slice(0, 4);
}
