import type { Balance } from '@eventide/sdk';
import { describe, expect, test } from 'vitest';
import type { KnownKey } from './lookAlike.ts';
import { unasked } from './offline.ts';
import { type ReviewContext, reviewPlan } from './plans.ts';
import type { GasChoice, Plan } from './protocol.ts';

const bob: KnownKey = { key: 'abcdMIDDLEwxyz', name: 'Bob', as: 'book' };
const balance: Balance = {
  shielded: { spendable: 1_000n, atOnce: 400n, pending: 500n, total: 1_500n },
  public: 1_000n,
  staked: 0n,
  reward: 0n,
};
const context: ReviewContext = { offline: false, balance, publicPending: 300n, known: [bob] };
/** A fee of ten, and no node that has to be asked. */
const gas: GasChoice = { limit: 10n, price: 1n };

const review = (plan: Plan, change: Partial<ReviewContext> = {}) =>
  reviewPlan(unasked, plan, gas, { ...context, ...change });
const shielded = (value: bigint): Plan => ({ kind: 'sendShielded', to: bob.key, value, memo: '' });
const open = (value: bigint): Plan => ({ kind: 'sendPublic', to: bob.key, value, memo: '' });

describe('13 §5.1 too little, and where it is', () => {
  test.each([
    [shielded(390n), null],
    [shielded(391n), 'WALLET_TOO_FRAGMENTED'],
    [shielded(990n), 'WALLET_TOO_FRAGMENTED'],
    [shielded(991n), 'WALLET_FUNDS_PENDING'],
    [shielded(1_490n), 'WALLET_FUNDS_PENDING'],
    [shielded(1_491n), 'WALLET_FUNDS_SHORT'],
    [open(690n), null],
    [open(691n), 'WALLET_FUNDS_PENDING'],
    [open(990n), 'WALLET_FUNDS_PENDING'],
    [open(991n), 'WALLET_FUNDS_SHORT'],
    [{ kind: 'mergeNotes' } as Plan, null],
    [{ kind: 'unstake' } as Plan, null],
  ])('%o: %s', async (plan, code) => {
    expect((await review(plan)).refusal?.code ?? null).toBe(code);
  });

  test('what is left is what is left of what can be paid with', async () => {
    expect(await review(open(90n))).toMatchObject({ side: 'public', total: 100n, after: 600n, maxFee: 10n });
    expect(await review(shielded(90n))).toMatchObject({ side: 'shielded', total: 100n, after: 900n });
    expect((await review(open(5_000n))).after).toBe(0n);
  });
});

describe('13 §5.5 whom a review warns of', () => {
  const to = (key: string): Plan => ({ kind: 'sendShielded', to: key, value: 1n, memo: '' });

  test('nobody that is known, everybody else, and above all a look-alike', async () => {
    expect((await review(to(bob.key))).caution).toBeNull();
    expect((await review(to('somebodyElse'))).caution).toEqual({ lookAlike: null });
    expect((await review(to('abcdOTHERwxyz'))).caution).toEqual({ lookAlike: bob });
    expect((await review({ kind: 'mergeNotes' })).caution).toBeNull();
  });
});
