import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { encodePublicKeyFile, sealKeyFile } from '@eventide/crypto/keys/keyFile';
import { mnemonicSeed } from '@eventide/crypto/keys/mnemonic';
import { phoenixViewKey, viewKeyCodec } from '@eventide/crypto/keys/phoenix';
import { systemRandom } from '@eventide/crypto/random';
import { createMnemonic, formatDuskLink, getHeight, heightAt, isPublishedMnemonic, WalletError } from '@eventide/sdk';
import { readWalletFile, writeWalletFile } from '@eventide/sdk/node';
import type { Input, Io, Outcome } from '../../command.ts';
import { readSettings, userConfigFile, writeSettings, writeWhole } from '../../config/files.ts';
import { CliError } from '../../errors.ts';
import { parseCount } from '../../input/bytes.ts';
import { readMnemonic } from '../../input/mnemonic.ts';
import { readPassword } from '../../input/password.ts';
import { formatFields, formatTable } from '../../output.ts';
import { type Connection, withConnection } from '../../wallet/connect.ts';
import { openProfile, sealOwnWallet } from '../../wallet/openProfile.ts';
import {
  addWallet,
  chainFolder,
  findWallet,
  listWallets,
  removeWallet,
  renameWallet,
} from '../../wallet/walletFolders.ts';

/** Fresh words, sealed under a password; they are shown once. Birthday is now. Spec: 13 §2.2 */
export async function walletCreate(io: Io, input: Input): Promise<Outcome> {
  const words = parseCount(String(input.options.words ?? '12'), '--words', 12, 24);
  if (words !== 12 && words !== 24) throw new CliError('CLI_BAD_INPUT', { what: '--words', expected: '12 or 24' });
  const mnemonic = createMnemonic(words);
  return withConnection(io, input, async (connection) => {
    const birthday = await getHeight(connection.client, { signal: io.signal });
    const report = await addSealed(io, input, connection, { mnemonic }, birthday);
    const warning = 'Write the words down now: whoever has them has the money, and nobody can bring them back.';
    return { json: { ...report, mnemonic }, human: `${formatFields(shown(report))}\n\n${mnemonic}\n\n${warning}` };
  });
}

/** A wallet from words, or with `--file` from a `wallet.dat`. `--birthday` saves scanning what was before. */
export async function walletRestore(io: Io, input: Input): Promise<Outcome> {
  if (typeof input.options.file === 'string') return walletImport(io, { ...input, args: [input.options.file] });
  const mnemonic = (await readMnemonic(io, input)) ?? (await askedWords(io));
  // Wrong words fail before anything is asked or written.
  mnemonicSeed(mnemonic).fill(0);
  return withConnection(io, input, async (connection) => {
    const { chainId } = connection.facts;
    if (isPublishedMnemonic(mnemonic) && (chainId === 1 || chainId === 2))
      throw new WalletError('WALLET_DEV_KEY', { chainId });
    const report = await addSealed(io, input, connection, { mnemonic }, await birthdayOf(io, input, connection));
    return { json: report, human: formatFields(shown(report)) };
  });
}

/** A wallet from a `wallet.dat` of any version of the reference. Spec: 01 §11.4 */
export async function walletImport(io: Io, input: Input): Promise<Outcome> {
  const file = input.args[0] as string;
  const path = isAbsolute(file) ? file : join(io.folder, file);
  const filePassword = await readPassword(io, input, {
    what: file,
    variables: ['RUSK_WALLET_PWD', 'EVENTIDE_PASSWORD'],
  });
  const { seed, profileCount } = await readWalletFile(path, filePassword);
  return withConnection(io, input, async (connection) => {
    const secret = { seed, profiles: Math.max(1, profileCount) };
    const report = await addSealed(
      io,
      input,
      connection,
      secret,
      await birthdayOf(io, input, connection),
      filePassword,
    );
    return { json: report, human: formatFields(shown(report)) };
  });
}

export function walletList(io: Io): Outcome {
  const wallets = listWallets(io);
  return {
    json: { wallets },
    human:
      wallets.length === 0
        ? 'No wallets yet: eventide wallet create'
        : formatTable(wallets.map(({ name, created }) => [name, created])),
  };
}

/** The wallet commands speak of unless told otherwise. */
export function walletUse(io: Io, { args, flags }: Input): Outcome {
  const [name] = args as [string];
  findWallet(io, name);
  const file = userConfigFile(io, flags);
  writeSettings(file, { ...readSettings(file), account: name });
  return { json: { name }, human: `commands use ${name} now` };
}

export function walletRename(io: Io, { args }: Input): Outcome {
  const [name, next] = args as [string, string];
  renameWallet(io, name, next);
  return { json: { name: next, before: name }, human: `${name} is ${next} now` };
}

/** Removes a wallet from this machine after its name was typed again. */
export async function walletRemove(io: Io, { args, flags }: Input): Promise<Outcome> {
  const [name] = args as [string];
  findWallet(io, name);
  if (!flags.yes) {
    if (io.ask === undefined) throw new CliError('CLI_DECLINED', { expected: '--yes' });
    const typed = await io.ask.text(`Only its words bring it back. Type ${name} to remove it`);
    if (typed !== name) throw new CliError('CLI_DECLINED');
  }
  removeWallet(io, name);
  return { json: { name }, human: `${name} removed` };
}

