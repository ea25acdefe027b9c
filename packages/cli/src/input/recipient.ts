import { fromBase58, type Lux, parseDusk, toBase58, toHex } from '@eventide/base';
import { type BlsPublicKey, parseAccount } from '@eventide/crypto/bls/keys';
import { sha256 } from '@eventide/crypto/hash';
import { type PhoenixPublicKey, parseAddress } from '@eventide/crypto/keys/phoenix';
import { CliError } from '../errors.ts';

/** Whom to pay: 64 bytes are a shielded address, 96 a public account. */
export type Recipient = (
  | { readonly kind: 'shielded'; readonly key: PhoenixPublicKey }
  | { readonly kind: 'public'; readonly key: BlsPublicKey }
) & {
  /** Base58. */
  readonly text: string;
  /** How the user named it; undefined for a key typed in full, which is to be confirmed. */
  readonly name?: string | undefined;
  /** From a link. */
  readonly amount?: Lux | undefined;
  readonly memo?: string | undefined;
};

/** Names in the order they count: the user's book, then accounts of a local network. */
export type NameSource = {
  readonly book: Readonly<Record<string, string>>;
  /** Of a local network: name and default key, or undefined. */
  readonly local?: ((name: string) => string | undefined) | undefined;
};

const LONGEST = 4_096;
const ADDRESS_BYTES = 64;
const ACCOUNT_BYTES = 96;

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
  const size = keyBytes(text).length;
  try {
    if (size === ADDRESS_BYTES) return { kind: 'shielded', key: parseAddress(text), text };
    if (size === ACCOUNT_BYTES) return { kind: 'public', key: parseAccount(text), text };
  } catch (cause) {
    throw new CliError('CLI_BAD_INPUT', { what: 'recipient', expected: 'a valid key; copy it again' }, { cause });
  }
  throw new CliError('CLI_BAD_INPUT', { what: 'recipient', bytes: size, expected: '64 (shielded) or 96 (public)' });
}

/** `dusk:<key>?amount=&memo=&check=`: the first 4 bytes of SHA-256 of the key protect against typos. Spec: 13 §2.1 */
export function formatLink(
  key: string,
  { amount, memo }: { readonly amount?: string; readonly memo?: string } = {},
): string {
  const query = [
    ...(amount === undefined ? [] : [`amount=${amount}`]),
    ...(memo === undefined ? [] : [`memo=${encodeURIComponent(memo)}`]),
    `check=${checkOf(key)}`,
  ];
  return `dusk:${key}?${query.join('&')}`;
}

/** In groups of four, for a person to compare. */
export function inGroups(text: string): string {
  return text.match(/.{1,4}/g)?.join(' ') ?? '';
}

function parseLink(text: string): Recipient {
  const [key = '', query = ''] = text.slice('dusk:'.length).split('?', 2);
  const params = new URLSearchParams(query);
  const check = params.get('check');
  const recipient = parseKey(key);
  if (check !== null && check.toLowerCase() !== checkOf(key))
    throw new CliError('CLI_BAD_INPUT', { what: 'link', expected: `check ${check}`, found: checkOf(key) });
  const amount = params.get('amount');
  return {
    ...recipient,
    // A checked link needs no confirmation group by group.
    name: check === null ? undefined : 'link',
    amount: amount === null ? undefined : parseDusk(amount),
    memo: params.get('memo') ?? undefined,
  };
}

function checkOf(key: string): string {
  return toHex(sha256(keyBytes(key)).subarray(0, 4));
}

function keyBytes(text: string): Uint8Array {
  for (const size of [ADDRESS_BYTES, ACCOUNT_BYTES]) {
    try {
      const bytes = fromBase58(text, size);
      if (toBase58(bytes) === text) return bytes;
    } catch {}
  }
  throw new CliError('CLI_BAD_INPUT', { what: 'recipient', expected: 'base58 of 64 (shielded) or 96 (public) bytes' });
}
