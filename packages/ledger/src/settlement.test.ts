import { emissionAt } from '@eventide/params';
import { describe, expect, test } from 'vitest';
import { emptyAttestation } from './attestation.ts';
import type { Fault } from './fault.ts';
import { rewardsOf, slashesOf } from './settlement.ts';
import type { RatificationResult } from './vote.ts';

const key = (n: number): Uint8Array => new Uint8Array(96).fill(n);
const block = (credits: readonly number[], height = 7n) => ({
  height,
  duskSpent: 1_000n,
  generator: key(1),
  rewardKey: key(2),
  voters: credits.map((count, i) => ({ key: key(10 + i), credits: count })),
});

describe('06 §13 rewards', () => {
  test('all credits: the generator gets the whole extra tenth, and no more is paid than there is', () => {
    const rewards = rewardsOf(block([64, 64])) ?? [];
    const total = emissionAt(7n) + 1_000n;
    expect(rewards.map(({ reason }) => reason)).toEqual([
      'GeneratorFixed',
      'Other',
      'GeneratorExtra',
      'Voter',
      'Voter',
    ]);
    expect(rewards[2]?.value).toBe(total / 10n);
    expect(rewards[3]?.value).toBe(64n * (total / 10n / 128n));
    expect(rewards.reduce((sum, { value }) => sum + value, 0n)).toBeLessThanOrEqual(total);
  });

  test('a bare quorum of 86 credits: no extra entry; one more credit pays a 42nd of the tenth', () => {
    expect(rewardsOf(block([43, 43]))?.some(({ reason }) => reason === 'GeneratorExtra')).toBe(false);
    const tenth = (emissionAt(7n) + 1_000n) / 10n;
    expect(rewardsOf(block([43, 44]))?.[2]).toMatchObject({ reason: 'GeneratorExtra', value: tenth / 42n });
  });

  test('without voters only block 1 is valid', () => {
    expect(rewardsOf(block([], 1n))).toHaveLength(2);
    expect(rewardsOf(block([], 2n))).toBeUndefined();
    expect(rewardsOf(block([0], 2n))).toBeUndefined();
  });
});

describe('06 §11 slashes', () => {
  const failed = (n: number, result: RatificationResult) => ({
    attestation: { ...emptyAttestation(), result },
    generator: key(n),
  });
  const hash = new Uint8Array(32);

  test('NoCandidate is soft, Invalid is hard, the rest is free, order is kept', () => {
    const list = [
      failed(1, { kind: 'Fail', vote: { kind: 'NoCandidate' } }),
      undefined,
      failed(2, { kind: 'Fail', vote: { kind: 'NoQuorum' } }),
      failed(3, { kind: 'Fail', vote: { kind: 'Invalid', hash } }),
      failed(4, { kind: 'Fail', vote: { kind: 'Valid', hash } }),
    ];
    expect(slashesOf(list, [])).toEqual([
      { key: key(1), kind: 'soft' },
      { key: key(3), kind: 'hard' },
    ]);
  });

  test('faults of the block follow, each hard on its signer', () => {
    const item = (n: number) => ({
      header: { prevBlockHash: hash, round: 1n, iteration: 0 },
      sign: { signer: key(n), signature: new Uint8Array(48) },
      data: hash,
    });
    const fault = (n: number): Fault => ({ kind: 'DoubleCandidate', items: [item(n), item(n)] });
    const list = [failed(1, { kind: 'Fail', vote: { kind: 'NoCandidate' } })];
    expect(slashesOf(list, [fault(9), fault(8)])).toEqual([
      { key: key(1), kind: 'soft' },
      { key: key(9), kind: 'hard' },
      { key: key(8), kind: 'hard' },
    ]);
  });
});
