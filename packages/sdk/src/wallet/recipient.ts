import {
  equalBytes,
  formatDusk,
  fromBase58,
  isEventideError,
  type Lux,
  parseDusk,
  toBase58,
  toHex,
  utf8,
} from '@eventide/base';
import { decode } from '@eventide/codec';
import { type BlsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { sha256 } from '@eventide/crypto/hash';
import { type PhoenixPublicKey, phoenixPublicKeyCodec } from '@eventide/crypto/keys/phoenix';
import { WalletError } from '../errors.ts';

/** Who is paid: an address receives shielded, an account public money. Spec: 13 §2.1 */
export type Recipient =
  | { readonly kind: 'shielded'; readonly text: string; readonly key: PhoenixPublicKey }
  | { readonly kind: 'public'; readonly text: string; readonly key: BlsPublicKey };

/** A request for money as link or QR code. */
export type DuskLink = { readonly to: Recipient; readonly amount: Lux | null; readonly memo: string | null };

/**
 * The key of a base58 text: 64 bytes are an address, 96 an account.
 * @throws WalletError WALLET_RECIPIENT_KIND
 * Spec: 01 §12.3
 */
export function parseRecipient(text: string): Recipient {
  try {
    const bytes = fromBase58(text.trim());
    const clean = toBase58(bytes);
    if (bytes.length === 64) return { kind: 'shielded', text: clean, key: decode(phoenixPublicKeyCodec, bytes) };
    if (bytes.length === 96) return { kind: 'public', text: clean, key: decode(blsPublicKeyCodec, bytes) };
    throw new WalletError('WALLET_RECIPIENT_KIND', { rule: 'a key of 64 or 96 bytes', bytes: bytes.length });
  } catch (error) {
    if (isEventideError(error, 'WALLET_RECIPIENT_KIND') || !isEventideError(error)) throw error;
    throw new WalletError('WALLET_RECIPIENT_KIND', { rule: 'the base58 of a valid key' }, { cause: error });
  }
}

/** @throws WalletError WALLET_RECIPIENT_KIND for an account */
export function parseShielded(text: string): PhoenixPublicKey {
  const recipient = parseRecipient(text);
  if (recipient.kind === 'shielded') return recipient.key;
  throw new WalletError('WALLET_RECIPIENT_KIND', { rule: 'a shielded address' });
}

/** @throws WalletError WALLET_RECIPIENT_KIND for an address */
export function parsePublic(text: string): BlsPublicKey {
  const recipient = parseRecipient(text);
  if (recipient.kind === 'public') return recipient.key;
  throw new WalletError('WALLET_RECIPIENT_KIND', { rule: 'an account' });
}

/** `dusk:<base58>?amount=&memo=&check=`; the check catches typing errors, which base58 keys do not. Spec: 13 §2.1 */
export function formatDuskLink({
  to,
  amount,
  memo,
}: {
  readonly to: string;
  readonly amount?: Lux | null | undefined;
  readonly memo?: string | null | undefined;
}): string {
  const { text } = parseRecipient(to);
  const query = new URLSearchParams();
  if (amount !== undefined && amount !== null) query.set('amount', formatDusk(amount));
  if (memo !== undefined && memo !== null) query.set('memo', memo);
  query.set('check', checkOf(text));
  return `dusk:${text}?${query}`;
}

/** A link, or a bare key. @throws WalletError WALLET_RECIPIENT_KIND (also for a wrong check); LuxError. Spec: 13 §2.1 */
export function parseDuskLink(link: string): DuskLink {
  const text = link.trim();
  if (!text.startsWith('dusk:')) return { to: parseRecipient(text), amount: null, memo: null };
  const [key = '', query = ''] = text.slice('dusk:'.length).split('?', 2);
  const parameters = new URLSearchParams(query);
  const to = parseRecipient(key);
  const check = parameters.get('check');
  if (check !== null && !equalBytes(utf8(check.toLowerCase()), utf8(checkOf(to.text)))) {
    throw new WalletError('WALLET_RECIPIENT_KIND', { rule: 'the check of the link: the key was altered' });
  }
  const amount = parameters.get('amount');
  return { to, amount: amount === null ? null : parseDusk(amount), memo: parameters.get('memo') };
}

function checkOf(text: string): string {
  return toHex(sha256(fromBase58(text)).subarray(0, 4));
}
