import { decodeFeed, encodeArgument, transferAbi } from '@eventide/abi';
import { fromHex, toBase58, toHex } from '@eventide/base';
import { decodeG2Raw, encodeG2 } from '@eventide/crypto';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import type { NodeDoor } from '../api/nodeDoor.ts';

/**
 * The accounts an archive begins with, base58: those of the genesis state, or of the present one where that is gone.
 * Spec: 08 §6
 */
export async function genesisAccounts({
  ledger,
  state,
}: Pick<NodeDoor, 'ledger' | 'state'>): Promise<readonly string[]> {
  const genesis = await ledger.at(0n);
  const roots = genesis === undefined ? [undefined] : [genesis.block.header.stateHash, undefined];
  for (const root of roots) {
    try {
      return await accountsAt(state, root);
    } catch (error) {
      if (root === undefined) throw error;
    }
  }
  return [];
}

async function accountsAt(state: NodeDoor['state'], root: Uint8Array | undefined): Promise<readonly string[]> {
  const argument = encodeArgument(transferAbi, 'sync_accounts', [0n, 0n]);
  const accounts: string[] = [];
  for await (const item of state.feed(TRANSFER_CONTRACT, 'sync_accounts', argument, { root })) {
    const [, key] = decodeFeed(transferAbi, 'sync_accounts', item);
    accounts.push(toBase58(encodeG2(decodeG2Raw(typeof key === 'string' ? fromHex(key) : key))));
  }
  return [...new Set(accounts)].sort((a, b) =>
    toHex(new TextEncoder().encode(a)) < toHex(new TextEncoder().encode(b)) ? -1 : 1,
  );
}
