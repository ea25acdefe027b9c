import { WalletError } from '@eventide/sdk';
import { describe, expect, test } from 'vitest';
import { type Attempts, noAttempts } from './attempts.ts';
import { createPasswordGate } from './passwordGate.ts';

const wrong = (): Promise<never> => Promise.reject(new WalletError('WALLET_BAD_PASSWORD'));

function gateAt(startMs: number, kept: Attempts = noAttempts) {
  const state = { nowMs: startMs, kept, told: { count: 0, untilMs: 0 }, looked: 0 };
  const gate = createPasswordGate({
    read: async () => state.kept,
    write: async (attempts) => {
      state.kept = attempts;
    },
    tell: (tries) => {
      state.told = tries;
    },
    nowMs: () => state.nowMs,
  });
  const look = <T>(open: () => Promise<T>): Promise<T> =>
    gate(() => {
      state.looked++;
      return open();
    });
  return { state, look };
}

describe('13 §5.1 wrong passwords at every door', () => {
  test('the sixth is not even looked at, a right one neither, until the pause is over', async () => {
    const { state, look } = gateAt(1_000);
    for (let count = 1; count <= 5; count++) {
      await expect(look(wrong)).rejects.toMatchObject({ code: 'WALLET_BAD_PASSWORD' });
      expect(state.told.count).toBe(count);
    }
    expect(state.told.untilMs).toBe(11_000);
    await expect(look(async () => 'open')).rejects.toMatchObject({ details: { untilMs: 11_000 } });
    expect(state.looked).toBe(5);
    state.nowMs = 11_000;
    expect(await look(async () => 'open')).toBe('open');
    expect(state.kept).toEqual(noAttempts);
    expect(state.told).toEqual({ count: 0, untilMs: 0 });
  });

  test('tries at the same time are counted one after the other', async () => {
    const { state, look } = gateAt(1_000);
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => look(wrong)));
    expect(all.every(({ status }) => status === 'rejected')).toBe(true);
    expect(state.looked).toBe(5);
    expect(state.kept.count).toBe(5);
  });

  test('another failure is no wrong password', async () => {
    const { state, look } = gateAt(1_000, { count: 3, lastMs: 500 });
    await expect(look(() => Promise.reject(new WalletError('WALLET_STORE_CORRUPT')))).rejects.toMatchObject({
      code: 'WALLET_STORE_CORRUPT',
    });
    expect(state.kept.count).toBe(3);
  });

  test('a clock that was set back makes nobody wait longer than the pause', async () => {
    const { state, look } = gateAt(1_000, { count: 5, lastMs: 9_000_000_000 });
    await expect(look(wrong)).rejects.toMatchObject({ details: { untilMs: 11_000 } });
    state.nowMs = 11_000;
    expect(await look(async () => true)).toBe(true);
  });
});
