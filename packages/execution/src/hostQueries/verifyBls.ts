import { concatBytes } from '@eventide/base';
import { byteVec, struct } from '@eventide/codec/rkyv';
import { g1Archive, g2Archive } from '@eventide/crypto/archives';
import { blsVerify } from '@eventide/crypto/bls/sign';
import { boolResult, type HostQuery, readArgument } from './query.ts';

/** Spec: 04 §7.5 */
export const blsArgument = struct(
  '(Vec<u8>, BlsPublicKey, BlsSignature)',
  { signature: g1Archive, publicKey: g2Archive, message: byteVec() },
  { message: 0, publicKey: 8, signature: 208 },
);

/** A BLS signature under the rules of the height. Spec: 04 §7.5, 01 §9 */
export const verifyBls: HostQuery = {
  name: 'verify_bls',
  cacheInput: (argument, { rules }) => concatBytes(Uint8Array.of(rules.bls === 'V2' ? 1 : 0), argument),
  answer(argument, { rules }) {
    const claim = readArgument(blsArgument, argument);
    return boolResult(claim !== undefined && blsVerify(rules.bls, claim.publicKey, claim.signature, claim.message).ok);
  },
};
