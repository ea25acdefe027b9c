import { concatBytes, utf8 } from '@eventide/base';
import type { ContractEvent } from './outcome.ts';
import { blake3 } from './state/blake3.ts';

export const BLOOM_BYTES = 256;

/** The 2048-bit filter of a block's events: two members each, source ‖ topic and source ‖ topic ‖ data. Spec: 04 §7.7 */
export function eventBloom(events: Iterable<ContractEvent>): Uint8Array {
  const bloom = new Uint8Array(BLOOM_BYTES);
  for (const { source, topic, data } of events) {
    const name = concatBytes(source, utf8(topic));
    for (const position of [...bloomBits(name), ...bloomBits(concatBytes(name, data))]) {
      const byte = BLOOM_BYTES - 1 - (position >> 3);
      bloom[byte] = (bloom[byte] as number) | (1 << (position & 7));
    }
  }
  return bloom;
}

/** The three bit positions of a member. */
export function bloomBits(member: Uint8Array): number[] {
  const digest = blake3(member);
  return [0, 2, 4].map((at) => ((digest[at] as number) * 256 + (digest[at + 1] as number)) % (8 * BLOOM_BYTES));
}
