import { accept, refuse, type Verdict } from '@eventide/base';
import { isPairingProductOne, isValidG1, isValidG2, markInSubgroup, mulG1, negateG1 } from '../bls12-381/group.ts';
import { G2_GENERATOR } from '../bls12-381/points.ts';
import { blsHashMessage } from './hash.ts';
import type { BlsPublicKey, BlsSecretKey, BlsSignature, BlsVersion } from './keys.ts';

export type BlsRefusal = 'BLS_INVALID_POINT' | 'BLS_INVALID_SIGNATURE' | 'BLS_NO_KEYS';

/** σ = sk · H0(m). Spec: 01 §9 */
export function blsSign(version: BlsVersion, secretKey: BlsSecretKey, message: Uint8Array): BlsSignature {
  return markInSubgroup(mulG1(secretKey, blsHashMessage(version, message)));
}

/** Both points valid and e(σ, g2) = e(H0(m), pk). Cost: two subgroup checks, two Miller loops. Spec: 01 §9 */
export function blsVerify(
  version: BlsVersion,
  publicKey: BlsPublicKey,
  signature: BlsSignature,
  message: Uint8Array,
): Verdict<BlsRefusal> {
  if (!isValidG2(publicKey) || !isValidG1(signature)) return refuse('BLS_INVALID_POINT');
  const matches = isPairingProductOne([
    { g1: negateG1(signature), g2: G2_GENERATOR },
    { g1: blsHashMessage(version, message), g2: publicKey },
  ]);
  return matches ? accept() : refuse('BLS_INVALID_SIGNATURE');
}
