import type { Input, Io, Outcome } from '../command.ts';
import { addToBook, readBook, removeFromBook } from '../config/book.ts';
import { inGroups, parseKey } from '../input/recipient.ts';
import { formatTable } from '../output.ts';

/** Names for other people's keys. Spec: 13 §2.2 */
export function bookList(io: Io): Outcome {
  const entries = Object.entries(readBook(io)).map(([name, key]) => ({ name, kind: parseKey(key).kind, key }));
  return {
    json: { entries },
    human:
      entries.length === 0
        ? 'The address book is empty.'
        : formatTable(entries.map(({ name, kind, key }) => [name, kind, key])),
  };
}

export function bookAdd(io: Io, { args }: Input): Outcome {
  const [name, key] = args as [string, string];
  const { kind } = parseKey(key);
  addToBook(io, name, key);
  return { json: { name, kind, key }, human: `${name} is ${kind}:\n${inGroups(key)}` };
}

export function bookRemove(io: Io, { args }: Input): Outcome {
  const [name] = args as [string];
  removeFromBook(io, name);
  return { json: { name }, human: `${name} removed` };
}
