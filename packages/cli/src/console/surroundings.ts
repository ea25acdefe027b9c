import * as base from '@eventide/base';
import { accountNamed, type LocalAccounts, localAccounts } from '@eventide/devnet/accounts/localAccounts';
import * as sdk from '@eventide/sdk';
import type { Input, Io } from '../command.ts';
import { findContract, type NamedContract } from '../contract/findContract.ts';
import type { Connection } from '../wallet/connect.ts';
import { type OpenProfile, openProfile } from '../wallet/openProfile.ts';

/** What code in the console can name, and how to close what it opened. */
export type Surroundings = {
  readonly names: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
};

/** The SDK's functions by their names, the connected client, and short ways to what a session begins with. */
export function consoleSurroundings(io: Io, input: Input, connection: Connection): Surroundings {
  const { client, facts, network } = connection;
  const opened: OpenProfile[] = [];
  /** The wallet of a name, brought to the tip. */
  const wallet = async (name: string): Promise<sdk.Profile> => {
    const found = await openProfile(io, input, connection, name);
    opened.push(found);
    await sdk.syncWallet(client, { wallet: found.profile.wallet });
    return found.profile;
  };
  /** A contract by name or id, with what it reads and writes. */
  const contract = async (name: string): Promise<unknown> => {
    const found: NamedContract = await findContract(io, input, facts.genesisHash, name);
    return sdk.getContract({ client, id: found.id, abi: found.abi ?? {} });
  };
  const { parseDusk, formatDusk, toHex, fromHex } = base;
  return {
    names: {
      ...sdk,
      parseDusk,
      formatDusk,
      toHex,
      fromHex,
      client,
      facts,
      network,
      wallet,
      contract,
      accounts: accountsOf(network.running?.seed),
    },
    async close() {
      for (const { close } of opened.splice(0)) await close();
    },
  };
}

/** Local accounts by name. */
function accountsOf(seed = 0): Readonly<Record<string, unknown>> {
  const all: LocalAccounts = localAccounts(seed);
  return Object.fromEntries([...all.users, all.faucet].map(({ name }) => [name, accountNamed(all, name)]));
}
