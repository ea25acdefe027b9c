import { EventideError } from '@eventide/base';

export type CryptoErrorCode =
  /** Zero has no inverse. */
  | 'CRYPTO_NO_INVERSE'
  /** An argument is no canonical element of its field. */
  | 'CRYPTO_NOT_REDUCED'
  /** A sponge was used against its pattern, or the pattern itself is invalid. */
  | 'CRYPTO_BAD_PATTERN'
  /** A random source returned another number of bytes than asked. */
  | 'CRYPTO_BAD_RANDOM'
  /** A seed, index, path or count is outside its range. */
  | 'CRYPTO_BAD_ARGUMENT'
  /** A position lies outside the tree, or no leaf is there. */
  | 'CRYPTO_NO_LEAF'
  /** A key or point fails its validity rule (subgroup, curve, not the identity). */
  | 'CRYPTO_INVALID_POINT'
  /** An aggregate of no keys. */
  | 'CRYPTO_NO_KEYS'
  /** Signers of a joint signature repeat a nonce commitment. */
  | 'CRYPTO_REPEATED_NONCE'
  /** Authenticated decryption failed: wrong key or password, or altered data. */
  | 'CRYPTO_DECRYPT'
  /** A text is no mnemonic of the English list. */
  | 'CRYPTO_BAD_MNEMONIC'
  /** A key file has a form no version writes. */
  | 'CRYPTO_BAD_FILE';

/** Misuse of a primitive, or data it cannot accept. Details never carry secrets. */
export class CryptoError extends EventideError<CryptoErrorCode> {
  override readonly name = 'CryptoError';
}
