import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { fromBase58, fromBase64, fromHex, toBase58, toBase64, toHex } from './text.ts';

const b = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('hex', () => {
  test('both cases in, lower case out', () => {
    expect(fromHex('00Ff7a')).toEqual(b(0, 255, 0x7a));
    expect(toHex(b(0, 255, 0x7a))).toBe('00ff7a');
    expect(fromHex('')).toEqual(b());
  });

  test.each([true, false])('every byte, with the means of Node: %s', (inNode) => {
    if (!inNode) vi.stubGlobal('Buffer', undefined);
    try {
      const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const text = toHex(every.subarray(1));
      expect(text).toBe(Array.from({ length: 255 }, (_, i) => (i + 1).toString(16).padStart(2, '0')).join(''));
      expect(fromHex(text)).toEqual(every.subarray(1));
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test.each(['0', '0x00', '0g', 'zz', ' 00', '00 ', '۰۰', '0/', '0:', '0@', '0G', '0`'])('refuses %j', (text) => {
    expect(() => fromHex(text)).toThrowCode('TEXT_BAD_HEX');
  });

  test('refuses another length', () => {
    expect(fromHex('0102', 2)).toEqual(b(1, 2));
    expect(() => fromHex('0102', 3)).toThrowCode('TEXT_BAD_LENGTH');
    expect(() => fromHex('', 1)).toThrowCode('TEXT_BAD_LENGTH');
  });
});

describe('01 §12.3 base58', () => {
  test('zeros at the front are ones', () => {
    expect(toBase58(b(0, 0, 1))).toBe('112');
    expect(fromBase58('112')).toEqual(b(0, 0, 1));
  });

  test.each(['0', 'O', 'I', 'l', ' 2', '2\n', '+'])('refuses %j', (text) => {
    expect(() => fromBase58(text)).toThrowCode('TEXT_BAD_BASE58');
  });

  test('refuses another length and texts of quadratic cost', () => {
    expect(() => fromBase58('2', 2)).toThrowCode('TEXT_BAD_LENGTH');
    expect(() => fromBase58('2'.repeat(513))).toThrowCode('TEXT_TOO_LONG');
    expect(fromBase58('1'.repeat(512))).toHaveLength(512);
  });
});

describe('base64', () => {
  test('standard alphabet with padding', () => {
    expect(toBase64(b(255, 254))).toBe('//4=');
    expect(fromBase64('//4=')).toEqual(b(255, 254));
  });

  test.each(['//4', '_-4=', '//5=', 'a', '//4=\n'])('refuses %j', (text) => {
    expect(() => fromBase64(text)).toThrowCode('TEXT_BAD_BASE64');
  });

  test('refuses another length', () => {
    expect(() => fromBase64('//4=', 3)).toThrowCode('TEXT_BAD_LENGTH');
  });
});

test('every text form is the inverse of its reader', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
      expect(fromBase58(toBase58(bytes))).toEqual(bytes);
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
    }),
  );
});
