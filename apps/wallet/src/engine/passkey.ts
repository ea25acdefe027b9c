import { concatBytes, fromHex, toHex, utf8 } from '@eventide/base';
import { aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE } from '@eventide/crypto/symmetric/aes';
import { hkdfSha256 } from '@eventide/crypto/symmetric/kdf';
import { WalletError } from '@eventide/sdk';
import type { KeyValueStore } from '@eventide/store';

/** What a page must know to ask for a passkey. Nothing of it opens anything. */
export type PasskeyHint = {
  /** Id of the credential, hex. */
  readonly credential: string;
  /** What the authenticator's secret function is asked with, hex. */
  readonly salt: string;
};

type Stored = PasskeyHint & { readonly sealed: string };

const KEY = utf8('passkey');
const INFO = utf8('eventide wallet passkey 1');
const SECRET_BYTES = 32;

export async function readPasskeyHint(notes: KeyValueStore): Promise<PasskeyHint | null> {
  const stored = await read(notes);
  return stored === null ? null : { credential: stored.credential, salt: stored.salt };
}

/** Seals the password under what the authenticator computes from the salt; that never leaves the authenticator but for this page. */
export async function writePasskey(
  notes: KeyValueStore,
  hint: PasskeyHint,
  secret: Uint8Array,
  password: string,
): Promise<void> {
  const key = keyOf(secret, hint);
  const nonce = crypto.getRandomValues(new Uint8Array(GCM_NONCE_SIZE));
  const sealed = toHex(concatBytes(nonce, aesGcmEncrypt(key, nonce, utf8(password))));
  key.fill(0);
  await notes.put(KEY, utf8(JSON.stringify({ ...hint, sealed } satisfies Stored)));
}

/** The password. @throws WalletError WALLET_BAD_PASSWORD if it was sealed for another passkey */
export async function openPasskey(notes: KeyValueStore, secret: Uint8Array): Promise<string> {
  const stored = await read(notes);
  if (stored === null) throw new WalletError('WALLET_BAD_PASSWORD', { by: 'passkey' });
  const key = keyOf(secret, stored);
  try {
    const sealed = fromHex(stored.sealed);
    return new TextDecoder().decode(
      aesGcmDecrypt(key, sealed.subarray(0, GCM_NONCE_SIZE), sealed.subarray(GCM_NONCE_SIZE)),
    );
  } catch (cause) {
    throw new WalletError('WALLET_BAD_PASSWORD', { by: 'passkey' }, { cause });
  } finally {
    key.fill(0);
  }
}

export async function removePasskey(notes: KeyValueStore): Promise<void> {
  await notes.delete(KEY);
}

function keyOf(secret: Uint8Array, { salt }: PasskeyHint): Uint8Array {
  if (secret.length !== SECRET_BYTES) throw new WalletError('WALLET_BAD_REQUEST', { rule: 'a secret of 32 bytes' });
  return hkdfSha256(secret, fromHex(salt), INFO, 32);
}

async function read(notes: KeyValueStore): Promise<Stored | null> {
  const bytes = await notes.get(KEY);
  if (bytes === undefined) return null;
  try {
    const { credential, salt, sealed } = JSON.parse(new TextDecoder().decode(bytes)) as Stored;
    return { credential: String(credential), salt: String(salt), sealed: String(sealed) };
  } catch {
    return null;
  }
}
