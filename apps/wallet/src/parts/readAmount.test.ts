import { parseDusk } from '@eventide/base';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAmount, typedAmount } from './readAmount.ts';

test.each([
  ['en', '12.5', '12.5'],
  ['en', ' 1 000.5 ', '1000.5'],
  ['en', '1,000.5', '1000.5'],
  ['en', '1,234,567', '1234567'],
  ['en', '1,5', '1.5'],
  ['en', '0,125', '0.125'],
  ['en', '1.000', '1'],
  ['de', '12,5', '12.5'],
  ['de', '1.000,5', '1000.5'],
  ['de', '1.234.567', '1234567'],
  ['de', '12.5', '12.5'],
  ['de', '1,000', '1'],
  ['en-XA', '12.5', '12.5'],
])('13 §0 %s reads %s as %s', (locale, text, dusk) => {
  expect(readAmount(text, locale)).toBe(parseDusk(dusk));
});

test.each([
  ['en', '1,000'],
  ['en', '100,000'],
  ['de', '1.000'],
  ['de', '25.000'],
])('%s: %s may be thousands or a fraction, so nobody guesses', (locale, text) => {
  expect(readAmount(text, locale)).toBe('ambiguous');
});

test.each([
  '',
  '0',
  '0.0',
  '-1',
  '1.2.3',
  '1,2,3',
  '1e3',
  '0x10',
  '1.0000000001',
  '12 DUSK',
  '1,000.5.1',
  '.',
  ',',
  '99999999999999999999',
])('no amount: %j', (text) => {
  for (const locale of ['en', 'de']) expect(readAmount(text, locale)).toBe('wrong');
});

test('what a field shows is read as what it is, in every language', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n }), fc.constantFrom('en', 'de', 'en-XA'), (lux, locale) => {
      expect(readAmount(typedAmount(lux, locale), locale)).toBe(lux);
    }),
  );
});
