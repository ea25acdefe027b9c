import { fromHex, toHex, utf8 } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { type BlsPublicKey, blsPublicKey, blsSignatureCodec, parseAccount } from '@eventide/crypto/bls/keys';
import { blsSign, blsVerify } from '@eventide/crypto/bls/sign';
import { sha256 } from '@eventide/crypto/hash';
import { moonlightMessage } from '@eventide/tx/moonlight/payload';
import type { SignedAuth, SignedMessage } from '../connect/types.ts';
import { WalletError } from '../errors.ts';
import type { Profile } from './wallet.ts';

export type SignMessageParams = {
  readonly profile: Profile;
  readonly message: Uint8Array;
  /** Who asked, e.g. `https://app.example`. */
  readonly origin: string;
  /** `dusk:<id>`. */
  readonly chainId: string;
};

export type SignAuthParams = Omit<SignMessageParams, 'message'> & {
  /** By the service, at most 128 characters. */
  readonly nonce: string;
  /** At most 280 characters, one line. */
  readonly statement?: string | undefined;
  /** RFC 3339; default 10 minutes after `nowMs`. */
  readonly expiresAt?: string | undefined;
  readonly nowMs: number;
};

const MAX_TEXT_BYTES = 512;
const MAX_NONCE = 128;
const MAX_STATEMENT = 280;
const AUTH_MS = 10 * 60 * 1_000;

/**
 * Signs a message for use outside the chain: a text with its SHA-256, origin, chain and account, in the form of a transaction that no
 * chain takes (nonce 0, chain 0). Spec: 08 §11
 * @throws WalletError WALLET_LOCKED, WALLET_BAD_REQUEST
 */
export function signMessage({ profile, message, origin, chainId }: SignMessageParams): SignedMessage {
  const messageHash = `0x${toHex(sha256(message))}`;
  const text = [
    'Dusk Connect SignMessage v1',
    `Origin: ${oneLine(origin)}`,
    `Chain ID: ${oneLine(chainId)}`,
    `Account: ${profile.account}`,
    `Message Hash: ${messageHash}`,
    `Message Len: ${message.length}`,
  ].join('\n');
  return {
    account: profile.account,
    origin,
    chainId,
    messageHash,
    messageLen: message.length,
    ...signText(profile, text),
  };
}

/** Signs a login for a service: origin, chain, nonce and times. Spec: 08 §11 @throws WalletError WALLET_LOCKED, WALLET_BAD_REQUEST */
export function signAuth(params: SignAuthParams): SignedAuth {
  const { profile, origin, chainId, nonce, statement = '', nowMs } = params;
  if (nonce === '' || nonce.length > MAX_NONCE) throw badRequest(`a nonce of 1 to ${MAX_NONCE} characters`);
  if (statement.length > MAX_STATEMENT) throw badRequest(`a statement of at most ${MAX_STATEMENT} characters`);
  const expiresMs = params.expiresAt === undefined ? nowMs + AUTH_MS : Date.parse(params.expiresAt);
  if (!Number.isFinite(expiresMs) || expiresMs <= nowMs) throw badRequest('an expiry in the future');
  const issuedAt = new Date(nowMs).toISOString();
  const expiresAt = new Date(expiresMs).toISOString();
  const message = [
    'Dusk Connect SignAuth v1',
    `Account: ${profile.account}`,
    ...(statement === '' ? [] : [`Statement: ${oneLine(statement)}`]),
    `URI: ${oneLine(origin)}`,
    `Chain ID: ${oneLine(chainId)}`,
    `Nonce: ${oneLine(nonce)}`,
    `Issued At: ${issuedAt}`,
    `Expiration Time: ${expiresAt}`,
  ].join('\n');
  return {
    account: profile.account,
    origin,
    chainId,
    nonce,
    issuedAt,
    expiresAt,
    message,
    ...signText(profile, message),
  };
}

/** True if the signature is that of the account over exactly this text. */
export function verifySignedText(account: string, text: string, signature: string): boolean {
  const key = parseAccount(account);
  const bytes = fromHex(signature.replace(/^0x/, ''));
  return blsVerify('V2', key, decode(blsSignatureCodec, bytes), payloadOf(key, text)).ok;
}

/** True if a login is signed by its account and its text says the same as its fields. The caller compares nonce, origin and time. */
export function verifyAuth(auth: SignedAuth): boolean {
  const { account, origin, chainId, nonce, issuedAt, expiresAt, message, signature } = auth;
  const lines = new Set(message.split('\n'));
  const told = [
    'Dusk Connect SignAuth v1',
    `Account: ${account}`,
    `URI: ${origin}`,
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt}`,
    `Expiration Time: ${expiresAt}`,
  ].every((line) => lines.has(line));
  return told && verifySignedText(account, message, signature);
}

function signText({ wallet, index }: Profile, text: string): { readonly signature: string; readonly payload: string } {
  if (utf8(text).length > MAX_TEXT_BYTES)
    throw badRequest(`a text of at most ${MAX_TEXT_BYTES} bytes with its envelope`);
  const secret = wallet.secretsOf(index).bls;
  const payload = payloadOf(blsPublicKey(secret), text);
  return {
    signature: `0x${toHex(encode(blsSignatureCodec, blsSign('V2', secret, payload)))}`,
    payload: `0x${toHex(payload)}`,
  };
}

/** The signed message of a Moonlight transaction with this memo on chain 0 with nonce 0, which the first transaction never has. */
function payloadOf(account: BlsPublicKey, text: string): Uint8Array {
  return moonlightMessage({
    chainId: 0,
    sender: account,
    receiver: account,
    value: 0n,
    deposit: 0n,
    gasLimit: 1n,
    gasPrice: 1n,
    refundTo: account,
    nonce: 0n,
    data: { kind: 'memo', memo: utf8(text) },
  });
}

/** Nobody smuggles a line of the envelope into another. */
function oneLine(text: string): string {
  if (/[\r\n]/.test(text)) throw badRequest('texts of one line');
  return text;
}

function badRequest(rule: string): WalletError {
  return new WalletError('WALLET_BAD_REQUEST', { rule });
}
