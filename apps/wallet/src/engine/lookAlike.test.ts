import { randomBytes } from 'node:crypto';
import { toBase58 } from '@eventide/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cautionAbout, type KnownKey, lookAlike } from './lookAlike.ts';

const key = toBase58(new Uint8Array(64).fill(7, 1, 60));
const book: KnownKey = { key, name: 'Bob', as: 'book' };

describe('13 §5.5 addresses that look alike', () => {
  test('first and last four the same and the rest not: found, in any case of its letters', () => {
    const poisoned = `${key.slice(0, 4)}${'z'.repeat(key.length - 8)}${key.slice(-4)}`;
    expect(lookAlike(poisoned, [book])).toBe(book);
    expect(lookAlike(poisoned.toUpperCase(), [book])).toBe(book);
    expect(cautionAbout(poisoned, [book])).toEqual({ lookAlike: book });
  });

  test('one edge alone, the key itself, and nobody known: not found', () => {
    expect(lookAlike(`${key.slice(0, -1)}${key.endsWith('1') ? '2' : '1'}`, [book])).toBeNull();
    expect(lookAlike(`z${key.slice(1)}`, [book])).toBeNull();
    expect(lookAlike(key, [book])).toBeNull();
    expect(lookAlike(key, [])).toBeNull();
    expect(cautionAbout(key, [book])).toBeNull();
  });

  test('chance does not warn: of thousands of random keys none looks like a known one', () => {
    const known = Array.from(
      { length: 50 },
      (): KnownKey => ({ key: toBase58(randomBytes(64)), name: null, as: 'paid' }),
    );
    for (let count = 0; count < 2_000; count++) expect(lookAlike(toBase58(randomBytes(64)), known)).toBeNull();
  });

  test('whatever is between the edges does not hide it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 90, unit: fc.constantFrom(...'123ABCabcxyz') }), (middle) => {
        const other = `${key.slice(0, 4)}${middle}${key.slice(-4)}`;
        expect(lookAlike(other, [book])).toBe(other === key ? null : book);
      }),
    );
  });
});
