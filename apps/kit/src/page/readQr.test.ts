import fc from 'fast-check';
import { expect, test } from 'vitest';
import { qrModules } from '../components/qrModules.ts';
import { readQr } from './readQr.ts';

const SCALE = 4;

/** The code as a picture, dark on white. */
function drawn(text: string): { width: number; height: number; data: Uint8ClampedArray } {
  const rows = qrModules(text);
  const size = rows.length * SCALE;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (rows[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)] === true)
        data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return { width: size, height: size, data };
}

test('13 §5.1 what a wallet draws is read: keys, links with amount and memo, any text', () => {
  for (const text of ['dusk:2eaQzXgekKX46FMS?amount=12.5&check=00112233', 'a', '3'.repeat(300)])
    expect(readQr(drawn(text))).toBe(text);
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 80, unit: fc.constantFrom(...'abcXYZ0189:?&=%. ') }), (text) => {
      expect(readQr(drawn(text))).toBe(text);
    }),
    { numRuns: 20 },
  );
});

test('a picture without a code, a torn one and an empty one give nothing', () => {
  const size = 64;
  expect(readQr({ width: size, height: size, data: new Uint8ClampedArray(size * size * 4).fill(255) })).toBeNull();
  const torn = drawn('dusk:2eaQzXgekKX46FMS');
  torn.data.fill(255, 0, torn.data.length / 2);
  expect(readQr(torn)).toBeNull();
  expect(readQr({ width: 0, height: 0, data: new Uint8ClampedArray() })).toBeNull();
});
