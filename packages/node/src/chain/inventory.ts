import type { Hash, InventoryItem } from '@eventide/ledger';

/** An inventory is answered for so many items at most. Spec: 06 §18 */
const MAX_WANTED = 100;

/** What of an inventory is asked for, and the block after which the rest of a full one is asked for. Spec: 06 §18 */
export function wantedOf(
  items: readonly InventoryItem[],
  isWanted: (hash: Hash) => boolean,
): { readonly asked: readonly InventoryItem[]; readonly continuesAfter: Hash | undefined } {
  const asked = items.filter((item) => item.kind === 'BlockFromHash' && isWanted(item.hash)).slice(0, MAX_WANTED);
  const last = asked.at(-1);
  const isFull = items.length >= MAX_WANTED && last !== undefined && 'hash' in last;
  return { asked, continuesAfter: isFull ? last.hash : undefined };
}
