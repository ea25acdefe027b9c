import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createArena } from './arena.ts';

const MAX_BYTES = 1 << 20;

test('ranges never overlap, and freed ones join to what was there at first', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(20_000))), (steps) => {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_BYTES >> 16 });
      const arena = createArena(memory, 64, MAX_BYTES);
      const live: { at: number; size: number }[] = [];
      for (const [take, n] of steps) {
        if (take) {
          const at = arena.alloc(n);
          expect(at % 64).toBe(0);
          expect(at + n).toBeLessThanOrEqual(memory.buffer.byteLength);
          for (const other of live) expect(at + n <= other.at || other.at + other.size <= at).toBe(true);
          expect(live.map((other) => other.at)).not.toContain(at);
          live.push({ at, size: n });
        } else if (live.length > 0) {
          arena.free(live.splice(n % live.length, 1)[0]?.at as number);
        }
      }
      for (const { at } of live) arena.free(at);
      expect(arena.usedBytes).toBe(0);
      expect(arena.alloc(MAX_BYTES - 64)).toBe(64);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('more than there is: FAULT_MEMORY, and what was there stays', () => {
  const arena = createArena(new WebAssembly.Memory({ initial: 1, maximum: 1 }), 0, 65_536);
  const at = arena.alloc(60_000);
  expect(() => arena.alloc(6000)).toThrow(expect.objectContaining({ code: 'FAULT_MEMORY' }));
  expect(arena.usedBytes).toBe(60_032);
  arena.free(at);
  expect(arena.alloc(65_536)).toBe(0);
});
