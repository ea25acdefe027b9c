import { equalJubJub } from '@eventide/crypto/jubjub/point';
import type { StealthAddress } from '@eventide/crypto/keys/phoenix';

/** True if both one-time addresses are the same. Spec: 03 §2, §13.1 */
export function equalStealthAddress(x: StealthAddress, y: StealthAddress): boolean {
  return equalJubJub(x.R, y.R) && equalJubJub(x.notePk, y.notePk);
}
