import { concatBytes, utf8 } from '@eventide/base';
import { encodeG2 } from '../bls12-381/encoding.ts';
import { hashToG1, hashTwoToG1Times, markInSubgroup, mulG1 } from '../bls12-381/group.ts';
import { G1_GENERATOR, type G1Point } from '../bls12-381/points.ts';
import type { Fr } from '../fields/fr.ts';
import { hashToFr } from '../fields/hashToScalar.ts';
import type { BlsPublicKey, BlsVersion } from './keys.ts';

const H0_TAG = utf8('BLS_SIG_BLS12381G1_XMD:SHA-256_DUSK_V2');
// BLAKE2b despite its name. Spec: 01 §16 item 5
const H1_PREFIX = utf8('BLS_SIG_BLS12381_SCALAR_SHA256_DUSK_H1_V2');

/** The message's point. In V1 its logarithm is public, so anybody can forge. Spec: 01 §9 */
export function blsHashMessage(version: BlsVersion, message: Uint8Array): G1Point {
  return version === 'V1' ? mulG1(hashToFr(message), G1_GENERATOR) : hashToG1(message, H0_TAG);
}

/** `scalar` times the points of two messages; in V2 little dearer than for one of them. Spec: 01 §9 */
export function blsHashTwoTimes(
  version: BlsVersion,
  messages: readonly [Uint8Array, Uint8Array],
  scalar: Fr,
): readonly [G1Point, G1Point] {
  if (version === 'V2') return hashTwoToG1Times(messages, H0_TAG, scalar);
  const times = (message: Uint8Array): G1Point => markInSubgroup(mulG1(scalar, blsHashMessage(version, message)));
  return [times(messages[0]), times(messages[1])];
}

/** The coefficient H1 of a key in aggregates. Spec: 01 §9 */
export function blsKeyCoefficient(version: BlsVersion, publicKey: BlsPublicKey): Fr {
  const bytes = encodeG2(publicKey);
  return hashToFr(version === 'V1' ? bytes : concatBytes(H1_PREFIX, bytes));
}
