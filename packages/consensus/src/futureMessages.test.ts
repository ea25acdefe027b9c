import { NO_CANDIDATE } from '@eventide/ledger';
import { describe, expect, test } from 'vitest';
import type { ConsensusMessage } from './effects.ts';
import { FutureMessages } from './futureMessages.ts';
import { at, resultOf, validationOf } from './round.fixture.ts';

const signature = new Uint8Array(48);
const key = (n: number): Uint8Array => Uint8Array.from({ length: 96 }, (_, i) => (i < 4 ? n >> (8 * i) : 0) & 0xff);
const vote = (signer: number, round: bigint, iteration = 0): ConsensusMessage =>
  validationOf(0, NO_CANDIDATE, { header: { round, iteration }, key: key(signer), signature });

describe('06 §10 messages that wait', () => {
  test('one per signer and step', () => {
    const future = new FutureMessages();
    expect(future.add(vote(1, 5n), true)).toBe(true);
    expect(future.add(vote(1, 5n), true)).toBe(false);
    expect(future.add(vote(1, 5n, 1), true)).toBe(true);
    expect(future.add(vote(1, 6n), false)).toBe(true);
    expect(future.take(5n, 0, 'validation')).toEqual([{ message: vote(1, 5n), verified: true }]);
    expect(future.take(5n, 0, 'validation')).toEqual([]);
    expect(future.size).toBe(2);
  });

  test('without a signer nothing is kept', () => {
    const payload = { header: at(), result: resultOf(NO_CANDIDATE) };
    expect(new FutureMessages().add({ topic: 'ValidationQuorum', payload }, true)).toBe(false);
  });

  test('a thousand per step; then the oldest goes', () => {
    const future = new FutureMessages();
    for (let signer = 0; signer < 1_010; signer++) expect(future.add(vote(signer, 5n), true)).toBe(true);
    const kept = future.take(5n, 0, 'validation');
    expect(kept).toHaveLength(1_000);
    expect(kept[0]?.message).toEqual(vote(10, 5n));
  });

  test('a new tip drops its round, those below, and those more than five beyond the next', () => {
    const future = new FutureMessages();
    for (let round = 3n; round <= 14n; round++) future.add(vote(1, round), false);
    future.trim(5n);
    const left = Array.from({ length: 12 }, (_, i) => BigInt(i + 3)).filter(
      (round) => future.take(round, 0, 'validation').length > 0,
    );
    expect(left).toEqual([6n, 7n, 8n, 9n, 10n, 11n]);
  });
});
