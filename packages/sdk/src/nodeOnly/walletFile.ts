import { readFile, rename, writeFile } from 'node:fs/promises';
import { FaultError, isEventideError } from '@eventide/base';
import { openWalletFile, sealWalletFile, type WalletSecret } from '@eventide/crypto/keys/walletFile';
import { type RandomBytes, systemRandom } from '@eventide/crypto/random';
import { WalletError } from '../errors.ts';
import { type CreateWalletOptions, createWallet } from '../wallet/openWallet.ts';
import type { Wallet } from '../wallet/wallet.ts';

/**
 * The secret of a `wallet.dat` of any version of the reference.
 * @throws WalletError WALLET_BAD_PASSWORD; CryptoError CRYPTO_BAD_FILE; FaultError FAULT_DISK
 * Spec: 01 §11.4
 */
export async function readWalletFile(path: string, password: string): Promise<WalletSecret> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new FaultError('FAULT_DISK', { operation: 'read', path }, { cause });
  }
  try {
    return openWalletFile(bytes, password);
  } catch (error) {
    if (isEventideError(error, 'CRYPTO_DECRYPT')) throw new WalletError('WALLET_BAD_PASSWORD', {}, { cause: error });
    throw error;
  }
}

/** Writes a wallet's seed as a `wallet.dat` that the reference's wallet opens; readable by its owner alone. Spec: 01 §11.4 @throws FaultError FAULT_DISK */
export async function writeWalletFile(
  path: string,
  wallet: Wallet,
  password: string,
  random: RandomBytes = systemRandom,
): Promise<void> {
  const secret = wallet.exportSeed();
  const bytes = sealWalletFile(secret, password, random);
  secret.seed.fill(0);
  const temporary = `${path}.${process.pid}.new`;
  try {
    await writeFile(temporary, bytes, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (cause) {
    throw new FaultError('FAULT_DISK', { operation: 'write', path }, { cause });
  }
}

/** A wallet in a store, out of a `wallet.dat`. @throws as `readWalletFile` and `createWallet` */
export async function walletFromFile(
  path: string,
  filePassword: string,
  options: Omit<CreateWalletOptions, 'seed' | 'mnemonic' | 'profiles'>,
): Promise<Wallet> {
  const { seed, profileCount } = await readWalletFile(path, filePassword);
  return createWallet({ ...options, seed, profiles: Math.max(profileCount, 1) });
}
