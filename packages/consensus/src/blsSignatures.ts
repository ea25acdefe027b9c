import { isEventideError } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import {
  type BlsPublicKey,
  type BlsSecretKey,
  type BlsSignature,
  type BlsVersion,
  blsAggregateSignatures,
  blsPublicKey,
  blsPublicKeyCodec,
  blsSignatureCodec,
  blsSignMultisig,
  blsSignTwoMultisig,
  blsVerifyMultisig,
} from '@eventide/crypto';
import { knownBlsPublicKey } from '@eventide/crypto/bls/knownKeys';
import type { Signatures, Signer } from './signatures.ts';

/** BLS multisignatures; `versionAt` tells the version of a round (`rulesAt(network, round).bls`). Spec: 06 §2 */
export function createBlsSignatures(versionAt: (round: bigint) => BlsVersion): Signatures {
  return {
    verify(round, keys, signature, message) {
      let points: BlsPublicKey[];
      let sum: BlsSignature;
      try {
        points = keys.map(knownBlsPublicKey);
        sum = decode(blsSignatureCodec, signature);
      } catch (error) {
        if (isEventideError(error)) return false;
        throw error;
      }
      return blsVerifyMultisig(versionAt(round), points, sum, message).ok;
    },
    aggregate: (signatures) =>
      encode(
        blsSignatureCodec,
        blsAggregateSignatures(signatures.map((signature) => decode(blsSignatureCodec, signature))),
      ),
  };
}

/** Signs with a key held in this process. Spec: 06 §2 */
export function createBlsSigner(secretKey: BlsSecretKey, versionAt: (round: bigint) => BlsVersion): Signer {
  const publicKey = blsPublicKey(secretKey);
  return {
    key: encode(blsPublicKeyCodec, publicKey),
    sign: (round, message) =>
      encode(blsSignatureCodec, blsSignMultisig(versionAt(round), secretKey, publicKey, message)),
    signTwo(round, messages) {
      const [first, second] = blsSignTwoMultisig(versionAt(round), secretKey, publicKey, messages);
      return [encode(blsSignatureCodec, first), encode(blsSignatureCodec, second)];
    },
  };
}
