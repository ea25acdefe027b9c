import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Io } from '../command.ts';
import { readIfThere, writeWhole } from '../config/files.ts';
import { CliError } from '../errors.ts';

/** What is known of a wallet without its password. */
export type WalletEntry = {
  readonly name: string;
  /** RFC 3339. */
  readonly created: string;
  /** Height before which it has no notes; null: unknown. */
  readonly birthday: string | null;
};

const FACTS = 'wallet.json';

/** Where this user's wallets are: `EVENTIDE_HOME/wallets`, else the user's data folder. Spec: 13 §2.1 */
export function walletsFolder(io: Io): string {
  const moved = io.env.EVENTIDE_HOME;
  const home = moved === undefined || moved === '' ? undefined : isAbsolute(moved) ? moved : join(io.folder, moved);
  const data = io.env.XDG_DATA_HOME ?? join(io.env.HOME ?? io.folder, '.local', 'share');
  return join(home ?? join(data, 'eventide'), 'wallets');
}

export function listWallets(io: Io): readonly WalletEntry[] {
  const folder = walletsFolder(io);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => readEntry(io, name))
    .filter((entry) => entry !== undefined)
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** @throws CliError CLI_NOT_FOUND */
export function findWallet(io: Io, name: string): WalletEntry {
  const entry = readEntry(io, name);
  if (entry === undefined) throw new CliError('CLI_NOT_FOUND', { wallet: name });
  return entry;
}

/** @throws CliError CLI_EXISTS, CLI_BAD_INPUT */
export function addWallet(io: Io, name: string, birthday: bigint | null, nowMs: number): WalletEntry {
  checkName(name);
  const folder = join(walletsFolder(io), name);
  if (existsSync(folder)) throw new CliError('CLI_EXISTS', { wallet: name });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const entry = { name, created: new Date(nowMs).toISOString(), birthday: birthday?.toString() ?? null };
  writeWhole(join(folder, FACTS), `${JSON.stringify({ v: 1, ...entry }, undefined, 2)}\n`);
  return entry;
}

/** @throws CliError CLI_NOT_FOUND, CLI_EXISTS, CLI_BAD_INPUT */
export function renameWallet(io: Io, name: string, next: string): void {
  const entry = findWallet(io, name);
  checkName(next);
  const folder = walletsFolder(io);
  if (existsSync(join(folder, next))) throw new CliError('CLI_EXISTS', { wallet: next });
  renameSync(join(folder, name), join(folder, next));
  writeWhole(join(folder, next, FACTS), `${JSON.stringify({ v: 1, ...entry, name: next }, undefined, 2)}\n`);
}

/** Removes everything of a wallet; its words bring it back. @throws CliError CLI_NOT_FOUND */
export function removeWallet(io: Io, name: string): void {
  findWallet(io, name);
  rmSync(join(walletsFolder(io), name), { recursive: true });
}

/** Folder of a wallet's records of one chain: each chain has its own. */
export function chainFolder(io: Io, name: string, genesisHash: string): string {
  return join(walletsFolder(io), name, genesisHash.slice(0, 16));
}

/** Folders of all chains a wallet has records of. */
export function chainFolders(io: Io, name: string): readonly string[] {
  const folder = join(walletsFolder(io), name);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

/** Folder of a published account's records; nothing in it is secret. */
export function personaFolder(io: Io, name: string, genesisHash: string): string {
  const key = createHash('sha256').update(`${name}/${genesisHash}`).digest('hex').slice(0, 16);
  return join(walletsFolder(io), '..', 'local-accounts', `${name}-${key}`);
}

function readEntry(io: Io, name: string): WalletEntry | undefined {
  if (!NAME.test(name)) return undefined;
  const text = readIfThere(join(walletsFolder(io), name, FACTS));
  if (text === undefined) return undefined;
  try {
    const { created, birthday } = JSON.parse(text) as WalletEntry;
    return { name, created, birthday };
  } catch {
    throw new CliError('CLI_BAD_INPUT', {
      what: join(walletsFolder(io), name, FACTS),
      expected: 'what was written there',
    });
  }
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,31}$/i;

function checkName(name: string): void {
  if (!NAME.test(name))
    throw new CliError('CLI_BAD_INPUT', { what: 'name', text: name, expected: 'letters, digits, - and _' });
}
