import { fromHex, isEventideError } from '@eventide/base';
import type { BlockInfo, Json } from '@eventide/sdk';
import type { RoundVotes } from '@eventide/sdk/verify';
import { luxOf, objectOf } from './describeTx.ts';

/** The votes on blocks in a row, newest first: those on each stand in the next one, and its seed is that of the one before. Spec: 06 §7 */
export function recordedVotes(blocks: readonly BlockInfo[]): readonly RoundVotes[] {
  return blocks.flatMap((above, index): RoundVotes[] => {
    const [block, below] = [blocks[index + 1], blocks[index + 2]];
    if (block?.height !== above.height - 1n || below?.height !== above.height - 2n) return [];
    const certificate = objectOf(objectOf(above.headerJson).prev_block_cert);
    const seed = bytesOf(below.seed);
    if (seed === null) return [];
    const { height: round, iteration } = block;
    const bits = (votes: Json | undefined): bigint => luxOf(objectOf(votes).bitset);
    return [
      {
        round,
        iteration,
        seed,
        validation: bits(certificate.validation),
        ratification: bits(certificate.ratification),
      },
    ];
  });
}

function bytesOf(hex: string): Uint8Array | null {
  try {
    return fromHex(hex);
  } catch (error) {
    if (isEventideError(error)) return null;
    throw error;
  }
}
