import type { Fl } from '@eventide/crypto/fields/fl';
import type { Fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_GENERATOR_NUMS, type JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { mulJubJub } from '@eventide/crypto/jubjub/point';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';

/** PK' = noteSk·G', the second public key of a note; known to its owner alone. Spec: 03 §3.4 */
export function nullifierKey(noteSk: Fl): JubJubPoint {
  return mulJubJub(noteSk, JUBJUB_GENERATOR_NUMS);
}

/** The nullifier of the note at tree position `pos`: what the chain remembers of a spent note. Spec: 03 §3.4 */
export function nullifierOf(key: JubJubPoint, pos: bigint): Fr {
  return poseidonDigest('other', [key.u, key.v, pos]);
}

/** The nullifier of the note with this secret key at `pos`. Spec: 03 §3.4 */
export function noteNullifier(noteSk: Fl, pos: bigint): Fr {
  return nullifierOf(nullifierKey(noteSk), pos);
}
