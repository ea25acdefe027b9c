import { concatBytes, utf8 } from '@eventide/base';
import { CryptoError } from '../errors.ts';
import { blake3, sha256 } from '../hash.ts';
import { drawBytes, type RandomBytes } from '../random.ts';
import { aesCbcDecrypt, aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE } from '../symmetric/aes.ts';
import { passwordKey } from '../symmetric/kdf.ts';
import { SEED_SIZE } from './mnemonic.ts';

/** What a wallet file keeps. */
export type WalletSecret = {
  /** 64 bytes. */
  readonly seed: Uint8Array;
  /** Profiles in use, 0…255. */
  readonly profileCount: number;
};

/** Which of the four forms a file has. Spec: 01 §11.4 */
export type WalletFileForm = 'oldCli' | 'legacy' | 'beforeV2' | 'v2';

/** The parts of a wallet file before decryption; only `v2` has a salt. Spec: 01 §11.4 */
export type SealedWallet = {
  readonly form: WalletFileForm;
  readonly salt: Uint8Array;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
};

const HEADER = Uint8Array.of(0x00, 0x72, 0x73, 0x6b, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00);
const HEADER_SIZE = 12;
const SALT_SIZE = 32;
const CBC_IV_SIZE = 16;
const V2_SIZE = 137;
const BEFORE_V2_SIZE: number = HEADER_SIZE + CBC_IV_SIZE + 80;
const MAX_FILE_SIZE = 4096;

/** The 137 bytes of a `wallet.dat` of version 0.0.2. Spec: 01 §11.4 @throws CryptoError CRYPTO_BAD_ARGUMENT */
export function sealWalletFile(
  { seed, profileCount }: WalletSecret,
  password: string,
  random: RandomBytes,
): Uint8Array {
  if (seed.length !== SEED_SIZE) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { seedBytes: seed.length });
  if (!Number.isInteger(profileCount) || profileCount < 0 || profileCount > 255) {
    throw new CryptoError('CRYPTO_BAD_ARGUMENT', { profileCount });
  }
  const salt = drawBytes(random, SALT_SIZE);
  const iv = drawBytes(random, GCM_NONCE_SIZE);
  const plaintext = concatBytes(seed, Uint8Array.of(profileCount));
  return concatBytes(HEADER, salt, iv, aesGcmEncrypt(passwordKey(password, salt), iv, plaintext));
}

/**
 * The secret of a `wallet.dat` of any version. Forms before 0.0.2 are not authenticated: a wrong password mostly shows as
 * CRYPTO_DECRYPT, but may also yield another seed. Spec: 01 §11.4
 * @throws CryptoError CRYPTO_BAD_FILE (size, type, reserved field, version), CRYPTO_DECRYPT
 */
export function openWalletFile(file: Uint8Array, password: string): WalletSecret {
  const { form, salt, iv, ciphertext } = parseWalletFile(file);
  switch (form) {
    case 'oldCli':
    case 'legacy':
      // The reference takes a byte of the seed for the count of version 2.0; one profile always exists.
      return { seed: readSeed(aesCbcDecrypt(blake3(utf8(password)), iv, ciphertext)), profileCount: 1 };
    case 'beforeV2':
      return readSeedAndCount(aesCbcDecrypt(sha256(utf8(password)), iv, ciphertext));
    case 'v2':
      return readSeedAndCount(aesGcmDecrypt(passwordKey(password, salt), iv, ciphertext));
  }
}

/** The parts of a file, by its first bytes; nothing is decrypted. Spec: 01 §11.4 @throws CryptoError CRYPTO_BAD_FILE */
export function parseWalletFile(file: Uint8Array): SealedWallet {
  if (file.length < HEADER_SIZE || file.length > MAX_FILE_SIZE) throw badFile('size');
  if (file[0] === 0x15 && file[1] === 0x0c && file[2] === 0x1d) return parseOldCli(file);
  if (file[1] !== 0x72 || file[2] !== 0x73 || file[3] !== 0x6b) {
    return splitCbc('legacy', file[1] === 0 && file[2] === 0 ? file.subarray(3) : file);
  }
  if (file[4] !== 0x02 || file[5] !== 0x00) throw badFile('type');
  if (file[6] !== 0x00 || file[7] !== 0x00) throw badFile('reserved');
  // Byte 11 orders pre-releases of one patch; below (0, 0, 2, 0) it decides nothing.
  const beforeV2 = file[8] === 0 && file[9] === 0 && (file[10] as number) < 2;
  return beforeV2 ? parseBeforeV2(file) : parseV2(file);
}

function parseOldCli(file: Uint8Array): SealedWallet {
  const known = (file[3] === 1 || file[3] === 2) && file[4] === 0;
  if (!known) throw badFile('version');
  return splitCbc('oldCli', file.subarray(5));
}

function parseBeforeV2(file: Uint8Array): SealedWallet {
  if (file.length !== BEFORE_V2_SIZE) throw badFile('size');
  return splitCbc('beforeV2', file.subarray(HEADER_SIZE));
}

function parseV2(file: Uint8Array): SealedWallet {
  if (file.length !== V2_SIZE) throw badFile('size');
  const ivAt = HEADER_SIZE + SALT_SIZE;
  const ciphertextAt = ivAt + GCM_NONCE_SIZE;
  return {
    form: 'v2',
    salt: file.slice(HEADER_SIZE, ivAt),
    iv: file.slice(ivAt, ciphertextAt),
    ciphertext: file.slice(ciphertextAt),
  };
}

function splitCbc(form: WalletFileForm, payload: Uint8Array): SealedWallet {
  const ciphertext = payload.slice(CBC_IV_SIZE);
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) throw badFile('size');
  return { form, salt: new Uint8Array(0), iv: payload.slice(0, CBC_IV_SIZE), ciphertext };
}

function readSeed(plaintext: Uint8Array): Uint8Array {
  if (plaintext.length !== SEED_SIZE) throw new CryptoError('CRYPTO_DECRYPT');
  return plaintext;
}

function readSeedAndCount(plaintext: Uint8Array): WalletSecret {
  if (plaintext.length !== SEED_SIZE + 1) throw new CryptoError('CRYPTO_DECRYPT');
  return { seed: plaintext.slice(0, SEED_SIZE), profileCount: plaintext[SEED_SIZE] as number };
}

function badFile(rule: string): CryptoError {
  return new CryptoError('CRYPTO_BAD_FILE', { file: 'wallet', rule });
}
