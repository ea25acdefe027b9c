import { isEventideError } from '@eventide/base';
import type { GlobalFlags, Io } from '../command.ts';

type Values = (io: Io, flags: GlobalFlags) => readonly string[] | Promise<readonly string[]>;

/** By placeholder. Nothing is asked of a node: completion answers at once or not at all. */
const values: Readonly<Record<string, Values>> = {
  wallet: async (io) => [...(await walletNames(io)), ...(await localNames())],
  who: async (io) => [...(await localNames()), ...(await entries(io))],
  recipient: async (io) => [...(await localNames()), ...(await entries(io))],
  entry: entries,
  network: async (io, flags) =>
    (await import('../config/networks.ts')).knownNetworks(io, flags).map(({ name }) => name),
  circuit: async () => (await import('../commands/circuit/circuitNames.ts')).circuitNames,
  contract: async (io) => {
    const [{ contractNames }, { genesisContracts }] = await Promise.all([
      import('../contract/contractBook.ts'),
      import('../contract/genesisContracts.ts'),
    ]);
    return [...genesisContracts.map(({ name }) => name), ...contractNames(io)];
  },
  template: async () => (await import('@eventide/contract-sdk/project/newContract')).contractTemplates(),
  shell: async () => (await import('./scripts.ts')).shells,
  stage: () => ['included', 'executed', 'final'],
  set: () => ['aegis', 'sound-1'],
};

/** What a placeholder may be replaced by, as far as this machine knows; nothing where a file of ours is damaged. */
export async function valuesOf(io: Io, flags: GlobalFlags, placeholder: string): Promise<readonly string[]> {
  try {
    return (await values[placeholder]?.(io, flags)) ?? [];
  } catch (error) {
    if (isEventideError(error)) return [];
    throw error;
  }
}

async function walletNames(io: Io): Promise<readonly string[]> {
  return (await import('../wallet/walletFolders.ts')).listWallets(io).map(({ name }) => name);
}

async function entries(io: Io): Promise<readonly string[]> {
  return Object.keys((await import('../config/book.ts')).readBook(io));
}

async function localNames(): Promise<readonly string[]> {
  const { FAUCET, USERS } = await import('@eventide/devnet/accounts/words');
  return [...USERS, FAUCET].map(([name]) => name);
}
