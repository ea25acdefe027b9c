import { struct } from '@eventide/codec/rkyv';
import { flArchive, frArchive, jubjubArchive } from '@eventide/crypto/archives';
import { validAffineOfExtended } from '@eventide/crypto/jubjub/archive';
import { schnorrVerify } from '@eventide/crypto/schnorr/single';
import { boolResult, type HostQuery, readArgument } from './query.ts';

const signature = struct('Signature', { u: flArchive, R: jubjubArchive }, { u: 0, R: 32 });
const argumentType = struct(
  '(BlsScalar, PublicKey, Signature)',
  { signature, publicKey: jubjubArchive, message: frArchive },
  { message: 0, publicKey: 32, signature: 192 },
);

/** A Schnorr signature of a scalar. Spec: 04 §7.5, 01 §10.1 */
export const verifySchnorr: HostQuery = {
  name: 'verify_schnorr',
  answer(argument) {
    const claim = readArgument(argumentType, argument);
    const publicKey = claim && validAffineOfExtended(claim.publicKey);
    const R = claim && validAffineOfExtended(claim.signature.R);
    if (!claim || !publicKey || !R) return boolResult(false);
    return boolResult(schnorrVerify(publicKey, { u: claim.signature.u, R }, claim.message).ok);
  },
};
