import { byteVec, struct, vec } from '@eventide/codec/rkyv';
import { g1Archive, g2Archive } from '@eventide/crypto/archives';
import { blsVerifyMultisig } from '@eventide/crypto/bls/multisig';
import { boolResult, type HostQuery, readArgument } from './query.ts';

const argumentType = struct(
  '(Vec<u8>, Vec<BlsPublicKey>, MultisigSignature)',
  { signature: g1Archive, publicKeys: vec(g2Archive), message: byteVec() },
  { message: 0, publicKeys: 8, signature: 16 },
);

/** A joint BLS signature of exactly these keys. Spec: 04 §7.5, 01 §9 */
export const verifyBlsMultisig: HostQuery = {
  name: 'verify_bls_multisig',
  answer(argument, { rules }) {
    const claim = readArgument(argumentType, argument);
    if (claim === undefined) return boolResult(false);
    return boolResult(blsVerifyMultisig(rules.bls, claim.publicKeys, claim.signature, claim.message).ok);
  },
};
