import { describe, expect, test } from 'vitest';
import { agoText, amountText, groupsOfFour, shortened, sizeText } from './format.ts';

describe('what amounts and times look like', () => {
  test.each([
    [0n, 'en', '0 DUSK'],
    [12_500_000_000n, 'en', '12.5 DUSK'],
    [12_500_000_000n, 'de', '12,5 DUSK'],
    [1_234_567_000_000_001n, 'en', '1,234,567.000000001 DUSK'],
    [-5_000_000_000n, 'en', '−5 DUSK'],
    [18_446_744_073_709_551_615n, 'en', '18,446,744,073.709551615 DUSK'],
  ])('%s lux in %s', (lux, locale, text) => {
    expect(amountText(lux, locale)).toBe(text);
  });

  test('nothing of a long address is lost in its groups', () => {
    const address = 'abcdefghijk';
    expect(groupsOfFour(address).join('')).toBe(address);
    expect(shortened(address, 2)).toBe('ab…jk');
    expect(shortened('abcde', 2)).toBe('abcde');
  });

  test('times go from seconds to days', () => {
    expect(agoText(0, 3_000, 'en')).toContain('3 sec');
    expect(agoText(0, 7_200_000, 'en')).toContain('2 hr');
    expect(agoText(0, 86_400_000 * 400, 'en')).toContain('400 days');
    expect(sizeText(151_234, 'en')).toBe('151.2 kB');
  });
});
