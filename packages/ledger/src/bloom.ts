import { concatBytes, utf8 } from '@eventide/base';
import { blake3 } from '@eventide/crypto';
import { BLOOM_SIZE } from './bytes.ts';

/** What the filter takes of a contract event. */
export type BloomEvent = {
  /** Contract id, 32 bytes. */
  readonly source: Uint8Array;
  readonly topic: string;
  readonly data: Uint8Array;
};

/** The 2048-bit filter of a block's events; each event adds source‖topic and source‖topic‖data. Spec: 06 §5.3 */
export function eventBloom(events: readonly BloomEvent[]): Uint8Array {
  const filter = new Uint8Array(BLOOM_SIZE);
  for (const { source, topic, data } of events) {
    const member = concatBytes(source, utf8(topic));
    addMember(filter, member);
    addMember(filter, concatBytes(member, data));
  }
  return filter;
}

/** True if the event with this topic may be in the filter. */
export function bloomMayContain(filter: Uint8Array, source: Uint8Array, topic: string): boolean {
  return bitsOf(concatBytes(source, utf8(topic))).every(([byte, bit]) => ((filter[byte] as number) & bit) !== 0);
}

function addMember(filter: Uint8Array, member: Uint8Array): void {
  for (const [byte, bit] of bitsOf(member)) filter[byte] = (filter[byte] as number) | bit;
}

/** Three bits of a member, each as (byte, mask). */
function bitsOf(member: Uint8Array): [byte: number, mask: number][] {
  const digest = blake3(member);
  return [0, 2, 4].map((k) => {
    const word = (((digest[k] as number) << 8) | (digest[k + 1] as number)) & 0x7ff;
    return [BLOOM_SIZE - 1 - (word >> 3), 1 << ((digest[k + 1] as number) & 7)];
  });
}
