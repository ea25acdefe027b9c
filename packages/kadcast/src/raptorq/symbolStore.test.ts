import { describe, expect, test } from 'vitest';
import { SymbolStore } from './symbolStore.ts';

const symbol = (id: number): Uint8Array => Uint8Array.of(id, id >> 8, 7);

describe('07 §6.3 symbol store', () => {
  test.each([1, 2, 3, 63, 64, 65, 129, 500])('%d symbols, in order and backwards', (count) => {
    for (const backwards of [false, true]) {
      const store = new SymbolStore(3);
      for (let i = 0; i < count; i++)
        expect(store.add(backwards ? count - 1 - i : i, symbol(backwards ? count - 1 - i : i))).toBe(true);
      expect(store.add(0, symbol(9))).toBe(false);
      expect(store.count).toBe(count);
      for (let id = 0; id < count; id++) expect(store.get(id)).toEqual(symbol(id));
    }
  });

  test('unknown ids', () => {
    const store = new SymbolStore(3);
    expect([store.has(4), store.get(4), [...store.ids()]]).toEqual([false, undefined, []]);
  });
});
