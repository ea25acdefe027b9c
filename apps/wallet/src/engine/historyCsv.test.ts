import type { HistoryEntry } from '@eventide/sdk';
import { expect, test } from 'vitest';
import { historyCsv } from './historyCsv.ts';

const entry: HistoryEntry = {
  id: 'ab',
  kind: 'receivedPublic',
  side: 'public',
  value: 1_500_000_000n,
  direction: 'in',
  state: 'final',
  counterparty: 'xyz',
  memo: null,
  fee: null,
  height: 7n,
  timeMs: 0,
  error: null,
};

test('13 §5.1 activity as a table: exact amounts, labels, quoted cells', () => {
  const csv = historyCsv([{ ...entry, memo: 'tea, "green"\nand more' }], { ab: 'from Bob' });
  expect(csv.split('\r\n')[1]).toBe(
    '1970-01-01T00:00:00.000Z,7,receivedPublic,public,in,1.5,,final,xyz,"tea, ""green""\nand more",from Bob,ab',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('a stranger’s memo is never a formula: %j', (memo) => {
  expect(historyCsv([{ ...entry, memo }], {})).toContain(`'${memo}`);
});
