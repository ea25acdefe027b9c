import { refuse, type Verdict } from '@eventide/base';
import { isValidG2, markInSubgroup, mulG1, mulG2, sumG1, sumG2 } from '../bls12-381/group.ts';
import { CryptoError } from '../errors.ts';
import { fr } from '../fields/fr.ts';
import { blsHashMessage, blsHashTwoTimes, blsKeyCoefficient } from './hash.ts';
import type { BlsPublicKey, BlsSecretKey, BlsSignature, BlsVersion } from './keys.ts';
import { type BlsRefusal, blsVerify } from './sign.ts';

/** A signer's share: H1(pk) · sk · H0(m). `publicKey` is the signer's. Spec: 01 §9 */
export function blsSignMultisig(
  version: BlsVersion,
  secretKey: BlsSecretKey,
  publicKey: BlsPublicKey,
  message: Uint8Array,
): BlsSignature {
  const coefficient = blsKeyCoefficient(version, publicKey);
  return markInSubgroup(mulG1(fr.mul(coefficient, secretKey), blsHashMessage(version, message)));
}

/** The shares of one signer in two messages, little dearer than one of them. `publicKey` is the signer's. Spec: 01 §9 */
export function blsSignTwoMultisig(
  version: BlsVersion,
  secretKey: BlsSecretKey,
  publicKey: BlsPublicKey,
  messages: readonly [Uint8Array, Uint8Array],
): readonly [BlsSignature, BlsSignature] {
  return blsHashTwoTimes(version, messages, fr.mul(blsKeyCoefficient(version, publicKey), secretKey));
}

/**
 * Σ H1(pk) · pk. The order does not matter; duplicates count as often as they occur. Spec: 01 §9
 * @throws CryptoError CRYPTO_NO_KEYS, CRYPTO_INVALID_POINT if one key is not valid
 */
export function blsAggregateKeys(version: BlsVersion, publicKeys: readonly BlsPublicKey[]): BlsPublicKey {
  if (publicKeys.length === 0) throw new CryptoError('CRYPTO_NO_KEYS');
  publicKeys.forEach((key, index) => {
    if (!isValidG2(key)) throw new CryptoError('CRYPTO_INVALID_POINT', { index });
  });
  return markInSubgroup(sumG2(publicKeys.map((key) => weightedKey(version, key))));
}

/** The plain sum of shares, unchecked. Spec: 01 §9 */
export function blsAggregateSignatures(signatures: readonly BlsSignature[]): BlsSignature {
  return sumG1(signatures);
}

/** The joint signature of exactly these signers. Spec: 01 §9 */
export function blsVerifyMultisig(
  version: BlsVersion,
  publicKeys: readonly BlsPublicKey[],
  signature: BlsSignature,
  message: Uint8Array,
): Verdict<BlsRefusal> {
  if (publicKeys.length === 0) return refuse('BLS_NO_KEYS');
  if (!publicKeys.every(isValidG2)) return refuse('BLS_INVALID_POINT');
  return blsVerify(version, blsAggregateKeys(version, publicKeys), signature, message);
}

/** H1(pk) · pk of the keys seen so far: committees are drawn from the same keys again and again. */
const weighted: Readonly<Record<BlsVersion, WeakMap<BlsPublicKey, BlsPublicKey>>> = {
  V1: new WeakMap(),
  V2: new WeakMap(),
};

function weightedKey(version: BlsVersion, publicKey: BlsPublicKey): BlsPublicKey {
  const known = weighted[version].get(publicKey);
  if (known !== undefined) return known;
  const made = mulG2(blsKeyCoefficient(version, publicKey), publicKey);
  // Only objects that cannot change may stand for their value.
  if (Object.isFrozen(publicKey) && Object.isFrozen(publicKey.x) && Object.isFrozen(publicKey.y)) {
    weighted[version].set(publicKey, made);
  }
  return made;
}
