import { readChoice, writeChoice } from '@eventide/kit';
import { signal } from '@preact/signals';
import { network } from './connection.ts';
import { searchKey, searchKind } from './search.ts';

/** A name for something that can be searched for: an account, an address, a contract, a transaction. */
export type BookName = { readonly name: string; readonly key: string };

const KEPT = 'book';
const MOST_NAMES = 500;
const MOST_LETTERS = 60;

/** Names the reader gave, kept in this browser only. Spec: 13 §6 */
export const book = signal<readonly BookName[]>(readBook());

/** Adds a name, or gives a known one another key; false if the key is none or the book is full. */
export function nameKey(name: string, text: string): boolean {
  const key = searchKey(text);
  const short = name.trim().slice(0, MOST_LETTERS);
  if (short === '' || !isKey(key)) return false;
  const others = book.value.filter((entry) => entry.name !== short);
  if (others.length >= MOST_NAMES) return false;
  keep([...others, { name: short, key }].sort((a, b) => a.name.localeCompare(b.name)));
  return true;
}

export function forgetName(name: string): void {
  keep(book.value.filter((entry) => entry.name !== name));
}

/** Names that begin with the text, own ones first; then those of the network's own accounts. */
export function namesLike(text: string): readonly BookName[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const all = [...book.value, ...(network.value?.names ?? [])];
  return all.filter(({ name }) => name.toLowerCase().startsWith(wanted));
}

function isKey(text: string): boolean {
  return ['hash', 'account', 'address', 'key'].includes(searchKind(text));
}

function keep(names: readonly BookName[]): void {
  book.value = names;
  writeChoice(KEPT, JSON.stringify(names));
}

/** What is stored may be of another version, or of another hand. */
function readBook(): readonly BookName[] {
  try {
    const stored: unknown = JSON.parse(readChoice(KEPT) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.slice(0, MOST_NAMES).flatMap((entry) => {
      const { name, key } = (entry ?? {}) as Record<string, unknown>;
      return typeof name === 'string' && typeof key === 'string' && isKey(key)
        ? [{ name: name.slice(0, MOST_LETTERS), key }]
        : [];
    });
  } catch {
    return [];
  }
}
