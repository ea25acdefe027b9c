import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_INPUTS, selectNotes, spendableAtOnce, sumOf } from './selectNotes.ts';

const notes = fc
  .array(fc.bigInt({ min: 1n, max: 60n }), { maxLength: 9 })
  .map((values) => values.map((value, i) => ({ value, pos: BigInt(i) })));

/** Every choice of `count` indexes, in lexicographic order. */
function* combinations(length: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let i = from; i <= length - count; i++)
    for (const rest of combinations(length, count - 1, i + 1)) yield [i, ...rest];
}

describe('03 §18.1 choice of notes', () => {
  test('takes as few notes as can be, and of those the first combination by value', () => {
    fc.assert(
      fc.property(notes, fc.bigInt({ min: 1n, max: 200n }), (have, cost) => {
        const sorted = [...have].sort((a, b) => Number(a.value - b.value) || Number(a.pos - b.pos));
        let expected: typeof have | null = null;
        for (let count = 1; count <= MAX_INPUTS && expected === null; count++) {
          for (const indexes of combinations(sorted.length, count)) {
            const chosen = indexes.map((i) => sorted[i] as (typeof have)[number]);
            if (sumOf(chosen) < cost) continue;
            expected = chosen;
            break;
          }
        }
        if (expected !== null) expect(selectNotes(have, cost)).toEqual(expected);
        else expect(() => selectNotes(have, cost)).toThrow();
        expect(expected === null).toBe(spendableAtOnce(have) < cost);
      }),
    );
  });

  test('tells apart what is missing', () => {
    const five = Array.from({ length: 5 }, (_, i) => ({ value: 10n, pos: BigInt(i) }));
    expect(() => selectNotes(five, 45n)).toThrowCode('WALLET_TOO_FRAGMENTED');
    expect(() => selectNotes(five, 60n, [{ value: 10n, pos: 9n }])).toThrowCode('WALLET_FUNDS_PENDING');
    expect(() => selectNotes(five, 61n, [{ value: 10n, pos: 9n }])).toThrowCode('WALLET_FUNDS_SHORT');
    expect(() => selectNotes([], 1n)).toThrowCode('WALLET_FUNDS_SHORT');
  });
});
