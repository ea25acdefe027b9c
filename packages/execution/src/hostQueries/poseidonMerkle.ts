import { array, decodeArchive, encodeArchive } from '@eventide/codec/rkyv';
import { frArchive } from '@eventide/crypto/archives';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';
import type { HostQuery } from './query.ts';

const children = array(frArchive, 4);

/** An inner node of the tree of notes, from exactly four scalars. Spec: 14 §5 */
export const poseidonMerkle: HostQuery = {
  name: 'poseidon_merkle',
  answer(argument) {
    const whole = argument.length === children.layout.size;
    return encodeArchive(frArchive, whole ? poseidonDigest('merkle4', decodeArchive(children, argument)) : 0n);
  },
};
