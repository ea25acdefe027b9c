import { decodeFeed, encodeArgument, transferAbi } from '@eventide/abi';
import { fromHex } from '@eventide/base';
import { formatAccount } from '@eventide/crypto/bls/keys';
import { decodeG2Raw } from '@eventide/crypto/bls12-381/raw';
import { TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';
import type { Engine } from './engine.ts';
import { queryContract } from './query.ts';

/** Balance and nonce of a public account. */
export type AccountState = { readonly balance: bigint; readonly nonce: bigint };

/**
 * All public accounts of a state, by their text. Everything is read: for tools, not for a node at work.
 * @throws ExecutionError EXEC_QUERY_FAILED, EXEC_CONTRACT_UNKNOWN without a transfer contract; VmError VM_BASE_UNKNOWN
 * Spec: 05 §4.2
 */
export function allAccounts(engine: Engine, root: Uint8Array): ReadonlyMap<string, AccountState> {
  const argument = encodeArgument(transferAbi, 'sync_accounts', [0n, 0n]);
  const query = { root, contract: TRANSFER_CONTRACT, method: 'sync_accounts', argument };
  const accounts = new Map<string, AccountState>();
  for (const part of queryContract(engine, query).feeds) {
    const [{ balance, nonce }, key] = decodeFeed(transferAbi, 'sync_accounts', part);
    accounts.set(formatAccount(decodeG2Raw(typeof key === 'string' ? fromHex(key) : key)), { balance, nonce });
  }
  return accounts;
}
