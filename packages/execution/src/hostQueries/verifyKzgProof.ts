import { fixedBytes, struct } from '@eventide/codec/rkyv';
import { verifyKzgProof as verify } from '@eventide/crypto/hostPrimitives/kzg';
import { boolResult, type HostQuery, readArgument } from './query.ts';

/** The compiler of the reference put the tuple's fields in another order. Spec: 04 §7.5 */
const argumentType = struct(
  '([u8; 48], [u8; 32], [u8; 32], [u8; 48])',
  { commitment: fixedBytes(48), z: fixedBytes(32), y: fixedBytes(32), proof: fixedBytes(48) },
  { commitment: 64, z: 0, y: 32, proof: 112 },
);

/** Point evaluation of EIP-4844. Spec: 04 §7.5, 01 §14 */
export const verifyKzgProof: HostQuery = {
  name: 'verify_kzg_proof',
  answer(argument) {
    const claim = readArgument(argumentType, argument);
    return boolResult(claim !== undefined && verify(claim));
  },
};
