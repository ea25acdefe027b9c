import type { HistoryEntry } from '@eventide/sdk';
import { expect, test } from 'vitest';
import { conversionLinks } from './conversionLinks.ts';

const DAY_MS = 86_400_000;
const now = { ms: 100 * DAY_MS, height: 1_000_000n };
const moved: HistoryEntry = {
  id: 'a',
  kind: 'unshield',
  side: 'shielded',
  value: 25n,
  direction: 'self',
  state: 'final',
  counterparty: null,
  memo: null,
  fee: 1n,
  height: 990_000n,
  timeMs: now.ms - DAY_MS,
  error: null,
};
const links = (change: Partial<HistoryEntry>, kind: 'shield' | 'unshield' = 'shield'): boolean =>
  conversionLinks([{ ...moved, ...change }], { kind, value: 25n }, now);

test('13 §5.1 the same amount the other way within a week is said', () => {
  expect(links({})).toBe(true);
  expect(links({ kind: 'shield' }, 'unshield')).toBe(true);
  expect(links({ timeMs: null })).toBe(true);
  expect(links({ timeMs: null, height: null })).toBe(true);
});

test('another amount, the same way, and long ago are not', () => {
  expect(links({ value: 26n })).toBe(false);
  expect(links({}, 'unshield')).toBe(false);
  expect(links({ kind: 'sendShielded' })).toBe(false);
  expect(links({ timeMs: now.ms - 8 * DAY_MS })).toBe(false);
  expect(links({ timeMs: null, height: 900_000n })).toBe(false);
});
