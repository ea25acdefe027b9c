import type { BlockInfo, Json } from '@eventide/sdk';
import { describe, expect, test } from 'vitest';
import { recordedGenerator } from './recordedGenerator.ts';
import { recordedVotes } from './recordedVotes.ts';

const votes = (bits: Json): Json => ({ validation: { bitset: bits }, ratification: { bitset: 3 } });
const block = (height: bigint, bits: Json = 1, failed: readonly Json[] = []): BlockInfo =>
  ({
    height,
    iteration: failed.length,
    generator: `generator of ${height}`,
    seed: String(height).padStart(2, '0').repeat(48),
    headerJson: { prev_block_cert: votes(bits), failed_iterations: failed },
  }) as unknown as BlockInfo;

describe('13 §6 what blocks record of others', () => {
  test('generators of an iteration: the own one, failed ones, none', () => {
    const found = block(7n, 1, [null, [{ result: 'NoQuorum' }, 'failed']]);
    expect([0, 1, 2, 3].map((iteration) => recordedGenerator(found, iteration))).toEqual([
      null,
      'failed',
      'generator of 7',
      null,
    ]);
  });

  test('votes of rounds: bits of the block above, seed of the block below', () => {
    const found = recordedVotes([block(9n, 0xffff_ffff_ffff_ffffn), block(8n, 5), block(7n)]);
    expect(found).toEqual([
      {
        round: 8n,
        iteration: 0,
        seed: new Uint8Array(48).fill(0x07),
        validation: 0xffff_ffff_ffff_ffffn,
        ratification: 3n,
      },
    ]);
  });

  test('gaps, too few blocks and nonsense give no votes', () => {
    expect(recordedVotes([block(9n), block(7n), block(6n)])).toEqual([]);
    expect(recordedVotes([block(9n), block(8n)])).toEqual([]);
    expect(recordedVotes([block(9n), block(8n), { ...block(7n), seed: 'no seed' }])).toEqual([]);
    const odd = { ...block(9n), headerJson: 'nonsense' };
    expect(recordedVotes([odd, block(8n), block(7n)])).toMatchObject([{ validation: 0n, ratification: 0n }]);
  });
});
