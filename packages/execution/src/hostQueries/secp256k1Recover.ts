import { concatBytes } from '@eventide/base';
import { fixedBytes, struct } from '@eventide/codec/rkyv';
import { secp256k1Recover as recover } from '@eventide/crypto/hostPrimitives/secp256k1';
import { type HostQuery, readArgument } from './query.ts';

const argumentType = struct(
  '([u8; 32], [u8; 65])',
  { digest: fixedBytes(32), signature: fixedBytes(65) },
  { digest: 0, signature: 32 },
);
const NONE_SIZE = 66;

/** The signer's key of a recoverable ECDSA signature, as an option. Spec: 04 §7.5, 01 §14 */
export const secp256k1Recover: HostQuery = {
  name: 'secp256k1_recover',
  answer(argument) {
    const claim = readArgument(argumentType, argument);
    const key = claim ? recover(claim.digest, claim.signature) : null;
    return key === null ? new Uint8Array(NONE_SIZE) : concatBytes(Uint8Array.of(1), key);
  },
};
