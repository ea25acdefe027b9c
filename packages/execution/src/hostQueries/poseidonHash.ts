import { encodeArchive, vec } from '@eventide/codec/rkyv';
import { frArchive } from '@eventide/crypto/archives';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';
import { hostTrap } from '@eventide/vm/outcome';
import { type HostQuery, readArgument } from './query.ts';

const argumentType = vec(frArchive);

/** The digest of scalars in domain `other`; of none it traps. Spec: 04 §7.5, 01 §6.2, §14 */
export const poseidonHash: HostQuery = {
  name: 'poseidon_hash',
  answer(argument) {
    const scalars = readArgument(argumentType, argument);
    if (scalars?.length === 0) throw hostTrap('poseidon_hash of nothing');
    return encodeArchive(frArchive, scalars === undefined ? 0n : poseidonDigest('other', scalars));
  },
};
