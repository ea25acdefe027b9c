import { toBase58 } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { drawCommittee } from './committee.ts';
import { participationOf, type RoundVotes } from './participation.ts';

const STAKE = 5_000_000_000_000n;
const stakes = Array.from({ length: 9 }, (_, i) => ({
  account: toBase58(Uint8Array.from({ length: 96 }, (__, j) => (i * 29 + j * 3 + 5) & 0xff)),
  amount: STAKE,
  eligibility: 0n,
}));
const seed = new Uint8Array(48).fill(3);
const votesOf = (round: bigint, validation: bigint, ratification: bigint): RoundVotes => ({
  round,
  iteration: 0,
  seed,
  validation,
  ratification,
});

describe('13 §6 participation', () => {
  test('credits drawn and signed, over both steps of all rounds', () => {
    const votes = [votesOf(1n, 0b101n, ~0n & 0xffffn), votesOf(2n, 0n, 1n)];
    const expected = new Map<string, { drawn: number; signed: number }>();
    for (const { round, ...bits } of votes) {
      for (const step of ['validation', 'ratification'] as const) {
        drawCommittee(stakes, seed, { round, iteration: 0, step }).forEach(({ account, credits }, i) => {
          const sum = expected.get(account) ?? { drawn: 0, signed: 0 };
          expected.set(account, {
            drawn: sum.drawn + credits,
            signed:
              sum.signed +
              (bits[step]
                .toString(2)
                .padStart(64, '0')
                .at(-1 - i) === '1'
                ? credits
                : 0),
          });
        });
      }
    }
    const found = participationOf(stakes, votes);
    expect(new Map(found.map(({ account, ...sum }) => [account, sum]))).toEqual(expected);
    expect(found.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(4 * 64);
  });

  test('nobody votes, everybody votes, nothing was due', () => {
    expect(participationOf(stakes, [votesOf(7n, 0n, 0n)]).every(({ signed }) => signed === 0)).toBe(true);
    const all = participationOf(stakes, [votesOf(7n, 2n ** 64n - 1n, 2n ** 64n - 1n)]);
    expect(all.every(({ drawn, signed }) => drawn === signed && drawn > 0)).toBe(true);
    expect(participationOf(stakes, [])).toEqual([]);
  });
});
