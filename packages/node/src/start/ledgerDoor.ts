import { equalBytes } from '@eventide/base';
import type { LabelledChainBlock, LedgerDoor } from '../api/nodeDoor.ts';
import type { Chain } from '../chain/chain.ts';
import type { LedgerStore } from '../ledgerStore/ledgerStore.ts';

/** The own chain for those who read. */
export function createLedgerDoor(ledger: LedgerStore, chain: Chain): LedgerDoor {
  const at = async (height: bigint): Promise<LabelledChainBlock | undefined> => {
    const stored = await ledger.at(height);
    return stored && { block: stored.block, label: stored.label };
  };
  return {
    tip: () => chain.tip,
    lastFinal() {
      const { height, hash } = chain.lastFinal.block.header;
      return { height, hash };
    },
    at,
    async byHash(hash) {
      const header = await ledger.header(hash);
      const found = header && (await at(header.height));
      return found !== undefined && equalBytes(found.block.header.hash, hash) ? found : undefined;
    },
    async spent(id) {
      const spent = await ledger.spent(id);
      const block = spent && (await ledger.at(spent.blockHeight));
      if (spent === undefined || block === undefined) return undefined;
      return { ...spent, blockHash: block.hash, timestampSec: block.block.header.timestampSec };
    },
  };
}
