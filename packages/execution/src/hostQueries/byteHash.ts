import { byteVec } from '@eventide/codec/rkyv';
import { keccak256 as keccak256Of, sha256 as sha256Of } from '@eventide/crypto/hash';
import { type HostQuery, readArgument } from './query.ts';

const argumentType = byteVec();
const DIGEST_SIZE = 32;

/** Spec: 04 §7.5 */
export const keccak256: HostQuery = byteHash('keccak256', keccak256Of);
/** Spec: 04 §7.5 */
export const sha256: HostQuery = byteHash('sha256', sha256Of);

function byteHash(name: string, digest: (bytes: Uint8Array) => Uint8Array): HostQuery {
  return {
    name,
    answer(argument) {
      const bytes = readArgument(argumentType, argument);
      return bytes === undefined ? new Uint8Array(DIGEST_SIZE) : digest(bytes);
    },
  };
}
