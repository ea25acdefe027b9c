import { blake2b512 } from '../hash.ts';
import { type Fl, fl } from './fl.ts';
import { type Fr, fr } from './fr.ts';

/** BLAKE2b-512 of `bytes` as a little-endian integer modulo r. Spec: 01 §3 */
export function hashToFr(bytes: Uint8Array): Fr {
  return fr.fromBytesWide(blake2b512(bytes));
}

/** BLAKE2b-512 of `bytes` as a little-endian integer modulo JubJub's subgroup order. Spec: 01 §3 */
export function hashToFl(bytes: Uint8Array): Fl {
  return fl.fromBytesWide(blake2b512(bytes));
}
