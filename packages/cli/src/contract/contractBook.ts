import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Io } from '../command.ts';
import { homeFolder, readIfThere, writeWhole } from '../config/files.ts';
import { CliError } from '../errors.ts';

/** A contract that was deployed from here. */
export type ContractEntry = {
  readonly name: string;
  /** Hex. */
  readonly id: string;
  /** The ABI file as it was at deployment; null if there was none. */
  readonly abi: object | null;
  /** Where its sources stop, and with which texts. */
  readonly places?: readonly SourcePlace[] | undefined;
};

export type SourcePlace = { readonly text: string; readonly at: string };

const MOST_ENTRIES = 1_000;
const MOST_PLACES = 1_000;

/** Contracts deployed from this project on the chain of a genesis. @throws CliError CLI_BAD_INPUT if the file is damaged */
export function readContracts(io: Io, genesisHash: string): readonly ContractEntry[] {
  const file = bookFile(io, genesisHash);
  const text = readIfThere(file);
  if (text === undefined) return [];
  try {
    const { entries } = JSON.parse(text) as { entries: ContractEntry[] };
    if (entries.every(isEntry)) return entries;
  } catch {}
  throw new CliError('CLI_BAD_INPUT', { what: file, expected: 'the list of contracts as it was written' });
}

/** Names of contracts deployed from this project, on any chain. */
export function contractNames(io: Io): readonly string[] {
  const folder = booksFolder(io);
  if (!existsSync(folder)) return [];
  const chains = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return [...new Set(chains.flatMap((file) => readContracts(io, basename(file, '.json')).map(({ name }) => name)))];
}

/**
 * Gives a deployed contract its name; the id that had it before, if another.
 * @throws CliError CLI_BAD_INPUT, CLI_FILE
 */
export function recordContract(io: Io, genesisHash: string, entry: ContractEntry): string | undefined {
  const all = readContracts(io, genesisHash);
  const others = all.filter(({ name }) => name !== entry.name);
  if (others.length >= MOST_ENTRIES) throw new CliError('CLI_BAD_INPUT', { what: 'contracts', most: MOST_ENTRIES });
  const entries = [...others, { ...entry, places: entry.places?.slice(0, MOST_PLACES) }];
  writeWhole(bookFile(io, genesisHash), `${JSON.stringify({ v: 1, entries }, undefined, 1)}\n`);
  const before = all.find(({ name }) => name === entry.name)?.id;
  return before === entry.id ? undefined : before;
}

/** Refuses what could be taken for an id, a file or a genesis contract. @throws CliError CLI_BAD_INPUT */
export function checkContractName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name) && !/^(transfer|stake|[0-9a-fA-F]{64})$/.test(name)) return name;
  throw new CliError('CLI_BAD_INPUT', {
    what: 'name of the contract',
    text: name.slice(0, 70),
    expected: 'a letter, then letters, digits, - and _; not transfer or stake',
  });
}

function isEntry(value: unknown): value is ContractEntry {
  const { name, id, abi } = (value ?? {}) as Record<string, unknown>;
  return typeof name === 'string' && /^[0-9a-f]{64}$/.test(String(id)) && typeof abi === 'object';
}

function bookFile(io: Io, genesisHash: string): string {
  return join(booksFolder(io), `${genesisHash.slice(0, 16)}.json`);
}

function booksFolder(io: Io): string {
  return join(homeFolder(io), 'contracts');
}
