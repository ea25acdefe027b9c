import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesToIntBe,
  bytesToIntLe,
  compareBytes,
  concatBytes,
  equalBytes,
  equalSecret,
  intToBytesBe,
  intToBytesLe,
  utf8,
} from './bytes.ts';

const b = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('bytes', () => {
  test.each([
    ['equalBytes', equalBytes],
    ['equalSecret', equalSecret],
  ])('%s', (_, equal) => {
    expect(equal(b(), b())).toBe(true);
    expect(equal(b(1, 2, 3), b(1, 2, 3))).toBe(true);
    expect(equal(b(1, 2, 3), b(1, 2, 4))).toBe(false);
    expect(equal(b(0x80), b(0))).toBe(false);
    expect(equal(b(1, 2), b(1, 2, 3))).toBe(false);
  });

  test('compareBytes is the lexicographic order, prefixes first', () => {
    expect(compareBytes(b(1), b(1, 0))).toBeLessThan(0);
    expect(compareBytes(b(2), b(1, 255))).toBeGreaterThan(0);
    expect(compareBytes(b(0x80), b(0x7f))).toBeGreaterThan(0);
    expect(compareBytes(b(1, 2), b(1, 2))).toBe(0);
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (x, y) => {
        expect(Math.sign(compareBytes(x, y))).toBe(Math.sign(Buffer.compare(x, y)));
      }),
    );
  });

  test('concatBytes copies', () => {
    const part = b(1, 2);
    const joined = concatBytes(part, b(), b(3));
    part.fill(9);
    expect(joined).toEqual(b(1, 2, 3));
    expect(concatBytes()).toEqual(b());
  });

  test('integers', () => {
    expect(bytesToIntLe(b(1, 2))).toBe(0x0201n);
    expect(bytesToIntBe(b(1, 2))).toBe(0x0102n);
    expect(bytesToIntLe(b())).toBe(0n);
    expect(intToBytesLe(0x0102n, 3)).toEqual(b(2, 1, 0));
    expect(intToBytesBe(0x0102n, 3)).toEqual(b(0, 1, 2));
    expect(intToBytesBe(0n, 0)).toEqual(b());
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (x) => {
        expect(intToBytesLe(bytesToIntLe(x), x.length)).toEqual(x);
        expect(intToBytesBe(bytesToIntBe(x), x.length)).toEqual(x);
      }),
    );
  });

  test('integers that do not fit are refused', () => {
    expect(() => intToBytesLe(256n, 1)).toThrow(RangeError);
    expect(() => intToBytesBe(1n, 0)).toThrow(RangeError);
    expect(() => intToBytesLe(-1n, 8)).toThrow(RangeError);
  });

  test('utf8', () => {
    expect(utf8('aü')).toEqual(b(0x61, 0xc3, 0xbc));
  });
});
