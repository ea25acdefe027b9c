import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultError } from '@eventide/base';
import type { KeyValueStore } from '@eventide/store';
import { openLmdbStore } from '@eventide/store/lmdb';
import type { LockPort } from '../wallet/lock.ts';
import { fileLocks } from './fileLocks.ts';

/**
 * Where a wallet of one network lives on disk: its store, the name of its lock and locks across processes. Close the store at the end.
 * `openWallet({ ...(await openWalletFolder(folder)), password })`
 * @throws FaultError FAULT_DISK
 */
export async function openWalletFolder(
  folder: string,
): Promise<{ readonly store: KeyValueStore; readonly name: string; readonly locks: LockPort }> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new FaultError('FAULT_DISK', { operation: 'create', path: folder }, { cause });
  }
  return { store: await openLmdbStore({ path: join(folder, 'wallet') }), name: folder, locks: fileLocks(folder) };
}
