import { concatBytes } from '@eventide/base';
import { byteVec, struct, u8 } from '@eventide/codec/rkyv';
import { frArchive } from '@eventide/crypto/archives';
import { verifyAuth } from '@eventide/tx/phoenix/auth/verify';
import { boolResult, type HostQuery, readArgument } from './query.ts';

/** Spec: 14 §5 */
export const authArgument = struct(
  'PhoenixAuthClaim',
  { payloadHash: frArchive, auth: byteVec(), outputs: byteVec(), inputs: u8 },
  { payloadHash: 0, auth: 32, outputs: 40, inputs: 48 },
);

/** The authorisation of the Phoenix transaction under execution; false outside of one. Spec: 14 §5, 10 §6 */
export const verifyPhoenixAuth: HostQuery = {
  name: 'verify_phoenix_auth',
  cacheInput: (argument, { txDigest }) => txDigest && concatBytes(txDigest, argument),
  answer(argument, { txDigest }) {
    const claim = readArgument(authArgument, argument);
    return boolResult(claim !== undefined && txDigest !== null && verifyAuth({ ...claim, txDigest }));
  },
};
