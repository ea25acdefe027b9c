import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { majority, supermajority } from './committee.ts';
import { sortProvisioners } from './provisioners.ts';
import { drawCommittee, sortitionHash, sortitionScore } from './sortition.ts';

type Vectors = {
  hash: { seed: string; step: number; counter: number; sha3_256: string }[];
  score: { hash: string; total_weight: string; score: string }[];
  committees: {
    name: string;
    provisioners: { public_key: string; stake_lux: string; eligible_since: number }[];
    seed: string;
    round: number;
    step: number;
    credits: number;
    exclusion: string[];
    committee: { public_key: string; credits: number }[];
  }[];
  quorums: { credits: number; majority?: number; supermajority?: number }[];
};
const vectors = loadVectors<Vectors>('consensus/sortition');

describe('06 §7 sortition', () => {
  test.each(vectors.hash)('hash of step $step, counter $counter', ({ seed, step, counter, sha3_256 }) => {
    expect(toHex(sortitionHash(fromHex(seed), step, counter))).toBe(sha3_256);
  });

  test.each(vectors.score)('score $score', ({ hash, total_weight, score }) => {
    const { seed, step, counter } =
      vectors.hash.find(({ sha3_256 }) => sha3_256 === hash) ?? (vectors.hash[0] as Vectors['hash'][number]);
    if (toHex(sortitionHash(fromHex(seed), step, counter)) === hash) {
      expect(sortitionScore(fromHex(seed), step, counter, BigInt(total_weight))).toBe(BigInt(score));
    } else {
      expect(BigInt(`0x${hash}`) % BigInt(total_weight)).toBe(BigInt(score));
    }
  });

  test.each(vectors.committees.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const provisioners = sortProvisioners(
      vector.provisioners.map(({ public_key, stake_lux, eligible_since }) => ({
        key: fromHex(public_key),
        stake: BigInt(stake_lux),
        eligibleSince: BigInt(eligible_since),
      })),
    );
    const committee = drawCommittee(provisioners, {
      seed: fromHex(vector.seed),
      round: BigInt(vector.round),
      step: vector.step,
      credits: vector.credits,
      exclusion: vector.exclusion.map((key) => fromHex(key)),
    });
    expect(committee.map(({ key, credits }) => ({ public_key: toHex(key), credits }))).toEqual(vector.committee);
  });

  /** Step 4 as it is written down. */
  function drawn(stakes: readonly bigint[], seed: Uint8Array, step: number, credits: number): number[] {
    const left = [...stakes];
    const counts = stakes.map(() => 0);
    let total = left.reduce((sum, stake) => sum + stake, 0n);
    for (let i = 0; i < credits; i++) {
      let score = sortitionScore(seed, step, i, total);
      const winner = left.findIndex((weight) => {
        if (weight >= score) return true;
        score -= weight;
        return false;
      });
      const weight = left[winner] as bigint;
      const loss = weight < 1_000_000_000n ? weight : 1_000_000_000n;
      left[winner] = weight - loss;
      counts[winner] = (counts[winner] as number) + 1;
      if (total <= loss) break;
      total -= loss;
    }
    return counts.filter((count) => count > 0);
  }

  test('any set is drawn from as it is written down, one of a single key too', () => {
    const stake = fc.bigInt({ min: 1_000_000_000_000n, max: 1_100_000_000_000n });
    fc.assert(
      fc.property(
        fc.array(stake, { minLength: 1, maxLength: 9 }),
        fc.uint8Array({ minLength: 48, maxLength: 48 }),
        fc.nat({ max: 255 }),
        fc.constantFrom(1, 64, 1_500),
        (stakes, seed, step, credits) => {
          const provisioners = stakes.map((amount, i) => ({
            key: new Uint8Array(96).fill(i + 1),
            stake: amount,
            eligibleSince: 0n,
          }));
          const committee = drawCommittee(provisioners, { seed, round: 1n, step, credits, exclusion: [] });
          expect(committee.map((member) => member.credits)).toEqual(drawn(stakes, seed, step, credits));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('an empty set gives an empty committee', () => {
    expect(drawCommittee([], { seed: new Uint8Array(48), round: 1n, step: 0, credits: 64, exclusion: [] })).toEqual([]);
  });

  test('a key that occurs twice is refused', () => {
    const twin = { key: new Uint8Array(96), stake: 1n, eligibleSince: 0n };
    expect(() => sortProvisioners([twin, twin])).toThrow(RangeError);
  });
});

describe('06 §1 quorums', () => {
  test.each(vectors.quorums)('$credits credits', (vector) => {
    if (vector.majority !== undefined) expect(majority(vector.credits)).toBe(vector.majority);
    if (vector.supermajority !== undefined) expect(supermajority(vector.credits)).toBe(vector.supermajority);
  });
});
