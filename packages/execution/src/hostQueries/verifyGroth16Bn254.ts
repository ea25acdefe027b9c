import { byteVec, struct } from '@eventide/codec/rkyv';
import { verifyGroth16Bn254 as verify } from '@eventide/crypto/hostPrimitives/groth16/verify';
import { boolResult, type HostQuery, readArgument } from './query.ts';

const argumentType = struct(
  '(Vec<u8>, Vec<u8>, Vec<u8>)',
  { inputs: byteVec(), proof: byteVec(), key: byteVec() },
  { key: 0, proof: 8, inputs: 16 },
);

/** A Groth16 proof over BN254 under a prepared key. Spec: 04 §7.5, 01 §14 */
export const verifyGroth16Bn254: HostQuery = {
  name: 'verify_groth16_bn254',
  cacheInput: (argument) => argument,
  answer(argument) {
    const claim = readArgument(argumentType, argument);
    return boolResult(claim !== undefined && verify(claim.key, claim.proof, claim.inputs).ok);
  },
};
