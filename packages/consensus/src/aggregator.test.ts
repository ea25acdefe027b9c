import { NO_CANDIDATE, type Vote, voteMessage } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import { Aggregator } from './aggregator.ts';
import { votingCommittee } from './committee.ts';
import { world } from './verify/world.fixture.ts';

const { context, parent, provisioners, signatures } = world;
const header = { prevBlockHash: parent.hash, round: 2n, iteration: 0 };
const committee = votingCommittee(provisioners, { seed: parent.seed, round: 2n, iteration: 0 }, 'validation');
const outsider = provisioners.find(({ key }) => !committee.some((member) => member.key === key))?.key as Uint8Array;
const valid = (n: number): Vote => ({ kind: 'Valid', hash: new Uint8Array(32).fill(n) });

function aggregator(emergency: boolean): (member: number, vote: Vote) => string {
  const votes = new Aggregator(committee, { emergency, signatures });
  return (member, vote) => {
    const key = committee[member]?.key ?? outsider;
    const signature = signatures.signer(key).sign(2n, voteMessage(header, 'validation', vote));
    const result = votes.collect(key, vote, signature);
    expect(votes.has(key, vote)).toBe(result.kind === 'collected' || result.reason === 'ALREADY_VOTED');
    return result.kind === 'refused' ? result.reason : result.quorum ? 'quorum' : 'counted';
  };
}

describe('06 §9.6 counting votes', () => {
  test('who is no member, who voted, and who says something else is refused', () => {
    const collect = aggregator(false);
    expect(collect(99, valid(1))).toBe('NOT_MEMBER');
    expect(collect(0, valid(1))).toBe('counted');
    expect(collect(0, valid(1))).toBe('ALREADY_VOTED');
    expect(collect(0, valid(2))).toBe('CONTRADICTING_VOTE');
    expect(collect(0, NO_CANDIDATE)).toBe('CONTRADICTING_VOTE');
    expect(collect(1, NO_CANDIDATE)).toBe('counted');
  });

  test('in emergency iterations only Valid counts, another Valid too, and no more than a few', () => {
    const collect = aggregator(true);
    expect(collect(0, NO_CANDIDATE)).toBe('VOTE_IGNORED');
    expect(collect(0, { kind: 'Invalid', hash: new Uint8Array(32) })).toBe('VOTE_IGNORED');
    for (let n = 1; n <= 4; n++) expect(collect(0, valid(n))).toBe('counted');
    expect(collect(0, valid(4))).toBe('ALREADY_VOTED');
    expect(collect(0, valid(5))).toBe('VOTE_IGNORED');
    expect(collect(1, valid(5))).toBe('counted');
  });

  test.each([
    ['Valid', valid(1), 43],
    ['Invalid', { kind: 'Invalid', hash: new Uint8Array(32) }, 33],
    ['NoCandidate', NO_CANDIDATE, 33],
  ] as const)('06 §8 a quorum of %s comes with its credits', (_, vote, needed) => {
    const collect = aggregator(false);
    let credits = 0;
    for (const [i, member] of committee.entries()) {
      credits += member.credits;
      expect(collect(i, vote)).toBe(credits >= needed ? 'quorum' : 'counted');
    }
    expect(credits).toBe(64);
  });

  test('the sum holds everybody who voted the same, the late ones too', () => {
    const votes = new Aggregator(committee, { emergency: false, signatures });
    const message = voteMessage(header, 'validation', valid(1));
    const keys: Uint8Array[] = [];
    for (const [i, { key }] of committee.entries()) {
      keys.push(key);
      const result = votes.collect(key, valid(1), signatures.signer(key).sign(2n, message));
      if (result.kind === 'refused') throw new Error(result.reason);
      if (i % 2 === 0) continue;
      const { bitset, signature } = result.votes.sum();
      expect(bitset).toBe((1n << BigInt(i + 1)) - 1n);
      expect(context.signatures.verify(2n, keys, signature, message)).toBe(true);
    }
  });
});
