import { blake3 as yardstick } from '@noble/hashes/blake3.js';
import { describe, expect, test } from 'vitest';
import { blake3 } from './blake3.ts';

describe('04 §8.1 BLAKE3', () => {
  test.each([0, 1, 63, 64, 65, 128, 192, 1024, 1088, 4096, 65_535, 65_536, 65_600])('%i bytes', (length) => {
    for (let seed = 0; seed < 3; seed++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 0xff);
      expect(blake3(bytes)).toEqual(yardstick(bytes));
    }
  });
});
