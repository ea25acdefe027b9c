import { join } from 'node:path';
import type { Io } from '../command.ts';
import { CliError } from '../errors.ts';
import { configFolder, readIfThere, writeWhole } from './files.ts';

/** Names the user gave to other people's keys, base58. */
export type AddressBook = Readonly<Record<string, string>>;

const MOST_ENTRIES = 10_000;

/** @throws CliError CLI_BAD_INPUT if the file is damaged */
export function readBook(io: Io): AddressBook {
  const file = bookFile(io);
  const text = readIfThere(file);
  if (text === undefined) return {};
  try {
    const entries = JSON.parse(text) as { entries: AddressBook };
    if (Object.values(entries.entries).every((key) => typeof key === 'string')) return entries.entries;
  } catch {}
  throw new CliError('CLI_BAD_INPUT', { what: file, expected: 'the address book as it was written' });
}

/** @throws CliError CLI_EXISTS, CLI_BAD_INPUT */
export function addToBook(io: Io, name: string, key: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name))
    throw new CliError('CLI_BAD_INPUT', { what: 'name', text: name, expected: 'letters, digits, blank, . - and _' });
  const book = readBook(io);
  if (book[name] !== undefined) throw new CliError('CLI_EXISTS', { name });
  if (Object.keys(book).length >= MOST_ENTRIES)
    throw new CliError('CLI_BAD_INPUT', { what: 'book', most: MOST_ENTRIES });
  writeBook(io, { ...book, [name]: key });
}

/** @throws CliError CLI_NOT_FOUND */
export function removeFromBook(io: Io, name: string): void {
  const { [name]: found, ...rest } = readBook(io);
  if (found === undefined) throw new CliError('CLI_NOT_FOUND', { name });
  writeBook(io, rest);
}

function writeBook(io: Io, entries: AddressBook): void {
  writeWhole(bookFile(io), `${JSON.stringify({ v: 1, entries }, undefined, 2)}\n`);
}

function bookFile(io: Io): string {
  return join(configFolder(io), 'book.json');
}
