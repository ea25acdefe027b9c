import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLru } from './lru.ts';

describe('lru', () => {
  test('forgets what was used longest ago', () => {
    const evicted: string[] = [];
    const lru = createLru<string, number>({ maxEntries: 2, onEvict: (key) => evicted.push(key) });
    lru.set('a', 1);
    lru.set('b', 2);
    expect(lru.get('a')).toBe(1);
    lru.set('c', 3);
    expect(evicted).toEqual(['b']);
    expect([lru.has('a'), lru.has('b'), lru.get('b')]).toEqual([true, false, undefined]);
  });

  test('peek and has do not count as use', () => {
    const lru = createLru<string, number>({ maxEntries: 2 });
    lru.set('a', 1);
    lru.set('b', 2);
    expect(lru.peek('a')).toBe(1);
    lru.set('c', 3);
    expect(lru.has('a')).toBe(false);
  });

  test('bounded by weight', () => {
    const lru = createLru<string, Uint8Array>({ maxEntries: 100, maxWeight: 10, weigh: (value) => value.length });
    lru.set('a', new Uint8Array(4));
    lru.set('b', new Uint8Array(4));
    lru.set('c', new Uint8Array(7));
    expect([lru.size, lru.weight, lru.has('c')]).toEqual([1, 7, true]);
    expect(lru.set('c', new Uint8Array(3))).toBe(true);
    expect(lru.weight).toBe(3);
    expect(lru.set('c', new Uint8Array(11))).toBe(false);
    expect([lru.size, lru.weight]).toEqual([0, 0]);
  });

  test('delete and clear give the weight back without eviction', () => {
    const lru = createLru<string, number>({ maxEntries: 3, onEvict: () => expect.unreachable() });
    lru.set('a', 1);
    lru.set('b', 2);
    expect([lru.delete('a'), lru.delete('a'), lru.weight]).toEqual([true, false, 1]);
    lru.clear();
    expect([lru.size, lru.weight]).toEqual([0, 0]);
  });

  test('an undefined value is a value', () => {
    const lru = createLru<string, undefined>({ maxEntries: 1 });
    lru.set('a', undefined);
    expect(lru.has('a')).toBe(true);
  });

  test.each([{ maxEntries: 0 }, { maxEntries: Number.NaN }, { maxEntries: 1, maxWeight: 0 }])(
    'refuses bounds that hold nothing: %j',
    (options) => {
      expect(() => createLru(options)).toThrow(RangeError);
    },
  );

  test('never exceeds its bounds, and keeps exactly the most recent', () => {
    const keys = fc.array(fc.nat({ max: 9 }), { maxLength: 80 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 6 }), (list, maxEntries) => {
        const lru = createLru<number, number>({ maxEntries });
        for (const key of list) lru.set(key, key);
        const recent = [...new Set(list.toReversed())].slice(0, maxEntries);
        expect(lru.size).toBe(recent.length);
        for (const key of recent) expect(lru.peek(key)).toBe(key);
      }),
    );
  });
});
