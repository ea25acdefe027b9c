import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDusk, parseDusk } from './lux.ts';

describe('13 §2.1 amounts', () => {
  test.each([
    ['12.5', 12_500_000_000n],
    ['0', 0n],
    ['0.000000001', 1n],
    ['18446744073.709551615', 18_446_744_073_709_551_615n],
    ['7lux', 7n],
  ])('%s', (text, lux) => expect(parseDusk(text)).toBe(lux));

  test.each(['', ' 1', '1.', '.5', '-1', '+1', '1e3', '1,5', '0x10', '1_000', '1 lux', 'NaN'])('refuses %j', (text) => {
    expect(() => parseDusk(text)).toThrowCode('LUX_BAD_AMOUNT');
  });

  test('refuses a tenth decimal and what exceeds u64', () => {
    expect(() => parseDusk('0.0000000001')).toThrowCode('LUX_TOO_PRECISE');
    expect(() => parseDusk('18446744073.709551616')).toThrowCode('LUX_TOO_LARGE');
  });

  test('format and parse are inverse', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (lux) => parseDusk(formatDusk(lux)) === lux));
  });
});
