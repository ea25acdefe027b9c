import { expect, test } from 'vitest';
import { pendingPublic } from './balance.ts';
import type { SentTx } from './store/records.ts';

const waiting: SentTx = {
  id: 'a',
  kind: 'sendPublic',
  profile: 0,
  state: 'waiting',
  sentMs: 0,
  sentHeight: 1n,
  value: 100n,
  maxFee: 7n,
  to: null,
  memo: null,
  notes: [],
  change: 0n,
  ownNotes: [],
  nonce: 1n,
  block: null,
  gasSpent: null,
  gasPrice: 1n,
  error: null,
  bytes: '',
};

function pending(...sent: readonly Partial<SentTx>[]): bigint {
  return pendingPublic({ sent: new Map(sent.map((it, index) => [String(index), { ...waiting, ...it }])) }, 0);
}

test('13 §5.1 what waiting public transactions take: value and fee, of money that comes in the fee alone', () => {
  expect(pending()).toBe(0n);
  expect(pending({})).toBe(107n);
  expect(pending({ kind: 'stake', value: 1_000n }, { kind: 'shield', value: 5n })).toBe(1_019n);
  expect(pending({ kind: 'unstake', value: 1_000n }, { kind: 'claimReward', value: 9n })).toBe(14n);
});

test('shielded ones, settled ones, unsent ones and those of other profiles take nothing', () => {
  expect(
    pending(
      { notes: [3n] },
      { state: 'executed' },
      { state: 'final' },
      { state: 'gone' },
      { unsent: true },
      { profile: 1 },
    ),
  ).toBe(0n);
});
