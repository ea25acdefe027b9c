import { concatBytes, intToBytesLe, utf8 } from '@eventide/base';
import { type BlsPublicKey, type BlsSecretKey, blsPublicKey, randomBlsSecretKey } from '../bls/keys.ts';
import { CryptoError } from '../errors.ts';
import { sha256 } from '../hash.ts';
import { StdRng } from '../rng/stdRng.ts';
import { SEED_SIZE } from './mnemonic.ts';
import { type PhoenixPublicKey, type PhoenixSecretKey, phoenixPublicKey, randomPhoenixSecretKey } from './phoenix.ts';

/** The public keys of one profile of a wallet. Spec: 01 §12.1 */
export type ProfileKeys = { readonly address: PhoenixPublicKey; readonly account: BlsPublicKey };

/** The BLS key of a profile: account, stake and consensus key in one. `index` is 0…255. Spec: 01 §12.1 @throws CryptoError CRYPTO_BAD_ARGUMENT */
export function deriveBlsSecretKey(seed: Uint8Array, index: number): BlsSecretKey {
  return randomBlsSecretKey(derivationRng(seed, index, 'SK').randomBytes);
}

/** The Phoenix key of a profile. `index` is 0…255. Spec: 01 §12.1 @throws CryptoError CRYPTO_BAD_ARGUMENT */
export function derivePhoenixSecretKey(seed: Uint8Array, index: number): PhoenixSecretKey {
  return randomPhoenixSecretKey(derivationRng(seed, index, 'SSK').randomBytes);
}

/** Both public keys of a profile. Spec: 01 §12.1 @throws CryptoError CRYPTO_BAD_ARGUMENT */
export function deriveProfile(seed: Uint8Array, index: number): ProfileKeys {
  return {
    address: phoenixPublicKey(derivePhoenixSecretKey(seed, index)),
    account: blsPublicKey(deriveBlsSecretKey(seed, index)),
  };
}

/** SHA-256(seed ‖ u64 index ‖ label), the seed of the profile's generator. Spec: 01 §12.1 @throws CryptoError CRYPTO_BAD_ARGUMENT */
export function derivationSeed(seed: Uint8Array, index: number, label: 'SK' | 'SSK'): Uint8Array {
  if (seed.length !== SEED_SIZE) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { seedBytes: seed.length });
  if (!Number.isInteger(index) || index < 0 || index > 255) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { index });
  // The index is one byte but is hashed as eight; labels have no terminator. Spec: 01 §16 item 10
  return sha256(concatBytes(seed, intToBytesLe(BigInt(index), 8), utf8(label)));
}

function derivationRng(seed: Uint8Array, index: number, label: 'SK' | 'SSK'): StdRng {
  return new StdRng(derivationSeed(seed, index, label));
}
