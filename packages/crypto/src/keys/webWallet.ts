import { utf8 } from '@eventide/base';
import { CryptoError } from '../errors.ts';
import { drawBytes, type RandomBytes } from '../random.ts';
import { aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE } from '../symmetric/aes.ts';
import { passwordKey } from '../symmetric/kdf.ts';

/** A mnemonic sealed under a password, as a web wallet keeps it. Spec: 01 §11.5 */
export type SealedMnemonic = { readonly data: Uint8Array; readonly iv: Uint8Array; readonly salt: Uint8Array };

const SALT_SIZE = 32;
/** 24 words of at most 8 letters with blanks, and the tag. */
const MAX_DATA_SIZE = 1024;

/** Seals the text of the mnemonic, not its seed. Spec: 01 §11.5 */
export function sealMnemonic(mnemonic: string, password: string, random: RandomBytes): SealedMnemonic {
  const salt = drawBytes(random, SALT_SIZE);
  const iv = drawBytes(random, GCM_NONCE_SIZE);
  return { data: aesGcmEncrypt(passwordKey(password, salt), iv, utf8(mnemonic)), iv, salt };
}

/** Spec: 01 §11.5 @throws CryptoError CRYPTO_BAD_FILE (sizes, no text), CRYPTO_DECRYPT */
export function openMnemonic({ data, iv, salt }: SealedMnemonic, password: string): string {
  if (salt.length !== SALT_SIZE || iv.length !== GCM_NONCE_SIZE || data.length > MAX_DATA_SIZE) {
    throw new CryptoError('CRYPTO_BAD_FILE', { file: 'mnemonic', rule: 'size' });
  }
  const plaintext = aesGcmDecrypt(passwordKey(password, salt), iv, data);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
  } catch {
    throw new CryptoError('CRYPTO_BAD_FILE', { file: 'mnemonic', rule: 'text' });
  }
}
