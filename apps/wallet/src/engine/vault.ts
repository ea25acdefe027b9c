import { utf8 } from '@eventide/base';
import type { KeyValueStore } from '@eventide/store';
import { deleteIndexedDb, openIndexedDbStore } from '@eventide/store/indexedDb';
import { type Attempts, noAttempts } from './attempts.ts';

/** The two databases of a wallet: the sealed one, and one for what must be known while it is locked. */
export type Vault = {
  readonly name: string;
  readonly wallet: KeyValueStore;
  readonly notes: KeyValueStore;
};

const ATTEMPTS = utf8('attempts');

/** Opens the databases of a network's wallet. @throws FaultError FAULT_DISK if the browser refuses */
export async function openVault(network: string): Promise<Vault> {
  const name = `eventide-wallet-${network.replace(/[^a-zA-Z0-9.-]/g, '_')}`;
  const wallet = await openIndexedDbStore({ name });
  return { name, wallet, notes: await openIndexedDbStore({ name: `${name}-app` }) };
}

/** Removes everything of this wallet from this browser. */
export async function wipeVault(vault: Vault): Promise<void> {
  await closeVault(vault);
  await deleteIndexedDb(vault.name);
  await deleteIndexedDb(`${vault.name}-app`);
}

export async function closeVault(vault: Vault): Promise<void> {
  await vault.wallet.close();
  await vault.notes.close();
}

/** Wrong passwords survive a reload: else reloading would be a way around the wait. */
export async function readAttempts(vault: Vault): Promise<Attempts> {
  const bytes = await vault.notes.get(ATTEMPTS);
  if (bytes === undefined) return noAttempts;
  try {
    const { count, lastMs } = JSON.parse(new TextDecoder().decode(bytes)) as Attempts;
    return { count: Number(count), lastMs: Number(lastMs) };
  } catch {
    return noAttempts;
  }
}

export async function writeAttempts(vault: Vault, attempts: Attempts): Promise<void> {
  await vault.notes.put(ATTEMPTS, utf8(JSON.stringify(attempts)));
}
