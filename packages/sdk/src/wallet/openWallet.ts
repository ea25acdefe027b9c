import { createMnemonic as makeMnemonic, mnemonicSeed } from '@eventide/crypto/keys/mnemonic';
import { type RandomBytes, systemRandom } from '@eventide/crypto/random';
import type { ScryptCost } from '@eventide/crypto/symmetric/kdf';
import type { KeyValueStore } from '@eventide/store';
import { WalletError } from '../errors.ts';
import { defaultLocks, type LockPort } from './lock.ts';
import { hasWallet, sealNew, strongCost } from './store/header.ts';
import { type Profile, Wallet } from './wallet.ts';

export type OpenWalletOptions = {
  /** One store per wallet and network: `openIndexedDbStore`, `openLmdbStore`, `createMemoryStore` of `@eventide/store`. */
  readonly store: KeyValueStore;
  readonly password: string;
  /** Names the lock of its only writer; default a name of this object. */
  readonly name?: string | undefined;
  readonly locks?: LockPort | undefined;
  readonly random?: RandomBytes | undefined;
};

export type CreateWalletOptions = OpenWalletOptions & {
  /** Height before which it cannot have notes: the tip's, for fresh words. Without it everything is scanned. */
  readonly birthday?: bigint | undefined;
  /** Profiles in use, 1 to 256; default 1. */
  readonly profiles?: number | undefined;
  /** What opening costs; default 128 MiB and about a second. */
  readonly cost?: ScryptCost | undefined;
} & ({ /** 12 or 24 English words. */ readonly mnemonic: string } | { /** 64 bytes. */ readonly seed: Uint8Array });

let unnamed = 0;

/** Fresh words for a wallet, 12 or 24. Whoever knows them owns it. Spec: 01 §12.1 */
export function createMnemonic(words: 12 | 24 = 12, random: RandomBytes = systemRandom): string {
  return makeMnemonic(random, words);
}

/**
 * A wallet from words or seed, sealed into an empty store and unlocked.
 * @throws WalletError WALLET_EXISTS; CryptoError CRYPTO_BAD_MNEMONIC, CRYPTO_BAD_ARGUMENT
 * Spec: 13 §4, §5.5
 */
export async function createWallet(options: CreateWalletOptions): Promise<Wallet> {
  const { store, password, random = systemRandom, birthday = null, profiles = 1, cost = strongCost } = options;
  if (!Number.isInteger(profiles) || profiles < 1 || profiles > 256) {
    throw new WalletError('WALLET_BAD_REQUEST', { rule: '1 to 256 profiles', profiles });
  }
  if (await hasWallet(store)) throw new WalletError('WALLET_EXISTS');
  const mnemonic = 'mnemonic' in options ? normalWords(options.mnemonic) : null;
  const seed = 'mnemonic' in options ? mnemonicSeed(options.mnemonic) : options.seed.slice();
  if (seed.length !== 64)
    throw new WalletError('WALLET_BAD_REQUEST', { rule: 'a seed of 64 bytes', seedBytes: seed.length });
  const published = mnemonic !== null && isPublishedMnemonic(mnemonic);
  const secrets = { seed, mnemonic, profileCount: profiles, birthday, published };
  const { key, operations } = await sealNew(secrets, password, cost, random);
  await store.batch(operations);
  key.fill(0);
  return openWallet(options);
}

/**
 * Opens the wallet of a store. If another page or process writes to it, this one only reads.
 * @throws WalletError WALLET_NOT_FOUND, WALLET_BAD_PASSWORD, WALLET_STORE_CORRUPT
 * Spec: 13 §4
 */
export async function openWallet(options: OpenWalletOptions): Promise<Wallet> {
  const { store, password, locks = defaultLocks, random = systemRandom, name = `unnamed-${++unnamed}` } = options;
  const wallet = new Wallet({ store, random, locks, name });
  await wallet.unlock(password);
  return wallet;
}

/** A profile in use. @throws WalletError WALLET_LOCKED, WALLET_BAD_REQUEST */
export function getProfile(wallet: Wallet, index = 0): Profile {
  return wallet.profile(index);
}

/** One word eleven times and a twelfth: the accounts of local networks. Their words are printed everywhere. Spec: 13 §3.3 */
export function isPublishedMnemonic(mnemonic: string): boolean {
  const words = normalWords(mnemonic).split(' ');
  return words.length === 12 && new Set(words.slice(0, 11)).size === 1;
}

function normalWords(mnemonic: string): string {
  return mnemonic.trim().toLowerCase().split(/\s+/u).join(' ');
}
