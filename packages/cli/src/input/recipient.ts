import { isEventideError, type Lux } from '@eventide/base';
import { parseRecipient as keyOf, parseDuskLink, type Recipient as SdkRecipient } from '@eventide/sdk/wallet/recipient';
import { CliError } from '../errors.ts';

/** Whom to pay: 64 bytes are a shielded address, 96 a public account. */
export type Recipient = SdkRecipient & {
  /** How the user named it; undefined for a key typed in full, which is to be confirmed. */
  readonly name?: string | undefined;
  /** From a link. */
  readonly amount?: Lux | undefined;
  readonly memo?: string | undefined;
};

/** Names in the order they count: the user's book, then accounts of a local network. */
export type NameSource = {
  readonly book: Readonly<Record<string, string>>;
  /** Of a local network: name → default key, or undefined. */
  readonly local?: ((name: string) => string | undefined) | undefined;
};

const LONGEST = 4_096;

/**
 * A recipient by name, base58 key or `dusk:` link.
 * @throws CliError CLI_BAD_INPUT, CLI_NOT_FOUND
 * Spec: 13 §2.1
 */
export function parseRecipient(text: string, { book, local }: NameSource): Recipient {
  if (text.length > LONGEST) throw new CliError('CLI_BAD_INPUT', { what: 'recipient', characters: text.length });
  if (text.startsWith('dusk:')) return parseLink(text);
  const named = Object.hasOwn(book, text) ? book[text] : local?.(text);
  if (named !== undefined) return { ...parseKey(named), name: text };
  if (!/^[1-9A-HJ-NP-Za-km-z]{80,140}$/.test(text))
    throw new CliError('CLI_NOT_FOUND', { recipient: text.slice(0, 64) });
  return parseKey(text);
}

/** A key in base58, told apart by its length. @throws CliError CLI_BAD_INPUT */
export function parseKey(text: string): Recipient {
  return readable(() => keyOf(text));
}

/** In groups of four, for a person to compare. */
export function inGroups(text: string): string {
  return text.match(/.{1,4}/g)?.join(' ') ?? '';
}

/** A checked link needs no confirmation group by group. */
function parseLink(text: string): Recipient {
  const { to, amount, memo } = readable(() => parseDuskLink(text));
  const checked = /[?&]check=/.test(text);
  return { ...to, name: checked ? 'link' : undefined, amount: amount ?? undefined, memo: memo ?? undefined };
}

function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!isEventideError(cause, 'WALLET_RECIPIENT_KIND')) throw cause;
    throw new CliError('CLI_BAD_INPUT', { what: 'recipient', expected: String(cause.details.rule) }, { cause });
  }
}
