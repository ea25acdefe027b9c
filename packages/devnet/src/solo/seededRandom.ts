import { utf8 } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import type { RandomBytes } from '@eventide/crypto/random';
import { StdRng } from '@eventide/crypto/rng/stdRng';

/** Random bytes that a seed decides, so that a script gives the same transactions each time. Never for keys of value. Spec: 13 §3.3 */
export function seededRandom(seed: number): RandomBytes {
  return new StdRng(sha256(utf8(`eventide devnet client ${seed}`))).randomBytes;
}
