import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { accountNamed, type LocalAccount, localAccounts } from '@eventide/devnet/accounts/localAccounts';
import {
  createWallet,
  hasWallet,
  impersonate,
  openWallet,
  type Profile,
  smallCost,
  strongCost,
  type Wallet,
} from '@eventide/sdk';
import { openWalletFolder } from '@eventide/sdk/node';
import type { Input, Io } from '../command.ts';
import { resolveSettings } from '../config/settings.ts';
import { CliError } from '../errors.ts';
import { readPassword } from '../input/password.ts';
import type { Connection } from './connect.ts';
import { chainFolder, chainFolders, findWallet, listWallets, personaFolder } from './walletFolders.ts';

/** An unlocked wallet and one of its profiles. */
export type OpenProfile = { readonly name: string; readonly profile: Profile; close(): Promise<void> };

/** The words of local accounts are printed in the source: sealing them costs as little as it may. */
const NO_SECRET = { n: 2, r: 8, p: 1 } as const;
const FOUR_GIB = 4 * 1024 ** 3;

/**
 * The wallet a command speaks of: `--from`, `--account`, settings, else the only one, on local networks else alice. On local networks the
 * published accounts need neither wallet nor password.
 * @throws CliError CLI_NOT_FOUND, CLI_USAGE; WalletError
 */
export async function openProfile(
  io: Io,
  input: Pick<Input, 'flags' | 'options'>,
  connection: Connection,
  given?: string | undefined,
): Promise<OpenProfile> {
  const chosen = given ?? chosenName(io, input, connection);
  if (isAccount(chosen) && connection.network.running?.mode === 'solo') return openImpersonated(io, connection, chosen);
  const { name, index } = nameAndProfile(chosen);
  const local = localAccount(connection, name);
  const { profileIndex, profileOf } = input.options;
  const wanted = index ?? (typeof profileIndex === 'string' ? Number(profileIndex) : 0);
  const opened = local === undefined ? openOwn(io, input, connection, name, wanted) : openLocal(io, connection, local);
  return typeof profileOf === 'string' ? withAddress(await opened, profileOf) : opened;
}

/** The profile with this address or account. @throws CliError CLI_NOT_FOUND */
async function withAddress(opened: OpenProfile, key: string): Promise<OpenProfile> {
  const { wallet } = opened.profile;
  const profiles = [opened.profile, ...Array.from({ length: wallet.profileCount }, (_, i) => wallet.profile(i))];
  const found = profiles.find(({ account, address }) => account === key || address === key);
  if (found !== undefined) return { ...opened, profile: found };
  await opened.close();
  throw new CliError('CLI_NOT_FOUND', { address: key, wallet: opened.name });
}

/** A published account of the connected network; undefined elsewhere. */
export function localAccount({ network, facts }: Connection, name: string): LocalAccount | undefined {
  if (network.kind === 'public' || (facts.chainId !== 224 && facts.chainId !== 0)) return undefined;
  return accountNamed(localAccounts(network.running?.seed ?? 0), name);
}

/** A wallet of the user's under its password, with records of this chain. */
export async function openOwnWallet(
  io: Io,
  input: Pick<Input, 'options'>,
  name: string,
  genesisHash: string,
): Promise<{ readonly wallet: Wallet; close(): Promise<void> }> {
  findWallet(io, name);
  const password = await readPassword(io, input, { what: `wallet ${name}` });
  const folder = chainFolder(io, name, genesisHash);
  const isNew = !existsSync(folder);
  const secret = isNew ? await secretFromOtherChain(io, name, password) : undefined;
  const place = await openWalletFolder(folder);
  try {
    const wallet =
      secret === undefined
        ? await openWallet({ ...place, password })
        : await createWallet({ ...place, ...secret, password, cost: cost() });
    return {
      wallet,
      async close() {
        await wallet.close();
        await place.store.close();
      },
    };
  } catch (error) {
    await place.store.close();
    throw error;
  }
}

/** Writes a new wallet into a chain's folder. */
export async function sealOwnWallet(
  folder: string,
  secret: { readonly mnemonic: string } | { readonly seed: Uint8Array; readonly profiles: number },
  password: string,
  birthday: bigint | undefined,
): Promise<Profile & { close(): Promise<void> }> {
  const place = await openWalletFolder(folder);
  const wallet = await createWallet({ ...place, ...secret, password, birthday, cost: cost() });
  return {
    ...wallet.profile(0),
    async close() {
      await wallet.close();
      await place.store.close();
    },
  };
}

async function openOwn(
  io: Io,
  input: Pick<Input, 'options'>,
  { facts }: Connection,
  name: string,
  index: number,
): Promise<OpenProfile> {
  const { wallet, close } = await openOwnWallet(io, input, name, facts.genesisHash);
  try {
    return { name, profile: wallet.profile(index), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openLocal(io: Io, { facts }: Connection, account: LocalAccount): Promise<OpenProfile> {
  const { name, mnemonic, index } = account;
  const place = await openWalletFolder(personaFolder(io, name, facts.genesisHash));
  try {
    const options = { ...place, password: '' };
    const wallet = (await hasWallet(place.store))
      ? await openWallet(options)
      : await createWallet({ ...options, mnemonic, birthday: 0n, profiles: index + 1, cost: NO_SECRET });
    return {
      name,
      profile: wallet.profile(index),
      async close() {
        await wallet.close();
        await place.store.close();
      },
    };
  } catch (error) {
    await place.store.close();
    throw error;
  }
}

/** Base58 of a public account, which no wallet is called. */
function isAccount(text: string): boolean {
  return /^[1-9A-HJ-NP-Za-km-z]{120,140}$/.test(text);
}

/** Sends as an account that the node was told to impersonate; others are refused by it. Spec: 13 §3.2 */
async function openImpersonated(io: Io, connection: Connection, account: string): Promise<OpenProfile> {
  const { profile, close } = await openLocal(io, connection, localAccount(connection, 'alice') as LocalAccount);
  try {
    return { name: account.slice(0, 8), profile: impersonate(profile, account), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Every chain's records hold the same seed under the same password. */
async function secretFromOtherChain(
  io: Io,
  name: string,
  password: string,
): Promise<{ readonly seed: Uint8Array; readonly profiles: number }> {
  const [folder] = chainFolders(io, name);
  if (folder === undefined) throw new CliError('CLI_NOT_FOUND', { wallet: name });
  const place = await openWalletFolder(folder);
  try {
    const wallet = await openWallet({ ...place, password });
    const { seed, profileCount } = wallet.exportSeed();
    await wallet.close();
    return { seed, profiles: profileCount };
  } finally {
    await place.store.close();
  }
}

function chosenName(io: Io, input: Pick<Input, 'flags' | 'options'>, { network }: Connection): string {
  const from = input.options.from;
  if (typeof from === 'string') return from;
  const setting = resolveSettings(io, input.flags).account?.value;
  if (setting !== undefined) return setting;
  const own = listWallets(io);
  if (own.length === 1) return (own[0] as { name: string }).name;
  if (network.kind === 'local') return 'alice';
  throw new CliError('CLI_USAGE', {
    expected: '--from or --account',
    wallets: own.map(({ name }) => name).join(', ') || 'none',
  });
}

/** `name` or `name#2` for the third profile. */
function nameAndProfile(text: string): { readonly name: string; readonly index: number | undefined } {
  const [name = '', index] = text.split('#', 2);
  return { name, index: index === undefined ? undefined : Number(index) };
}

function cost() {
  return totalmem() < FOUR_GIB ? smallCost : strongCost;
}
