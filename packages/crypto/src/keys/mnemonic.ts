import { entropyToMnemonic, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { CryptoError } from '../errors.ts';
import { drawBytes, type RandomBytes } from '../random.ts';

/** Bytes of a wallet's seed. */
export const SEED_SIZE = 64;

/** The 2048 English words, in their order; for completing and checking what people type. Spec: 01 §12.1 */
export const mnemonicWords: readonly string[] = wordlist;

/** A fresh mnemonic of 12 (default) or 24 English words. Spec: 01 §12.1 */
export function createMnemonic(random: RandomBytes, words: 12 | 24 = 12): string {
  return entropyToMnemonic(drawBytes(random, words === 12 ? 16 : 32), wordlist);
}

/**
 * The 64-byte seed of an English mnemonic of any valid length. Takes some milliseconds. Spec: 01 §12.1
 * @throws CryptoError CRYPTO_BAD_MNEMONIC for unknown words, counts and checksums
 */
export function mnemonicSeed(mnemonic: string, passphrase = ''): Uint8Array {
  const words = mnemonic.trim().toLowerCase().split(/\s+/u);
  if (!validateMnemonic(words.join(' '), wordlist)) {
    throw new CryptoError('CRYPTO_BAD_MNEMONIC', { words: words.length });
  }
  return mnemonicToSeedSync(words.join(' '), passphrase);
}