/** Profiles in use; `--new` takes the next one. */
export function walletProfiles(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const opened = await openProfile(io, input, connection);
    try {
      const { wallet } = opened.profile;
      if (input.options.new === true) await wallet.addProfile();
      const profiles = Array.from({ length: wallet.profileCount }, (_, index) => {
        const { account, address } = wallet.profile(index);
        return { index, account, address };
      });
      return {
        json: { name: opened.name, profiles },
        human: profiles.map((profile) => formatFields(profile)).join('\n\n'),
      };
    } finally {
      await opened.close();
    }
  });
}

/** Where to be paid: shielded unless `--public`; `--qr` draws the link. */
export function walletAddress(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const opened = await openProfile(io, input, connection, input.args[0]);
    const { account, address } = opened.profile;
    await opened.close();
    const kind = input.options.public === true ? 'public' : 'shielded';
    const key = kind === 'public' ? account : address;
    const link = formatDuskLink({ to: key });
    const drawn = input.options.qr === true ? `\n${await qrCode(link)}` : '';
    return { json: { name: opened.name, kind, address: key, link }, human: `${key}${drawn}` };
  });
}

/** Consensus keys, the view key or the words; says what each reveals. Spec: 13 §2.2 */
export function walletExport(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const { options } = input;
    const wanted = ['consensusKeys', 'viewKey', 'mnemonic', 'file'].filter(
      (name) => options[name] !== undefined && options[name] !== false,
    );
    if (wanted.length !== 1)
      throw new CliError('CLI_USAGE', { expected: '--consensus-keys, --view-key, --mnemonic or --file' });
    const opened = await openProfile(io, input, connection);
    try {
      const { wallet, index } = opened.profile;
      if (options.viewKey === true) {
        const key = toHex(encode(viewKeyCodec, phoenixViewKey(wallet.secretsOf(index).phoenix)));
        return { json: { viewKey: key, reveals: REVEALS.viewKey }, human: `${key}\n${REVEALS.viewKey}` };
      }
      const password = await readPassword(io, input, { what: opened.name });
      if (options.mnemonic === true) {
        const mnemonic = await wallet.revealMnemonic(password);
        if (mnemonic === null) throw new CliError('CLI_NOT_FOUND', { words: 'this wallet was made from a seed' });
        return { json: { mnemonic, reveals: REVEALS.mnemonic }, human: `${mnemonic}\n${REVEALS.mnemonic}` };
      }
      const file = absolute(io, String(options.consensusKeys ?? options.file));
      if (existsSync(file)) throw new CliError('CLI_EXISTS', { file });
      if (typeof options.file === 'string') {
        await writeWalletFile(file, wallet, password);
        return { json: { file, reveals: REVEALS.mnemonic }, human: `${file}\n${REVEALS.mnemonic}` };
      }
      const publicFile = `${file.replace(/\.keys$/, '')}.cpk`;
      writeWhole(file, sealKeyFile(wallet.secretsOf(index).bls, password, systemRandom));
      writeWhole(publicFile, encodePublicKeyFile(wallet.keysOf(index).account));
      return {
        json: { file, publicFile, reveals: REVEALS.consensus },
        human: `${file}\n${publicFile}\n${REVEALS.consensus}`,
      };
    } finally {
      await opened.close();
    }
  });
}

const REVEALS = {
  viewKey: 'Whoever has it sees every note this profile receives; it cannot spend.',
  mnemonic: 'Whoever has it has the money.',
  consensus: 'Whoever has file and password votes in your name and can spend the public account.',
} as const;

async function addSealed(
  io: Io,
  input: Input,
  { facts, network }: Connection,
  secret: { readonly mnemonic: string } | { readonly seed: Uint8Array; readonly profiles: number },
  birthday: bigint | undefined,
  known?: string,
): Promise<Added> {
  const name = (input.options.name as string | undefined) ?? 'main';
  if (listWallets(io).some((wallet) => wallet.name === name)) throw new CliError('CLI_EXISTS', { wallet: name });
  const password = known ?? (await readPassword(io, input, { what: `wallet ${name}`, fresh: true }));
  const entry = addWallet(io, name, birthday ?? null, Date.now());
  const { account, address, close } = await sealOwnWallet(
    chainFolder(io, name, facts.genesisHash),
    secret,
    password,
    birthday,
  );
  await close();
  return { name, network: network.name, account, address, birthday: entry.birthday };
}

type Added = { name: string; network: string; account: string; address: string; birthday: string | null };

function shown({ birthday, ...rest }: Added): Record<string, string | undefined> {
  return { ...rest, birthday: birthday ?? undefined };
}

/** A height as given, or that of a day, which the node is asked for. */
async function birthdayOf(io: Io, { options }: Input, { client }: Connection): Promise<bigint | undefined> {
  const { birthday } = options;
  if (birthday === undefined) return undefined;
  const text = String(birthday);
  if (/^\d{1,12}$/.test(text)) return BigInt(text);
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new CliError('CLI_BAD_INPUT', {
      what: '--birthday',
      text,
      expected: 'a block height, or a day as 2026-01-31',
    });
  return heightAt(client, ms, { signal: io.signal });
}

async function askedWords(io: Io): Promise<string> {
  if (io.ask === undefined) throw new CliError('CLI_USAGE', { expected: '--mnemonic-file or --mnemonic-fd' });
  return io.ask.secret('The words, in order');
}

async function qrCode(text: string): Promise<string> {
  const { encodeQR } = await import('qr');
  return encodeQR(text, 'ascii');
}

function absolute(io: Io, file: string): string {
  return isAbsolute(file) ? file : join(io.folder, file);
}
