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
      const expected = Array.from({ length: count }, (_, id) => [...symbol(id)]).flat();
      const target = new Uint8Array(3 * count + 2);
      store.copyFirst(count, target, 2);
      expect([...target]).toEqual([0, 0, ...expected]);
      for (let id = 0; id < count; id++) expect(store.get(id)).toEqual(symbol(id));
      const short = new Uint8Array(3 * count - 2);
      store.copyFirst(count, short, 0);
      expect([...short]).toEqual(expected.slice(0, -2));
    }
  });

  test('unknown ids', () => {
    const store = new SymbolStore(3);
    expect([store.has(4), store.get(4), [...store.ids()]]).toEqual([false, undefined, []]);
  });
});
