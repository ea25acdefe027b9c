import { type Client, createWallet, type Profile, syncWallet } from '@eventide/sdk';
import { createMemoryStore } from '@eventide/store/memory';
import { accountNamed, type LocalAccount, type LocalAccounts } from '../accounts/localAccounts.ts';
import { DevnetError } from '../errors.ts';

/** The words are printed in the source: sealing them costs as little as it may. */
const NO_SECRET = { n: 2, r: 8, p: 1 } as const;

/** Wallets of the local accounts, opened when they are first asked for. */
export type Personas = {
  /** @throws DevnetError DEVNET_NO_ACCOUNT */
  open(name: string): Promise<Profile>;
  /** Brings the wallet to the tip. */
  synced(name: string): Promise<Profile>;
  close(): Promise<void>;
};

export function createPersonas(accounts: LocalAccounts, client: Client): Personas {
  const opened = new Map<string, Promise<Profile>>();
  const find = (name: string): LocalAccount => {
    const account = accountNamed(accounts, name);
    if (account === undefined) throw new DevnetError('DEVNET_NO_ACCOUNT', { name });
    return account;
  };
  const open = (name: string): Promise<Profile> => {
    const account = find(name);
    const known = opened.get(name);
    if (known !== undefined) return known;
    const profile = openPersona(account);
    opened.set(name, profile);
    return profile;
  };
  return {
    open: async (name) => open(name),
    async synced(name) {
      const profile = await open(name);
      await syncWallet(client, { wallet: profile.wallet });
      return profile;
    },
    async close() {
      for (const profile of opened.values()) await (await profile).wallet.close();
      opened.clear();
    },
  };
}

/** A wallet in memory with the profiles up to the account's. */
export async function openPersona({ mnemonic, index, name }: LocalAccount): Promise<Profile> {
  const wallet = await createWallet({
    store: createMemoryStore(),
    password: '',
    mnemonic,
    name: `local/${name}/${Math.random()}`,
    birthday: 0n,
    profiles: index + 1,
    cost: NO_SECRET,
  });
  return wallet.profile(index);
}
