import { byteVec, encodeArchive } from '@eventide/codec/rkyv';
import { frArchive } from '@eventide/crypto/archives';
import { hashToFr } from '@eventide/crypto/fields/hashToScalar';
import { type HostQuery, readArgument } from './query.ts';

const argumentType = byteVec();

/** A byte string hashed to a scalar. Spec: 04 §7.5 */
export const hash: HostQuery = {
  name: 'hash',
  answer(argument) {
    const bytes = readArgument(argumentType, argument);
    return encodeArchive(frArchive, bytes === undefined ? 0n : hashToFr(bytes));
  },
};
